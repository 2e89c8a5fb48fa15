import type { DateOnly } from "../../src/kernel/dates.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import type { MessageRecord, RealmStore } from "../../src/submission/ports.ts";
import type { Finding } from "../../src/validation/finding.ts";
import { benchMessage } from "./bench-message.ts";
import { reviewContributions } from "./review-contributions.ts";

/** Messages of one transaction. */
const SAVED_AT_ONCE = 500;
const DAY_MS = 86_400_000;
/** Days that the traffic is spread over. */
export const TRAFFIC_DAYS = 60;
/** One message in so many has findings, is refused, holds a number that had to be masked. */
const FAULTY_EVERY = 6;
const REJECTED_EVERY = 400;
const INCIDENT_EVERY = 5_000;

const FINDINGS: readonly Finding[] = [
  {
    ruleId: "PID-8-VALUE",
    severity: "W",
    location: { segment: "PID", sequence: 1, field: 8 },
    errorCode: "103",
    text: "PID-8 Administrative Sex is no code of the table",
    effect: "keep",
  },
  {
    ruleId: "RXA-3-FUTURE",
    severity: "E",
    location: { segment: "RXA", sequence: 1, field: 3 },
    errorCode: "999",
    applicationErrorCode: "1",
    text: "RXA-3 Date/Time Start of Administration is in the future",
    effect: "refuse-dose",
  },
];

function ackOf(n: number): MessageRecord["ackCode"] {
  if (n % REJECTED_EVERY === 0) return "AR";
  return n % FAULTY_EVERY === 0 ? "AE" : "AA";
}

function recordOf(
  n: number,
  id: string,
  organizationId: string,
  receivedAtMs: number,
  ackCode = ackOf(n),
): MessageRecord {
  const controlId = `BENCH-${n}`;
  return {
    id,
    receivedAtMs,
    organizationId,
    credentialId: `credential-${organizationId}`,
    facilityId: "9998",
    controlId,
    origin: { sendingApplication: "BENCHEHR", sendingFacility: "9998", messageDay: "20260114" },
    type: "VXU^V04^VXU_V04",
    processingId: "P",
    ackCode,
    basis: "bench",
    payloadHash: `${n}`.padStart(43, "0"),
    bytes: 2_100,
    request: benchMessage(n),
    answer: `MSH|^~\\&|MIIC|MIIC|BENCHEHR|9998|20260114093012-0600||ACK^V04^ACK|A${n}|P|2.5.1\rMSA|${ackCode}|${controlId}\r`,
    findings: ackCode === "AA" ? [] : FINDINGS,
    replayable: true,
  };
}

/** What of a realm's traffic a page is asked for. */
export interface FilledTraffic {
  readonly messageId: string;
  readonly controlId: string;
}

async function inPortions<T>(
  store: RealmStore,
  all: Iterable<T>,
  save: (tx: Parameters<Parameters<RealmStore["transaction"]>[1]>[0], one: T) => Promise<void>,
): Promise<void> {
  const portion: T[] = [];
  const flush = (): Promise<void> =>
    store.transaction("fill", async (tx) => {
      for (const one of portion.splice(0)) await save(tx, one);
    });
  for (const one of all) if (portion.push(one) >= SAVED_AT_ONCE) await flush();
  await flush();
}

/** Times that what the store wrote is there; the copies follow it in time. */
const COPIES = 10;

/** The rows of all messages once more under other ids, a span later. Sealed texts are copied as they are: nobody opens them. */
function copyStatements(copy: number, laterMs: number): readonly string[] {
  const named = (column: string): string => `${column} || '-${copy}'`;
  const first = "where m.id not like '%-%'";
  return [
    `insert into message
       select ${named("id")}, received_at_ms + ${copy * laterMs}, organization_id, credential_id, facility_id,
         ${named("control_id")}, sending_application, sending_facility, message_day, type, processing_id, ack_code, basis,
         ${named("payload_hash")}, answer_hash, bytes, supersedes, replays, last_replay_at_ms
       from message m ${first}`,
    `insert into message_body select ${named("m.id")}, b.request, b.answer
       from message m join message_body b on b.message_id = m.id ${first}`,
    `insert into finding
       select ${named("m.id")}, f.position, f.rule_id, f.severity, f.location, f.error_code, f.application_error_code, f.effect
       from message m join finding f on f.message_id = m.id ${first}`,
    `insert into transmission
       select t.organization_id, ${named("t.control_id")}, ${named("t.payload_hash")}, ${named("t.message_id")},
         t.sending_application, t.sending_facility, t.message_day
       from transmission t join message m on m.id = t.message_id ${first}`,
  ];
}

/**
 * Messages with bodies, findings and replay keys, spread evenly over the last days; the first organization sends a quarter, the
 * others the rest in turn. One in ten is written by the store, the others are copies of their rows. No patient is recorded.
 */
export async function fillMessages(
  store: RealmStore,
  organizationIds: readonly string[],
  messages: number,
  at: {
    readonly run: (statement: string) => Promise<void>;
    readonly nowMs: number;
    readonly first: number;
    readonly progress: (text: string) => void;
  },
): Promise<FilledTraffic> {
  const count = Math.ceil(messages / COPIES);
  const spanMs = Math.floor((TRAFFIC_DAYS * DAY_MS) / COPIES);
  const stepMs = spanMs / count;
  const startMs = at.nowMs - TRAFFIC_DAYS * DAY_MS;
  const [largest = ""] = organizationIds;
  let last = recordOf(0, "", "", 0);
  const records = function* (): Generator<MessageRecord> {
    for (let n = 0; n < count; n += 1) {
      const organizationId = n % 4 === 0 ? largest : (organizationIds[n % organizationIds.length] ?? largest);
      const number = at.first + n;
      last = recordOf(
        number,
        `M${`${number}`.padStart(24, "0")}`,
        organizationId,
        Math.floor(startMs + n * stepMs),
      );
      if (n % 10_000 === 0) at.progress(`console: ${n} of ${count} messages`);
      yield last;
    }
  };
  await inPortions(store, records(), (tx, record) => tx.saveMessage(record));
  for (let copy = 1; copy < COPIES; copy += 1)
    for (const statement of copyStatements(copy, spanMs)) await at.run(statement);
  return { messageId: last.id, controlId: last.controlId };
}

/** An organization in review: messages that are counted into its report. */
export interface ReviewedOrganization {
  readonly organizationId: string;
  readonly site: string;
  readonly messages: number;
  /** Names what the contributions were judged under, so that none is judged anew. */
  readonly basis: string;
  readonly days: readonly DateOnly[];
  /** Begins the ids of its messages. */
  readonly prefix: string;
}

/** Messages of a review with what they add to it; they are counted by the caller. */
export async function fillReview(
  store: RealmStore,
  { organizationId, site, messages, basis, days, prefix }: ReviewedOrganization,
): Promise<FilledTraffic> {
  let n = 0;
  let last: FilledTraffic = { messageId: "", controlId: "" };
  const save = async (
    tx: Parameters<Parameters<RealmStore["transaction"]>[1]>[0],
    made: MessageContribution,
  ): Promise<void> => {
    n += 1;
    const messageId = `${prefix}${made.messageId}`;
    const record = recordOf(n, messageId, organizationId, made.receivedAtMs, made.ack);
    const maskedNumbers: MessageContribution["maskedNumbers"] =
      n % INCIDENT_EVERY === 0
        ? [{ location: { segment: "PID", sequence: 1, field: 19 }, evidence: "dedicated", form: "real" }]
        : [];
    await tx.saveMessage({ ...record, payloadHash: `${prefix}${n}` });
    await tx.review.saveContribution(organizationId, { ...made, messageId, basis, maskedNumbers });
    last = { messageId, controlId: record.controlId };
  };
  await inPortions(store, reviewContributions(messages, days, site), save);
  return last;
}
