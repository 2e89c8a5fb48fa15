import type { CodeSets } from "../codes/code-sets.ts";
import type { ForecastReport } from "../forecast/forecast-report.ts";
import { encodeMessage, type FieldContents, segment, type SegmentText } from "../hl7/encode-message.ts";
import type { FieldText } from "../hl7/field-text.ts";
import type { Er7 } from "../hl7/message.ts";
import { assertNever } from "../kernel/assert-never.ts";
import { dayInZone } from "../kernel/dates.ts";
import type { PersonView } from "../registry/patient/person-view.ts";
import { currentState } from "../registry/vaccination/current-state.ts";
import type { StoredReport } from "../registry/vaccination/stored-report.ts";
import type { VaccinationEvent } from "../registry/vaccination/vaccination-event.ts";
import type { VaccinationContent } from "../registry/vaccination/vaccination-report.ts";
import type { Finding } from "../validation/finding.ts";
import { ackCodeOf, type AckCode, type Outcome } from "./ack-code.ts";
import { type Answerable, answerHeader, type Sending } from "./answer-header.ts";
import { errorSegments } from "./error-segments.ts";
import { type EventContents, forecastGroup, forecastOrder, historyOrder } from "./event-drafts.ts";
import { oneError } from "./one-error.ts";
import { type DraftOrder, OPTIONAL_TIERS, type OptionalTier, orderSegments } from "./order-draft.ts";
import { candidatePerson, forecastPerson, historyPerson } from "./person-segments.ts";

/** A person with the vaccinations that the asker may see. */
interface PersonHistory {
  readonly person: PersonView;
  readonly events: readonly VaccinationEvent[];
  /** The source records that the events name. */
  readonly reports: readonly StoredReport[];
}

/** What a response holds, by the decision table of queries. `unusable`: the query could not be run. */
export type ResponseContent =
  | ({ readonly kind: "history" } & PersonHistory)
  | ({
      readonly kind: "forecast";
      /** Its evaluations name the events; absent: there is none to send. */
      readonly forecast?: ForecastReport | undefined;
    } & PersonHistory)
  /** Best first. */
  | { readonly kind: "candidates"; readonly people: readonly PersonView[] }
  | { readonly kind: "not-found" }
  | { readonly kind: "too-many" }
  | { readonly kind: "unusable" };

/** The query that is answered. */
export interface AnsweredQuery extends Answerable {
  /** Fields of QPD as typed, QPD-1 first; repeated in the answer to the letter. */
  readonly typedQuery: readonly FieldText[];
}

/** What our own MSH says, and the tables by which codes are written. */
export interface ResponseSending extends Sending {
  readonly codes: CodeSets;
}

/** Characters that an answer should not exceed: what small clients take. Doses are never left out for it (decision D29). */
export const ANSWER_CHARACTERS_AIM = 65_536;

interface ResponseKind {
  readonly profile: "Z31" | "Z32" | "Z33" | "Z42";
  /** QAK-2, HL7 table 0208. */
  readonly status: "OK" | "NF" | "TM" | "AE";
}

/** CDC guide R1.5, Tables 7-2, 11-2 and 11-3. */
const RESPONSES: Readonly<Record<ResponseContent["kind"], ResponseKind>> = {
  history: { profile: "Z32", status: "OK" },
  forecast: { profile: "Z42", status: "OK" },
  candidates: { profile: "Z31", status: "OK" },
  "not-found": { profile: "Z33", status: "NF" },
  "too-many": { profile: "Z33", status: "TM" },
  unusable: { profile: "Z33", status: "AE" },
};

/** Said with a forecast response that holds no forecast (decision D32). */
const NO_FORECAST: Finding = {
  ruleId: "RSP-NO-FORECAST",
  severity: "I",
  errorCode: "0",
  text: "This answer holds the history; this registry has no forecast to send.",
  effect: "keep",
};

/** Names the data with which the forecast was made, so that it can be told which answers a faulty release is in. */
function forecastNotice({ release }: ForecastReport): Finding {
  return {
    ruleId: "RSP-FORECAST-DATA",
    severity: "I",
    errorCode: "0",
    text: `Evaluated and forecast by CDC CDSi supporting data ${release.version}; decision support, not an order.`,
    effect: "keep",
  };
}

function noticesOf(content: ResponseContent): readonly Finding[] {
  if (content.kind !== "forecast") return [];
  return [content.forecast === undefined ? NO_FORECAST : forecastNotice(content.forecast)];
}

function verbatim(text: FieldText | undefined): FieldContents[number] {
  return text === undefined ? undefined : { verbatim: text };
}

/** MSH, MSA, ERR, QAK and QPD, which begin every response. */
function headSegments(
  content: ResponseContent,
  query: AnsweredQuery,
  outcome: Outcome,
  sending: Sending,
): { readonly ackCode: AckCode; readonly segments: readonly SegmentText[] } {
  const { profile, status } = RESPONSES[content.kind];
  const ackCode = content.kind === "unusable" ? "AE" : ackCodeOf(outcome);
  const findings = [...outcome.findings, ...noticesOf(content)];
  const [name, tag] = query.typedQuery;
  const echo = Object.fromEntries(query.typedQuery.map((text, index) => [index + 1, verbatim(text)]));
  const segments = [
    answerHeader(query.header, sending, { type: ["RSP", "K11", "RSP_K11"], profile }),
    segment("MSA", { 1: ackCode, 2: verbatim(query.controlIdText) }),
    ...errorSegments({ type: "query", outcome: outcome.outcome, findings: oneError(findings) }),
    segment("QAK", { 1: verbatim(tag), 2: status, 3: verbatim(name) }),
    segment("QPD", echo),
  ];
  return { ackCode, segments };
}

/** The events with what their records say; an event whose best record is not at hand cannot be shown. */
function contentsOf({ events, reports }: PersonHistory): readonly EventContents[] {
  const said = new Map<string, VaccinationContent>();
  for (const report of reports) {
    const state = currentState(report);
    if (state.kind === "living") said.set(report.id, state.content);
  }
  return events.flatMap((event) => {
    const best = said.get(event.bestReportId);
    return best === undefined ? [] : [{ event, best, others: said }];
  });
}

interface Body {
  readonly person: readonly SegmentText[];
  readonly orders: readonly DraftOrder[];
}

function bodyOf(content: ResponseContent, { codes, nowMs }: ResponseSending): Body {
  const today = dayInZone(nowMs).replaceAll("-", "");
  switch (content.kind) {
    case "history":
      return {
        person: historyPerson(codes, content.person),
        orders: contentsOf(content).map((contents) => historyOrder(codes, contents)),
      };
    case "forecast": {
      const evaluated = { today, forecast: content.forecast };
      return {
        person: forecastPerson(codes, content.person),
        orders: [
          ...contentsOf(content).map((contents) => forecastOrder(codes, contents, evaluated)),
          forecastGroup(codes, evaluated),
        ],
      };
    }
    case "candidates":
      return {
        person: content.people.map((person, index) => candidatePerson(codes, person, index + 1)),
        orders: [],
      };
    case "not-found":
    case "too-many":
    case "unusable":
      return { person: [], orders: [] };
    default:
      return assertNever(content);
  }
}

/** Writes all, then without one optional tier after the other until it is short enough or nothing optional is left. */
function fitting(write: (leftOut: ReadonlySet<OptionalTier>) => Er7): Er7 {
  const leftOut = new Set<OptionalTier>();
  let answer = write(leftOut);
  for (const tier of OPTIONAL_TIERS) {
    if (answer.length <= ANSWER_CHARACTERS_AIM) return answer;
    leftOut.add(tier);
    answer = write(leftOut);
  }
  return answer;
}

/**
 * Write the response to a query: Z32, Z42, Z31 or Z33.
 *
 * @param outcome of judging the query; its findings share the one ERR that a response has
 * @see CDC guide R1.5, chapter 7; decisions D11, D17, D29, D32
 */
export function respond(
  content: ResponseContent,
  query: AnsweredQuery,
  outcome: Outcome,
  sending: ResponseSending,
): { readonly ackCode: AckCode; readonly answer: Er7 } {
  const { ackCode, segments } = headSegments(content, query, outcome, sending);
  const { person, orders } = bodyOf(content, sending);
  const answer = fitting((leftOut) =>
    encodeMessage([...segments, ...person, ...orders.flatMap((order) => orderSegments(order, leftOut))]),
  );
  return { ackCode, answer };
}
