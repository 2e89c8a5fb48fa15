import { IDENTIFIER_REUSED } from "../registry/person-findings.ts";
import { REPORT_FINDINGS } from "../registry/vaccination/report-findings.ts";
import { REVIEW_RULES } from "../review/review-rules.ts";
import { HEADER_RULES } from "../validation/check-header.ts";
import { COMPILED_PROFILES, NULL_VALUE_RULE, STATEMENTS } from "../validation/rule-books.ts";
import { ADMISSION_RULES } from "./admission-rules.ts";
import { CONTROL_ID_REUSED } from "./control-id-reused.ts";
import { SIMULATED } from "./simulate-fault.ts";
import { MASKED, NOTE_ROWS, OTHER_DELIMITERS } from "./reading-findings.ts";

/** What a rule finds and what to do about it. No patient data: a value as sent is left out. */
export interface Advice {
  readonly cause: string;
  readonly fix: string;
}

/** Rows whose text says both. */
const WHOLE_TEXTS = [
  ...ADMISSION_RULES,
  OTHER_DELIMITERS,
  CONTROL_ID_REUSED,
  SIMULATED,
  MASKED,
  ...Object.values(NOTE_ROWS),
  IDENTIFIER_REUSED,
  ...Object.values(REPORT_FINDINGS),
];

function withoutValue(text: string): string {
  return text.replaceAll(/:?\s*\{[a-z]+\}/g, "");
}

/** Rows whose problem may repeat a code as sent. */
const PROFILE_RULES = [
  ...(["Z22", "Z34", "Z44"] as const).flatMap((id) => COMPILED_PROFILES[id].book.rules),
  ...STATEMENTS,
  NULL_VALUE_RULE,
];

function allAdvice(): ReadonlyMap<string, Advice> {
  return new Map([
    ...PROFILE_RULES.map(({ id, problem, fix }): [string, Advice] => [
      id,
      { cause: withoutValue(problem), fix },
    ]),
    ...HEADER_RULES.map(({ id, text, fix }): [string, Advice] => [id, { cause: withoutValue(text), fix }]),
    ...WHOLE_TEXTS.map(({ ruleId, text }): [string, Advice] => {
      const [cause = text, ...rest] = withoutValue(text).split(/(?<=\.)\s+/);
      return [ruleId, { cause, fix: rest.length === 0 ? "See the rule reference." : rest.join(" ") }];
    }),
  ]);
}

const ADVICE: ReadonlyMap<string, Advice> = allAdvice();

/** @returns undefined for a rule that is not in the tables */
export function ruleAdvice(ruleId: string): Advice | undefined {
  return ADVICE.get(ruleId);
}

const REVIEW_TEXTS: ReadonlyMap<string, string> = new Map(
  REVIEW_RULES.map(({ id, problem, outcome, fix }) => [
    id,
    `${withoutValue(problem)}; ${withoutValue(outcome)}. ${fix}`,
  ]),
);

/** The words of a rule's row, to people who may not see what was sent: a value as sent is left out. */
export function fixedTextOf(ruleId: string): string {
  const advice = ruleAdvice(ruleId);
  if (advice === undefined) return REVIEW_TEXTS.get(ruleId) ?? "Reveal the message to read what was found.";
  const { cause, fix } = advice;
  return `${cause.replace(/\.$/, "")}. ${fix}`;
}

const TEXTS: readonly (readonly [string, string])[] = [
  ...[...PROFILE_RULES, ...REVIEW_RULES].map(({ id, problem }) => [id, problem] as const),
  ...HEADER_RULES.map(({ id, text }) => [id, text] as const),
  ...WHOLE_TEXTS.map(({ ruleId, text }) => [ruleId, text] as const),
];
const KNOWN: ReadonlySet<string> = new Set(TEXTS.map(([id]) => id));
const REPEATING: ReadonlySet<string> = new Set(
  TEXTS.filter(([, text]) => text.includes("{value}")).map(([id]) => id),
);

/**
 * What of a rule's ERR is text of ours alone: `all`, or the `id` (ERR-7) when its ERR-8 may repeat what was sent.
 *
 * @returns undefined for what is no rule of the tables
 */
export function ownTextOf(ruleId: string): "all" | "id" | undefined {
  if (!KNOWN.has(ruleId)) return undefined;
  return REPEATING.has(ruleId) ? "id" : "all";
}
