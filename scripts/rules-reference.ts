/**
 * Writes docs/rules.md, the reference of every rule a received message is held against, from the rule tables.
 * `node scripts/rules-reference.ts` writes it; a test says when it is stale.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CHILD_OLDER_THAN_MOTHER,
  IDENTIFIER_REUSED,
  MOTHER_CONTRADICTED,
} from "../src/registry/person-findings.ts";
import { REPORT_FINDINGS } from "../src/registry/vaccination/report-findings.ts";
import { errorCodesOf } from "../src/review/acknowledged-findings.ts";
import { POPULATION_RULES, REVIEW_RULES } from "../src/review/review-rules.ts";
import type { ReviewRule } from "../src/review/rule.ts";
import { ADMISSION_RULES } from "../src/submission/admission-rules.ts";
import { SIMULATED } from "../src/submission/simulate-fault.ts";
import { CONTROL_ID_REUSED } from "../src/submission/control-id-reused.ts";
import { MASKED, NOTE_ROWS, OTHER_DELIMITERS } from "../src/submission/reading-findings.ts";
import type { Effect } from "../src/validation/finding.ts";
import type { FindingRow } from "../src/validation/finding-row.ts";
import { HEADER_RULES } from "../src/validation/check-header.ts";
import { COMPILED_PROFILES, NULL_VALUE_RULE, STATEMENTS } from "../src/validation/rule-books.ts";
import type { Loss, Rule } from "../src/validation/rule.ts";

/** Profiles of what is received; the rules of answers are for our own tests. */
const RECEIVED = ["Z22", "Z34", "Z44"] as const;

const SEGMENTS: readonly (readonly [string, string])[] = [
  ["MSH", "Message header"],
  ["SFT", "Software"],
  ["PID", "Patient"],
  ["PD1", "Additional demographics"],
  ["NK1", "Next of kin"],
  ["PV1", "Visit"],
  ["PV2", "Visit, additional"],
  ["GT1", "Guarantor"],
  ["IN1", "Insurance"],
  ["IN2", "Insurance, additional"],
  ["IN3", "Insurance, certification"],
  ["ORC", "Order"],
  ["TQ1", "Timing"],
  ["TQ2", "Timing, relation"],
  ["RXA", "Vaccine administered"],
  ["RXR", "Route and site"],
  ["OBX", "Observation"],
  ["NTE", "Note"],
  ["QPD", "Query parameters"],
  ["RCP", "Response control"],
];

/** What is added to the severity of a finding. */
const GRAVITY_MARKS: Readonly<Partial<Record<Effect, string>>> = { reject: " (AR)", staff: " (staff only)" };

const EFFECTS: Readonly<Record<Loss, string>> = {
  message: "message refused",
  dose: "dose refused",
  segment: "segment dropped",
  field: "field dropped",
  repetition: "repetition dropped",
  component: "component dropped",
  none: "kept",
};

/** Text for a cell: bars would end it, angle brackets would be markup. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}

function code(text: string): string {
  return text === "" ? "" : `\`${text.replaceAll("|", "\\|")}\``;
}

function problemText({ problem }: Rule): string {
  return problem.replace("{value}", "…");
}

function ruleRow(rule: Rule): string {
  const codes = `${rule.errorCode}${rule.applicationErrorCode === undefined ? "" : ` / ${rule.applicationErrorCode}`}`;
  const effect = `${EFFECTS[rule.loss]}: ${rule.outcome.replace("{dose}", "n")}`;
  const cells = [
    code(rule.id),
    rule.place,
    cell(problemText(rule)),
    rule.severity,
    codes,
    cell(effect),
    cell(rule.fix),
    code(rule.example),
    cell(rule.source),
  ];
  return `| ${cells.join(" | ")} |`;
}

const HEAD = [
  "| Rule | Place | What is wrong | Severity | ERR-3 / ERR-5 | Effect | What to do | Example | Source |",
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];

/** Each rule once; a rule of several profiles in the words of the first. */
function receivedRules(): readonly Rule[] {
  const rules = RECEIVED.flatMap((id) => {
    const statements = STATEMENTS.filter(({ profiles }) => profiles === undefined || profiles.includes(id));
    return COMPILED_PROFILES[id].book.rules.concat(statements);
  });
  return [...new Map(rules.toReversed().map((rule) => [rule.id, rule])).values()].toReversed();
}

function segmentOf({ place }: Rule): string {
  return place.split("-")[0] ?? "";
}

function headerRows(): readonly string[] {
  return HEADER_RULES.map((rule) => {
    const cells = [
      code(rule.id),
      `MSH-${rule.field}.${rule.component}`,
      cell(rule.text.replace("{value}", "…")),
      "E",
      rule.errorCode,
      "message rejected (AR): nothing is looked at",
      cell(rule.fix),
      code(rule.example),
      cell(rule.source),
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

/** Findings that are about the sender, the transport or what is stored already, not about a profile. */
function gatewayRows(): readonly string[] {
  const rows: readonly FindingRow[] = [
    ...ADMISSION_RULES,
    OTHER_DELIMITERS,
    CONTROL_ID_REUSED,
    SIMULATED,
    MASKED,
    ...Object.values(NOTE_ROWS),
    IDENTIFIER_REUSED,
    CHILD_OLDER_THAN_MOTHER,
    MOTHER_CONTRADICTED,
    ...Object.values(REPORT_FINDINGS),
  ];
  return rows.map(({ ruleId, severity, effect, errorCode, applicationErrorCode, text, source }) => {
    const gravity = severity + (GRAVITY_MARKS[effect] ?? "");
    const codes = `${errorCode}${applicationErrorCode === undefined ? "" : ` / ${applicationErrorCode}`}`;
    return `| ${[code(ruleId), gravity, codes, cell(text), cell(source)].join(" | ")} |`;
  });
}

/** What a rule of the review says in an answer: nothing where the profile or the masking says it. */
function toldIn(rule: ReviewRule): readonly [string, string] {
  if (rule.letter === "j" || rule.severity === "E") return ["–", ""];
  const { errorCode, applicationErrorCode } = errorCodesOf(rule, rule.severity);
  return [rule.severity, [errorCode, applicationErrorCode].filter((one) => one !== undefined).join(" / ")];
}

function reviewRows(): readonly string[] {
  return REVIEW_RULES.map((rule) => {
    const { id, place, appliesTo, measures, title, fix, source } = rule;
    const [severity, codes] = toldIn(rule);
    const counts = measures.length === 0 ? "told only" : `fails ${measures.join(", ")}`;
    const cells = [
      code(id),
      place,
      cell(title),
      cell(appliesTo),
      severity,
      codes,
      counts,
      cell(fix),
      cell(source),
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

function populationRows(): readonly string[] {
  return POPULATION_RULES.map(({ id, title, isAdvice, fix, source }) => {
    const counts = isAdvice === true ? "told only" : "to be looked at";
    return `| ${[code(id), cell(title), counts, cell(fix), cell(source)].join(" | ")} |`;
  });
}

/** The whole document. */
export function rulesReference(): string {
  const rules = receivedRules();
  const sections = SEGMENTS.flatMap(([segment, title]) => {
    const rows = rules.filter((rule) => segmentOf(rule) === segment).map(ruleRow);
    return rows.length === 0 ? [] : [`## ${segment}: ${title}`, ""].concat(HEAD, rows, [""]);
  });
  return [
    "# Rule reference",
    "",
    "Every rule that a received message is held against: updates (Z22) and queries (Z34, Z44). Written from the rule tables by",
    "`node scripts/rules-reference.ts`; do not edit.",
    "",
    "The id of the rule stands in ERR-7. Severity: **E** something was not stored, **W** stored, but something was left out,",
    "replaced or is against the profile, **I** news. E and W make the answer AE, I alone AA. In a query, E stops the query. A",
    "value that is dropped is empty in what is stored; the rest of the message is stored. Codes: HL70357 in ERR-3, HL70533 in ERR-5.",
    "",
    "An id is the place and what is wrong with it (`PID-7-MISSING`, `PID-5.2-MISSING` for a component, `PID-3.4.1-MISSING` for",
    "a subcomponent), or the statement of the guide (`IZ-30`). Ids are never given to another rule.",
    "",
    "## Header check",
    "",
    "Looked at before everything else; the first one that is broken is the only one told.",
    "",
    ...HEAD,
    ...headerRows(),
    "",
    "## Any field",
    "",
    ...HEAD,
    ruleRow(NULL_VALUE_RULE),
    "",
    "## The gateway and the registry",
    "",
    "About the sender, the transport and what is stored already. ERR-2 names the place. An answer lists 100 findings at most;",
    "the last one, `FINDINGS-MORE`, then says how many more there are. `RSP-NO-FORECAST` (I) stands in each answer to a Z44",
    "while the registry has no forecast to send.",
    "",
    "| Rule | Severity | ERR-3 / ERR-5 | What is said | Source |",
    "| --- | --- | --- | --- | --- |",
    ...gatewayRows(),
    "",
    "## Technical message review",
    "",
    "Rules a to k of MDH's onboarding guide, asked of each update that was taken in; they never refuse anything. In the answer only what",
    "the rules above do not say already; a hit that is no failure is told as I. The report of the review counts all of them.",
    "",
    "| Rule | Place | What is wrong | Asked of | In the answer | ERR-3 / ERR-5 | In the report | What to do | Source |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...reviewRows(),
    "",
    "What only many messages together show; never in an answer:",
    "",
    "| Rule | What is seen | In the report | What to do | Source |",
    "| --- | --- | --- | --- | --- |",
    ...populationRows(),
    "",
    ...sections,
  ].join("\n");
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, "../docs/rules.md"), rulesReference());
}
