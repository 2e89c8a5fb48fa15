import type { Migration } from "../../migrate.ts";

/** What was sent, to whom, by whom and until when: the evidence that a finding is. */
const FROZEN = [
  "id",
  "organization_id",
  "realm",
  "rule",
  "cause",
  "owner_contact_id",
  "owner_role",
  "owner_name",
  "sent_on",
  "due_on",
  "sent_at_ms",
  "sent_by",
  "reason",
] as const;

/** A finding becomes answered or closed and never goes back; what was last said of it stands with the step. */
const STEP =
  "(old.state = 'open' and new.state <> 'open') or (old.state = 'answered' and new.state = 'closed')";

/** Findings that were sent to organizations are settled and otherwise never change. */
export const frozenFindings: Migration = {
  number: 17,
  name: "frozen-findings",
  statements: ({ dialect }) =>
    dialect === "sqlite"
      ? [
          `create trigger sent_finding_frozen before update of ${FROZEN.join(", ")} on sent_finding
           begin select raise(abort, 'sent_finding is append-only'); end`,
          `create trigger sent_finding_settled before update on sent_finding when not (${STEP})
           begin select raise(abort, 'sent_finding is append-only: this is no settling'); end`,
          `create trigger sent_finding_no_delete before delete on sent_finding
           begin select raise(abort, 'sent_finding is append-only'); end`,
        ]
      : [
          `create trigger sent_finding_frozen before update of ${FROZEN.join(", ")} on sent_finding
             for each row execute function refuse_review_change()`,
          `create trigger sent_finding_settled before update on sent_finding
             for each row when (not (${STEP})) execute function refuse_review_change()`,
          `create trigger sent_finding_no_delete before delete on sent_finding
             for each row execute function refuse_review_change()`,
          `create trigger sent_finding_no_truncate before truncate on sent_finding
             for each statement execute function refuse_review_change()`,
        ],
};
