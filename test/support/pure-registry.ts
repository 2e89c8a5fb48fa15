import type { Outcome } from "../../src/acknowledgment/ack-code.ts";
import { respond } from "../../src/acknowledgment/respond.ts";
import { typedQueryOf } from "../../src/acknowledgment/typed-query.ts";
import { assertNever } from "../../src/kernel/assert-never.ts";
import { dayInZone } from "../../src/kernel/dates.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import { toCandidate } from "../../src/registry/matching/candidate.ts";
import { decideQuery } from "../../src/registry/matching/decide-query.ts";
import { toMatchRecord } from "../../src/registry/matching/match-record.ts";
import type { PatientReport } from "../../src/registry/patient/patient-report.ts";
import { readDemographics } from "../../src/registry/patient/read-demographics.ts";
import { protectionAssertion, readPatientReport } from "../../src/registry/patient/read-patient-report.ts";
import { viewPerson } from "../../src/registry/patient/view-person.ts";
import { decideAnswer, type QueryAnswer } from "../../src/registry/query/decide-answer.ts";
import { readQuery } from "../../src/registry/query/read-query.ts";
import { type Asker, isVisibleTo, maySeeReportsOf } from "../../src/registry/query/visibility.ts";
import { applyReports } from "../../src/registry/vaccination/apply-reports.ts";
import { consolidate } from "../../src/registry/vaccination/consolidate.ts";
import { readReports } from "../../src/registry/vaccination/read-reports.ts";
import type { StoredReport } from "../../src/registry/vaccination/stored-report.ts";
import type { SeenHistory } from "../../src/submission/forecast-facts.ts";
import { forecastFor, type ForecastService } from "../../src/submission/forecast-service.ts";
import { limitFindings } from "../../src/validation/limit-findings.ts";
import { validate } from "../../src/validation/validate.ts";
import { acceptedMessage, CODES, countingIds, RECEIVED_AT_MS, reportContext } from "./read-reports-of.ts";

/** A person of the pure registry: every update it is given is about one person. */
export interface PurePerson {
  readonly id: string;
  readonly reports: readonly PatientReport[];
  readonly doses: readonly StoredReport[];
}

/** A person from the updates that speak of it, each from an organization. */
export function personFrom(
  id: string,
  updates: readonly { readonly er7: string; readonly organizationId?: string }[],
): PurePerson {
  const newId = countingIds(`${id}-D`);
  let doses: readonly StoredReport[] = [];
  const reports = updates.map(({ er7, organizationId = "ORG-A" }, index) => {
    const accepted = acceptedMessage(er7);
    const context = reportContext({
      messageId: `${id}-M${index}`,
      organizationId,
      site: organizationId === "ORG-A" ? "9998" : organizationId,
    });
    const read = readReports(accepted, context);
    doses = applyReports(doses, read.reports, { newId, codes: CODES, keysElsewhere: new Set() }).reports;
    const report = readPatientReport(accepted, context);
    if (report === undefined) throw new Error("the update has no PID");
    return report;
  });
  return { id, reports, doses };
}

/** What became of a query. */
export interface PureAnswer {
  readonly answer: string;
  readonly ackCode: string;
  readonly decided: QueryAnswer["kind"] | "unusable" | "rejected";
}

/** Asks the people as the spine does, without a store. */
export function ask(
  er7: string,
  people: readonly PurePerson[],
  change: Partial<Asker> = {},
  forecasts?: ForecastService,
): PureAnswer {
  const asker: Asker = {
    organizationId: "ORG-A",
    realm: "production",
    sharesTestDataWith: new Set(),
    ...change,
  };
  const reading = readMessage(er7);
  if (reading.kind !== "message") throw new Error("not read as a message");
  const query = {
    header: reading.header,
    controlIdText: reading.controlId,
    typedQuery: typedQueryOf(er7),
  };
  const sending = { realm: asker.realm, nowMs: RECEIVED_AT_MS, controlId: "MIICRSP-1", codes: CODES };
  const validation = validate(reading.message, {
    nowMs: RECEIVED_AT_MS,
    zone: "America/Chicago",
    codes: CODES,
  });
  if (validation.kind === "rejected") return { answer: "", ackCode: "AR", decided: "rejected" };
  const outcome: Outcome = {
    outcome: validation.kind,
    findings: limitFindings(validation.findings),
    ackWarnings: "AE",
  };
  if (validation.kind === "refused") {
    return { ...respond({ kind: "unusable" }, query, outcome, sending), decided: "unusable" };
  }
  const asked = readQuery(validation.accepted, validation.profile === "Z44" ? "Z44" : "Z34");
  const seen = people.flatMap((person) => {
    const reports = person.reports.filter((report) => maySeeReportsOf(asker, report.organizationId));
    const doses = person.doses.filter((stored) => maySeeReportsOf(asker, stored.organizationId));
    const assertions = person.reports.map(protectionAssertion).filter((assertion) => assertion !== undefined);
    const isVisible = isVisibleTo({ assertions, optedOut: false }, asker);
    return isVisible && reports.length > 0 ? [{ id: person.id, reports, doses }] : [];
  });
  const incoming = toMatchRecord(asked.asked);
  const candidates = seen.map(({ id, reports }) => {
    const newest = reports.at(-1);
    if (newest === undefined) throw new Error("no report");
    return toCandidate(incoming, id, toMatchRecord(readDemographics(newest)));
  });
  const decision = decideQuery(candidates);
  const answer = decideAnswer(asked.kind, decision, {
    candidatesMax: asked.candidatesMax,
    mayListCandidates: true,
  });
  const viewOf = (id: string): ReturnType<typeof viewPerson> =>
    viewPerson(id, seen.find((person) => person.id === id)?.reports ?? [], asker.organizationId);
  switch (answer.kind) {
    case "history":
    case "forecast": {
      const reports = seen.find(({ id }) => id === answer.personId)?.doses ?? [];
      const events = consolidate(reports, { codes: CODES, previous: [], newId: countingIds("EV") });
      const history: SeenHistory = { kind: answer.kind, person: viewOf(answer.personId), events, reports };
      const today = dayInZone(RECEIVED_AT_MS);
      const content =
        answer.kind === "history"
          ? { ...history, kind: "history" as const }
          : {
              ...history,
              kind: "forecast" as const,
              forecast: forecastFor(forecasts, asker.realm, asker.organizationId, history, today),
            };
      return { ...respond(content, query, outcome, sending), decided: answer.kind };
    }
    case "candidates":
      return {
        ...respond({ kind: "candidates", people: answer.personIds.map(viewOf) }, query, outcome, sending),
        decided: answer.kind,
      };
    case "not-found":
    case "too-many":
      return { ...respond({ kind: answer.kind }, query, outcome, sending), decided: answer.kind };
    default:
      return assertNever(answer);
  }
}
