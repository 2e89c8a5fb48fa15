import type { CodeSets } from "../codes/code-sets.ts";
import { assertNever } from "../kernel/assert-never.ts";
import type { IdSource } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { type Candidate, toCandidate } from "./matching/candidate.ts";
import { decideQuery, isDecidedByIdentifier } from "./matching/decide-query.ts";
import { type MatchRecord, toMatchRecord } from "./matching/match-record.ts";
import type { PatientReport } from "./patient/patient-report.ts";
import type { PersonView } from "./patient/person-view.ts";
import { viewPerson } from "./patient/view-person.ts";
import { reportsOfSources } from "./patient-source.ts";
import { joinedKeys, peopleKeys } from "./people-keys.ts";
import type { FoundPeople, PersonRecords, QueryUse, RegistryTransaction } from "./ports.ts";
import { decideAnswer, type QueryAnswer } from "./query/decide-answer.ts";
import type { ImmunizationQuery } from "./query/immunization-query.ts";
import { type Asker, isVisibleTo, maySeeReportsOf } from "./query/visibility.ts";
import { isBurst, isQuotaReached, type QueryQuota, queryWindows } from "./query-quota.ts";
import { scopeOf } from "./scope-of.ts";
import { consolidate } from "./vaccination/consolidate.ts";
import type { StoredReport } from "./vaccination/stored-report.ts";
import type { VaccinationEvent } from "./vaccination/vaccination-event.ts";

/** What answering depends on besides the query. */
export interface QueryContext {
  readonly messageId: string;
  readonly asker: Asker;
  readonly quota: QueryQuota;
  readonly nowMs: number;
  readonly codes: CodeSets;
  readonly newId: IdSource;
}

/** What a response shows. */
export type AnswerContent =
  | {
      readonly kind: "history" | "forecast";
      readonly person: PersonView;
      readonly events: readonly VaccinationEvent[];
      readonly reports: readonly StoredReport[];
    }
  | { readonly kind: "candidates"; readonly people: readonly PersonView[] }
  | { readonly kind: "not-found" }
  | { readonly kind: "too-many" };

/** The answer to a query, and what the operator should know of it. */
export interface AnsweredQuery {
  readonly content: AnswerContent;
  /** Many queries of this organization found nobody lately. */
  readonly isBurst: boolean;
  readonly isCapped: boolean;
}

/** Work is done for so many people at least where nobody is found; more who share a key with a query are rare. */
const PEOPLE_READ_MIN = 8;

/**
 * Answer a query from what the asker may see. Who is protected is gone before anything is counted, and costs as much as
 * somebody unknown (decision D24). Whom the answer names is recorded with the query (decision D26).
 *
 * @throws GatewayError `busy` over the organization's quota
 */
export async function answerQuery(
  tx: RegistryTransaction,
  query: ImmunizationQuery,
  context: QueryContext,
): Promise<AnsweredQuery> {
  const { asker, quota, messageId } = context;
  const windows = queryWindows(context.nowMs);
  if (isQuotaReached(await tx.readQueryUse(asker.organizationId, windows), quota))
    throw new GatewayError("busy");

  const { candidates, peopleRead, isCapped } = await search(tx, toMatchRecord(query.asked), asker);
  const answer = decideAnswer(query.kind, decideQuery(candidates), {
    candidatesMax: query.candidatesMax,
    mayListCandidates: true,
  });

  const content = await contentOf(tx, answer, context);
  if (content.kind === "not-found") await tx.readDecoys(Math.max(0, PEOPLE_READ_MIN - peopleRead));
  await tx.saveDisclosures(messageId, disclosed(answer));
  const foundNobody = content.kind === "not-found";
  const use: QueryUse = await tx.countQuery(asker.organizationId, windows, foundNobody);
  return { content, isBurst: foundNobody && isBurst(use, quota), isCapped };
}

/** Whom a query may be about, among those whom the asker may see. */
interface Sought {
  readonly candidates: readonly Candidate[];
  /** Also those whom the asker may not see. */
  readonly peopleRead: number;
  readonly isCapped: boolean;
}

const NOBODY_FOUND: FoundPeople = { people: [], isCapped: false };

/**
 * By the numbers first: where one of them decides, nobody needs to be looked for who is only alike, of whom a large registry has
 * several. Who is protected does not decide, so that both searches are made as for somebody unknown (decision D24).
 */
async function search(tx: RegistryTransaction, asked: MatchRecord, asker: Asker): Promise<Sought> {
  const keys = joinedKeys(scopesOf(asker).map((scope) => peopleKeys(asked, scope)));
  const candidatesOf = ({ people }: FoundPeople): readonly Candidate[] =>
    people
      .filter(({ document }) => document.isReported && isVisibleTo(document.protection, asker))
      .map(({ id, document }) => toCandidate(asked, id, toMatchRecord(document.demographics)));

  const numbered =
    keys.identifiers.length === 0 ? NOBODY_FOUND : await tx.findPeople({ ...keys, blocking: [] });
  const byNumber = candidatesOf(numbered);
  // Where not all who have a number were looked at, those who also agree with the rest come first only in the whole search.
  if (!numbered.isCapped && isDecidedByIdentifier(byNumber))
    return { candidates: byNumber, peopleRead: numbered.people.length, isCapped: false };
  const found = await tx.findPeople(keys);
  const peopleRead = new Set([...numbered.people, ...found.people].map(({ id }) => id)).size;
  return { candidates: candidatesOf(found), peopleRead, isCapped: found.isCapped };
}

/** All people in production; in test the asker's own and those of organizations that share (decision D23). */
function scopesOf({ realm, organizationId, sharesTestDataWith }: Asker): readonly string[] {
  const organizations = realm === "production" ? [organizationId] : [organizationId, ...sharesTestDataWith];
  return organizations.map((id) => scopeOf(realm, id));
}

function disclosed(answer: QueryAnswer): readonly string[] {
  switch (answer.kind) {
    case "history":
    case "forecast":
      return [answer.personId];
    case "candidates":
      return answer.personIds;
    case "not-found":
    case "too-many":
      return [];
    default:
      return assertNever(answer);
  }
}

function visibleReports({ sources }: PersonRecords, asker: Asker): readonly PatientReport[] {
  return reportsOfSources(sources.filter(({ organizationId }) => maySeeReportsOf(asker, organizationId)));
}

async function contentOf(
  tx: RegistryTransaction,
  answer: QueryAnswer,
  context: QueryContext,
): Promise<AnswerContent> {
  const { asker } = context;
  switch (answer.kind) {
    case "history":
    case "forecast": {
      const records = await tx.readRecords(answer.personId);
      const person = viewPerson(answer.personId, visibleReports(records, asker), asker.organizationId);
      return { kind: answer.kind, person, ...dosesOf(records, context) };
    }
    case "candidates": {
      const people: PersonView[] = [];
      for (const id of answer.personIds) {
        const records = await tx.readRecords(id);
        people.push(viewPerson(id, visibleReports(records, asker), asker.organizationId));
      }
      return { kind: "candidates", people };
    }
    case "not-found":
    case "too-many":
      return answer;
    default:
      return assertNever(answer);
  }
}

/** The stored events; computed anew where the asker may not see all that they are made of. */
function dosesOf(
  records: PersonRecords,
  { asker, codes, newId }: QueryContext,
): { readonly events: readonly VaccinationEvent[]; readonly reports: readonly StoredReport[] } {
  const all = records.reports.map(({ report }) => report);
  const reports = all.filter(({ organizationId }) => maySeeReportsOf(asker, organizationId));
  if (reports.length === all.length) return { events: records.events, reports };
  return { events: consolidate(reports, { codes, previous: records.events, newId }), reports };
}
