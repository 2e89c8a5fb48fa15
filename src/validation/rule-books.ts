import type { ProfileId } from "../immunization/profiles/profile.ts";
import { PROFILES } from "../immunization/profiles/profiles.ts";
import { DOSE_STATEMENTS } from "./dose-statements.ts";
import { HEADER_STATEMENTS } from "./header-statements.ts";
import { OBSERVATION_STATEMENTS } from "./observation-statements.ts";
import { PATIENT_STATEMENTS } from "./patient-statements.ts";
import { compileStructure, type CompiledStructure } from "./place-segments.ts";
import { QUERY_STATEMENTS } from "./query-statements.ts";
import type { Rule } from "./rule.ts";
import { compileRuleBook, type RuleBook } from "./rule-book.ts";
import type { Statement } from "./statement.ts";

/** Everything that judges messages of one profile. */
export interface CompiledProfile {
  readonly id: ProfileId;
  readonly structure: CompiledStructure;
  readonly book: RuleBook;
  /** By segment name. */
  readonly statements: ReadonlyMap<string, readonly Statement[]>;
}

/** All statements, in the order of the rule reference. */
export const STATEMENTS: readonly Statement[] = [
  ...HEADER_STATEMENTS,
  ...PATIENT_STATEMENTS,
  ...DOSE_STATEMENTS,
  ...OBSERVATION_STATEMENTS,
  ...QUERY_STATEMENTS,
];

/** Two quotes in a field, wherever they stand. */
export const NULL_VALUE_RULE: Rule = {
  id: "NULL-VALUE",
  place: "any field",
  name: "",
  severity: "I",
  errorCode: "0",
  loss: "none",
  problem: "Two quotes ask to delete a stored value, which is not supported",
  outcome: "read as empty; what is stored stays",
  fix: "Leave the field empty.",
  source: "HL7 v2.5.1 ch. 2, null values; gateway decision D11",
  example: '""',
};

function compile(id: ProfileId): CompiledProfile {
  const profile = PROFILES[id];
  const applicable = STATEMENTS.filter(({ profiles }) => profiles === undefined || profiles.includes(id));
  return {
    id,
    structure: compileStructure(profile),
    book: compileRuleBook(profile),
    statements: Map.groupBy(applicable, ({ segment }) => segment),
  };
}

/** The profiles, made ready once at start. */
export const COMPILED_PROFILES: Readonly<Record<ProfileId, CompiledProfile>> = {
  Z22: compile("Z22"),
  Z23: compile("Z23"),
  Z31: compile("Z31"),
  Z32: compile("Z32"),
  Z33: compile("Z33"),
  Z34: compile("Z34"),
  Z42: compile("Z42"),
  Z44: compile("Z44"),
};
