import { assertNever } from "../../kernel/assert-never.ts";
import type { QueryDecision } from "../matching/decide-query.ts";
import type { QueryKind } from "./immunization-query.ts";

/**
 * Which response a query gets. `history` Z32 · `forecast` Z42 · `candidates` Z31 · `not-found` Z33 NF · `too-many` Z33 TM.
 * A query that cannot be run gets Z33 AE and never comes here.
 */
export type QueryAnswer =
  | { readonly kind: "history" | "forecast"; readonly personId: string }
  | { readonly kind: "candidates"; readonly personIds: readonly string[] }
  | { readonly kind: "not-found" }
  | { readonly kind: "too-many" };

/** What the answer depends on besides the query. */
export interface AnswerBounds {
  /** `ImmunizationQuery.candidatesMax`. */
  readonly candidatesMax: number;
  /** False where a realm never shows candidates; a list is then answered as not found (decision D29). */
  readonly mayListCandidates: boolean;
}

/** One line of the decision table. */
export interface AnswerRow {
  readonly query: QueryKind;
  readonly found: QueryDecision["kind"];
  /** Undefined where the number of people changes nothing. */
  readonly overLimit?: boolean;
  readonly answer: QueryAnswer["kind"];
  readonly source: string;
}

/** The first row that fits decides. Counted are people whom the asker may see. */
export const ANSWER_ROWS: readonly AnswerRow[] = [
  { query: "history", found: "match", answer: "history", source: "CDC guide R1.5, Table 7-2: Z32, AA, OK" },
  {
    query: "history",
    found: "several",
    overLimit: true,
    answer: "too-many",
    source: "CDC guide R1.5, Table 7-2: Z33, AA, TM",
  },
  {
    query: "history",
    found: "several",
    answer: "candidates",
    source: "CDC guide R1.5, Table 7-2: Z31, AA, OK",
  },
  {
    query: "history",
    found: "possible",
    overLimit: true,
    answer: "too-many",
    source: "CDC guide R1.5, Table 7-2: Z33, AA, TM",
  },
  {
    query: "history",
    found: "possible",
    answer: "candidates",
    source: "CDC guide R1.5, Table 7-2: Z31, AA, OK",
  },
  { query: "history", found: "none", answer: "not-found", source: "CDC guide R1.5, Table 7-2: Z33, AA, NF" },
  {
    query: "forecast",
    found: "match",
    answer: "forecast",
    source: "CDC guide R1.5, Tables 11-2, 11-3: Z42, AA, OK",
  },
  {
    query: "forecast",
    found: "several",
    answer: "too-many",
    source: "Decision D11; ONC query test QR-4: Z33, AA, TM",
  },
  {
    query: "forecast",
    found: "possible",
    answer: "not-found",
    source: "CDC guide R1.5, Tables 11-2, 11-3: Z33, AA, NF",
  },
  {
    query: "forecast",
    found: "none",
    answer: "not-found",
    source: "CDC guide R1.5, Tables 11-2, 11-3: Z33, AA, NF",
  },
];

function countOf(decision: QueryDecision): number {
  switch (decision.kind) {
    case "match":
      return 1;
    case "none":
      return 0;
    case "several":
    case "possible":
      return decision.candidates.length;
    default:
      return assertNever(decision);
  }
}

function idsOf(decision: QueryDecision): readonly string[] {
  if (decision.kind === "none") return [];
  return (decision.kind === "match" ? [decision.candidate] : decision.candidates).map(({ id }) => id);
}

/**
 * Decides the response to a query that could be run.
 *
 * @param decision over people whom the asker may see: who is protected must be gone before (decision D24)
 */
export function decideAnswer(query: QueryKind, decision: QueryDecision, bounds: AnswerBounds): QueryAnswer {
  const isOver = countOf(decision) > bounds.candidatesMax;
  const row = ANSWER_ROWS.find(
    ({ query: asked, found, overLimit }) =>
      asked === query && found === decision.kind && (overLimit === undefined || overLimit === isOver),
  );
  const answer = row?.answer ?? "not-found";
  const [first] = idsOf(decision);
  switch (answer) {
    case "history":
    case "forecast":
      return first === undefined ? { kind: "not-found" } : { kind: answer, personId: first };
    case "candidates":
      return bounds.mayListCandidates
        ? { kind: "candidates", personIds: idsOf(decision) }
        : { kind: "not-found" };
    case "too-many":
      return { kind: "too-many" };
    case "not-found":
      return { kind: "not-found" };
    default:
      return assertNever(answer);
  }
}
