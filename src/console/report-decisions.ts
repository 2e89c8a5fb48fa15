import { assertNever } from "../kernel/assert-never.ts";
import { REVIEW_ACT_KINDS, type ReviewActKind } from "../onboarding/review-acts.ts";
import { type Letter, LETTERS } from "../review/measures.ts";
import { dataTable } from "./data-table.ts";
import { EVENT_TEXTS } from "./event-texts.ts";
import { choiceField, folded, hiddenField, inputField, postForm, section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";
import type { ReportView } from "./views/report.ts";

/** What a person may decide on a rule, and why one would. */
const ACTS = {
  waive: {
    label: "Waive a rule",
    means:
      "Staff accept the rule as it stands. Its verdict stays what it is, and the reason is in the letter.",
  },
  attest: {
    label: "Attest a rule",
    means: "The organization showed with a scripted message what real traffic did not contain.",
  },
  clear: {
    label: "Explain hits",
    means:
      "Somebody looked and found the cause: hits until now, or one finding about many messages, count as explained.",
  },
  mark: {
    label: "Set a fix marker",
    means:
      "The organization changed something now. Verdicts are then computed on what came since, so that the stage need not start anew.",
  },
} as const satisfies Readonly<Record<ReviewActKind, { readonly label: string; readonly means: string }>>;

/** Rules that real traffic may not show: what a scripted message can attest (review rules g and h). */
const ATTESTED: readonly Letter[] = ["g", "h"];

/** Fix markers, acts on rules, and the signature. */
export function decisionSection(view: ReportView, csrf: string): Html {
  const forms = REVIEW_ACT_KINDS.filter((kind) => view.acts.includes(kind)).map((kind) =>
    actForm(kind, view, csrf),
  );
  return section("decisions", "Decisions", html`${markers(view)}${forms}${signature(view.sign, view, csrf)}`);
}

function actForm(kind: ReviewActKind, view: ReportView, csrf: string): Html {
  const { label, means } = ACTS[kind];
  const fields = html`${hiddenField("realm", view.report.realm)}${target(kind, view)}
${inputField({ label: kind === "mark" ? "What was changed" : "Reason", name: "reason", required: true, maxlength: 500, autocomplete: "off" })}
${kind === "waive" && inputField({ label: "Until", name: "until", type: "date", hint: "Empty: for good." })}`;
  const action = PATHS.reviewAct(view.organizationId, kind);
  return folded(label, html`<p>${means}</p>${postForm({ action, csrf, fields, submit: label })}`);
}

/** Findings about many messages that one form offers. */
const CLEARABLE_SHOWN_MAX = 12;

/** On what an act is: a rule, missing evidence, or one finding about many messages. */
function target(kind: ReviewActKind, { report }: ReportView): Html {
  const ruleChoice = (
    letters: readonly Letter[],
    ...further: readonly (readonly [string, string])[]
  ): Html => {
    const choices = [
      ...letters.map((letter) => [letter, `${letter}: ${report.rules[letter].title}`] as const),
      ...further,
    ];
    return choiceField({ label: "Rule", name: "rule", choices });
  };
  switch (kind) {
    case "mark":
      return NOTHING;
    case "attest":
      return ruleChoice(ATTESTED);
    case "waive":
      return ruleChoice(LETTERS, ["evidence", "missing evidence: messages, doses, days"]);
    case "clear": {
      const open = LETTERS.flatMap((letter) => report.rules[letter].population).filter(
        ({ cleared }) => !cleared,
      );
      const findings = open
        .slice(0, CLEARABLE_SHOWN_MAX)
        .map(({ id, key, text }) => [key, `${id}: ${text}`] as const);
      const only =
        findings.length > 0 &&
        choiceField({
          label: "Only this finding",
          name: "finding",
          choices: [["", "all hits of the rule until now"], ...findings],
        });
      return html`${ruleChoice(LETTERS)}${only}`;
    }
    default:
      return assertNever(kind);
  }
}

function markers({ report }: ReportView): Html {
  return dataTable({
    caption: "Changes that were told",
    captionHidden: true,
    columns: [{ label: "When" }, { label: "What was changed" }, { label: "By" }],
    rows: report.fixMarkers.map(({ atMs, text, by }) => [instant(atMs), text, by]),
    empty: "No fix marker yet.",
  });
}

function signature(sign: ReportView["sign"], { report, organizationId }: ReportView, csrf: string): Html {
  if (sign === undefined) return NOTHING;
  const { label = sign, means = "" } = EVENT_TEXTS[sign] ?? {};
  const state = report.signable
    ? stateMark("good", "every rule and gate passes, is attested, waived or does not apply")
    : stateMark("attention", "not every rule and gate passes, or evidence is missing");
  const fields = inputField({
    label: "Reason",
    name: "reason",
    required: true,
    maxlength: 500,
    autocomplete: "off",
  });
  return html`<h3>${label}</h3><p>${means} You are asked to sign in again.</p><p>${state}</p>
${postForm({ action: PATHS.event(organizationId, sign), csrf, fields, submit: label })}`;
}
