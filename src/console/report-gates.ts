import type { CapabilityReport, GateReport, ReviewProgress, ReviewReport } from "../review/report/report.ts";
import { dataTable } from "./data-table.ts";
import { section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { countText } from "./show-values.ts";
import { type StateKind, stateMark } from "./state-mark.ts";
import { inPageWords } from "./page-words.ts";

const WORK: Readonly<Record<ReviewProgress["kind"], string>> = {
  "re-evaluated": "Messages are being judged anew, since rules, code tables or sites changed",
  counted: "Messages are still being counted",
};

/** Why nothing passes or fails yet: numbers that mix two judgements are none. */
export function progressNotice({ progress }: Pick<ReviewReport, "progress">): Html {
  if (progress === null) return NOTHING;
  const { kind, done, of } = progress;
  return html`<div class="notice notice-ask" role="status"><p><strong>Provisional.</strong> ${WORK[kind]}: ${countText(done)} of ${countText(of)}. Until it is done nothing passes or fails; load the page again in a minute.</p></div>`;
}

const CAPABILITIES: Readonly<Record<CapabilityReport["id"], string>> = {
  update: "Sends updates (VXU)",
  refusal: "Sends refusals, coded",
  protection: "Sends the protection indicator",
  delete: "Deletes a dose (RXA-21 D)",
  query: "Queries (QBP)",
};

const CAPABILITY_STATES: Readonly<Record<CapabilityReport["state"], readonly [StateKind, string]>> = {
  observed: ["good", "seen in traffic"],
  attested: ["good", "attested"],
  waived: ["neutral", "waived"],
  missing: ["attention", "not seen"],
};

/** What signing asks for beside the rules, and what the organization was seen to do. */
export function gateSections({ gates, capabilities }: Pick<ReviewReport, "gates" | "capabilities">): Html {
  return html`<div class="beside main-first">
${section("gates", "What signing asks for beside the rules", gateTable(gates))}
${section("capabilities", "Capabilities", capabilityTable(capabilities))}
</div>`;
}

function gateTable(gates: readonly GateReport[]): Html {
  return dataTable({
    caption: "Gates of the signature",
    captionHidden: true,
    columns: [{ label: "Gate" }, { label: "State" }, { label: "Found" }, { label: "What would satisfy it" }],
    rows: gates.map(({ title, passed, measured, satisfiedBy }) => [
      title,
      passed ? stateMark("good", "passed") : stateMark("attention", "open"),
      measured,
      passed ? "–" : inPageWords(satisfiedBy),
    ]),
    empty: "Nothing beside the rules.",
  });
}

function capabilityTable(capabilities: readonly CapabilityReport[]): Html {
  return dataTable({
    caption: "What the organization was seen to do",
    captionHidden: true,
    columns: [{ label: "Capability" }, { label: "State" }],
    rows: capabilities.map(({ id, required, state }) => [
      html`${CAPABILITIES[id]}${!required && html` <span class="quiet">(not asked for)</span>`}`,
      stateMark(
        ...(state === "missing" && !required ? (["neutral", "not seen"] as const) : CAPABILITY_STATES[state]),
      ),
    ]),
    empty: "None is looked for.",
  });
}
