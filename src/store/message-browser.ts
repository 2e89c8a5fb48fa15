import { type ExpressionBuilder, type Selectable, sql } from "kysely";
import { GatewayError } from "../kernel/gateway-error.ts";
import {
  type HourOfTraffic,
  type ListedFinding,
  type ListedMessage,
  type MessageBrowser,
  type MessageFilter,
  type MessageKey,
  type Onlooker,
  SEARCH_LIMITS,
  type SearchedMessages,
  type SearchLimits,
  type ShownMessage,
  type ShownOrder,
} from "../submission/message-browser.ts";
import { currentState } from "../registry/vaccination/current-state.ts";
import type { StoredReport } from "../registry/vaccination/stored-report.ts";
import type { Effect } from "../validation/finding.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { RealmDatabase } from "./databases.ts";
import { bodyPlace } from "./message-rows.ts";
import { createRegistryDocuments, type RegistryDocuments } from "./registry-documents.ts";
import { orUnavailable } from "./or-unavailable.ts";
import type { RealmSchema } from "./realm-schema.ts";
import { STORE_LIMITS } from "./store-limits.ts";

type Db = RealmDatabase["kysely"];

const LISTED = ["id", "received_at_ms", "control_id", "type", "ack_code", "bytes", "replays"] as const;
/** What the index `message_unkeyed` holds: all but updates, which `transmission` has a key of. */
const IS_UNKEYED = sql<boolean>`substr(q.type, 1, 3) <> 'VXU'`;
/** `Effect` of what only staff is told. */
const FOR_STAFF: Effect = "staff";
type ListedRow = Pick<Selectable<RealmSchema["message"]>, (typeof LISTED)[number]>;

/** An organization's messages of a time, from behind a place on, newest first. */
function inOrder(
  db: Db,
  { organizationId, controlId, fromMs, toMs, before }: Omit<MessageFilter, "limit">,
): ReturnType<typeof allOf> {
  // With a control id its few messages are looked up: as a column, the organization would have SQLite walk all of its messages.
  const isOwn =
    controlId === undefined
      ? sql<boolean>`m.organization_id = ${organizationId}`
      : sql<boolean>`m.organization_id || '' = ${organizationId}`;
  return allOf(db)
    .where(isOwn)
    .$if(fromMs !== undefined, (query) => query.where("m.received_at_ms", ">=", fromMs ?? 0))
    .$if(toMs !== undefined, (query) => query.where("m.received_at_ms", "<", toMs ?? 0))
    .$if(before !== undefined, (query) =>
      query.where((where) => where(where.refTuple("m.received_at_ms", "m.id"), "<", placeOf(where, before))),
    )
    .orderBy("m.received_at_ms", "desc")
    .orderBy("m.id", "desc");
}

function allOf(db: Db) {
  return db.selectFrom("message as m");
}

function placeOf(
  { tuple }: Pick<ExpressionBuilder<RealmSchema, never>, "tuple">,
  key: MessageKey | undefined,
): ReturnType<typeof tuple<number, string>> {
  return tuple(Date.parse(key?.receivedAt ?? ""), key?.id ?? "");
}

/** The place of the last message that one statement looks at; undefined when there are fewer. */
async function edgeOf(
  db: Db,
  filter: MessageFilter,
  { messagesPerStatementMax }: SearchLimits,
): Promise<MessageKey | undefined> {
  const row = await inOrder(db, filter)
    .select(["m.id", "m.received_at_ms"])
    .offset(messagesPerStatementMax - 1)
    .limit(1)
    .executeTakeFirst();
  return row && { id: row.id, receivedAt: new Date(row.received_at_ms).toISOString() };
}

/** Work that waits goes first. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** The rows of one page, looked for in steps; `searchedTo` when it ends before the organization's first message. */
async function searchRows(
  db: Db,
  filter: MessageFilter,
  limits: SearchLimits,
): Promise<{ readonly rows: readonly ListedRow[]; readonly searchedTo?: MessageKey }> {
  const rows: ListedRow[] = [];
  let before = filter.before;
  for (let left = limits.statementsMax; left > 0; left -= 1) {
    const step: MessageFilter = { ...filter, limit: filter.limit - rows.length, ...(before && { before }) };
    const edge = await edgeOf(db, step, limits);
    rows.push(...(await pageOf(db, step, edge)));
    if (edge === undefined || rows.length >= filter.limit) return { rows };
    before = edge;
    await pause();
  }
  return { rows, ...(before !== undefined && { searchedTo: before }) };
}

/**
 * The rows of one page; a keyset, so that the thousandth page costs what the first does.
 *
 * @param edge the last message that is looked at; all of them unless given
 */
function pageOf(db: Db, filter: MessageFilter, edge?: MessageKey): Promise<ListedRow[]> {
  const { organizationId, limit, ackCode, controlId, ruleId, onlooker } = filter;
  return inOrder(db, filter)
    .select(LISTED)
    .$if(edge !== undefined, (query) =>
      query.where((where) => where(where.refTuple("m.received_at_ms", "m.id"), ">=", placeOf(where, edge))),
    )
    .$if(ackCode !== undefined, (query) => query.where("m.ack_code", "=", ackCode ?? "AA"))
    .$if(controlId !== undefined, (query) =>
      query.where("m.id", "in", (of) =>
        of
          .selectFrom("transmission as t")
          .select("t.message_id")
          .where("t.organization_id", "=", organizationId)
          .where("t.control_id", "=", controlId ?? "")
          .unionAll(
            of
              .selectFrom("message as q")
              .select("q.id as message_id")
              .where("q.organization_id", "=", organizationId)
              .where("q.control_id", "=", controlId ?? "")
              .where(IS_UNKEYED),
          ),
      ),
    )
    .$if(ruleId !== undefined, (query) =>
      query.where((where) =>
        where.exists(
          where
            .selectFrom("finding as f")
            .select("f.position")
            .whereRef("f.message_id", "=", "m.id")
            .where("f.rule_id", "=", ruleId ?? "")
            .$if(onlooker !== "staff", (seen) => seen.where("f.effect", "!=", FOR_STAFF)),
        ),
      ),
    )
    .limit(Math.max(1, Math.min(Math.trunc(limit), STORE_LIMITS.listRowsMax)))
    .execute();
}

/** The findings of all messages of a page in one query; those for staff alone where staff looks. */
async function findingsOf(
  db: Db,
  messageIds: readonly string[],
  onlooker: Onlooker | undefined,
): Promise<ReadonlyMap<string, readonly ListedFinding[]>> {
  const found = new Map<string, ListedFinding[]>(messageIds.map((id) => [id, []]));
  if (messageIds.length === 0) return found;
  const rows = await db
    .selectFrom("finding")
    .select(["message_id", "rule_id", "severity", "location", "error_code"])
    .where("message_id", "in", messageIds)
    .$if(onlooker !== "staff", (query) => query.where("effect", "!=", FOR_STAFF))
    .orderBy("message_id")
    .orderBy("position")
    .execute();
  for (const { message_id: id, rule_id: rule, severity, location, error_code: errorCode } of rows) {
    found.get(id)?.push({ rule, severity, ...(location !== null && { location }), errorCode });
  }
  return found;
}

function listed(row: ListedRow, findings: readonly ListedFinding[]): ListedMessage {
  return {
    id: row.id,
    receivedAt: new Date(row.received_at_ms).toISOString(),
    controlId: row.control_id,
    type: row.type,
    ackCode: row.ack_code,
    bytes: row.bytes,
    replays: row.replays,
    findings,
  };
}

/** What became of what a message says of one record; undefined when it says nothing of it. */
function orderOf(report: StoredReport, messageId: string): ShownOrder | undefined {
  const said = report.revisions.flatMap(({ deletes, sources }) =>
    sources
      .filter((source) => source.messageId === messageId)
      .map((source) => ({ deletes, sources, source })),
  );
  const last = said.at(-1);
  if (last === undefined) return undefined;
  const rxa = last.source.rxaSequence;
  if (last.source.withdrawn === true) return { rxa, state: "withdrawn" };
  const now = currentState(report);
  if (now.kind === "withdrawn" || last.sources.includes(now.source))
    return { rxa, state: last.deletes ? "deletes" : "holds" };
  return {
    rxa,
    state: now.kind === "deleted" ? "deleted" : "replaced",
    byMessageId: now.source.messageId,
  };
}

/** Where a message's data went, and what became of it since. */
async function recordedOf(
  db: Db,
  documents: RegistryDocuments,
  messageId: string,
  onlooker: Onlooker | undefined,
): Promise<Pick<ShownMessage, "orders" | "patientId" | "withdrawnAt">> {
  const filed = await db
    .selectFrom("message_source as f")
    .innerJoin("patient_source as s", "s.id", "f.source_id")
    .select(["s.patient_id", "f.withdrawn_at_ms"])
    .where("f.message_id", "=", messageId)
    .executeTakeFirst();
  if (filed === undefined) return {};
  const { patient_id: patientId, withdrawn_at_ms: withdrawnAtMs } = filed;
  const rows = await db
    .selectFrom("vaccination_report")
    .select(["id", "document"])
    .where("patient_id", "=", patientId)
    .orderBy("id")
    .execute();
  const orders = rows
    .map((row) => orderOf(documents.openReport(row), messageId))
    .filter((order) => order !== undefined)
    .toSorted((a, b) => a.rxa - b.rxa);
  return {
    orders,
    ...(onlooker === "staff" && { patientId }),
    ...(withdrawnAtMs !== null && { withdrawnAt: new Date(withdrawnAtMs).toISOString() }),
  };
}

const HOUR_MS = 3_600_000;
/** Organizations that one statement asks for. */
const ORGANIZATIONS_MAX = 100;

/** By organization, since that is how messages are indexed by time; the rest is added here. */
async function countByHour(
  db: Db,
  organizationIds: readonly string[],
  fromMs: number,
): Promise<readonly HourOfTraffic[]> {
  const hours = new Map<number, HourOfTraffic>();
  for (let start = 0; start < organizationIds.length; start += ORGANIZATIONS_MAX) {
    if (start > 0) await pause();
    const hour = sql<number>`(received_at_ms - received_at_ms % ${sql.lit(HOUR_MS)}) / ${sql.lit(HOUR_MS)}`;
    const rows = await db
      .selectFrom("message")
      .select(["ack_code", hour.as("hour"), (of) => of.fn.countAll<number>().as("messages")])
      .where("organization_id", "in", organizationIds.slice(start, start + ORGANIZATIONS_MAX))
      .where("received_at_ms", ">=", fromMs)
      .groupBy(["ack_code", "hour"])
      .execute();
    for (const { ack_code: code, hour: at, messages } of rows) {
      const before = hours.get(at) ?? { hour: at, AA: 0, AE: 0, AR: 0 };
      hours.set(at, { ...before, [code]: before[code] + messages });
    }
  }
  return [...hours.values()].toSorted((a, b) => a.hour - b.hour);
}

/** The stored messages of one realm on either database. */
export function createMessageBrowser(
  { kysely, keys: check }: RealmDatabase,
  keys: RealmKeys,
): MessageBrowser {
  const open = (
    column: "request" | "answer",
    id: string,
    organizationId: string,
    sealed: Uint8Array,
  ): string => {
    try {
      return keys.sealing.open(bodyPlace(column, id, organizationId), sealed);
    } catch (error) {
      throw new GatewayError("internal", { cause: error });
    }
  };
  const withFindings = async (
    page: readonly ListedRow[],
    { onlooker }: MessageFilter,
  ): Promise<readonly ListedMessage[]> => {
    const ids = page.map(({ id }) => id);
    const findings = await findingsOf(kysely, ids, onlooker);
    return page.map((row) => listed(row, findings.get(row.id) ?? []));
  };
  const list = async (filter: MessageFilter): Promise<readonly ListedMessage[]> =>
    withFindings(await pageOf(kysely, filter), filter);
  const search = async (filter: MessageFilter, limits = SEARCH_LIMITS): Promise<SearchedMessages> => {
    // A control id has an index of its own, and without filter every message fits.
    const isSearched =
      filter.controlId === undefined && (filter.ackCode !== undefined || filter.ruleId !== undefined);
    if (!isSearched) return { messages: await list(filter) };
    const { rows, searchedTo } = await searchRows(kysely, filter, limits);
    const messages = await withFindings(rows, filter);
    return { messages, ...(searchedTo !== undefined && { searchedTo }) };
  };
  const documents = createRegistryDocuments(keys);
  const show = async (messageId: string, onlooker?: Onlooker): Promise<ShownMessage | undefined> => {
    const row = await kysely
      .selectFrom("message as m")
      .innerJoin("message_body as b", "b.message_id", "m.id")
      .select([...LISTED, "organization_id", "supersedes", "request", "answer"])
      .select((select) =>
        select
          .selectFrom("message as n")
          .select(({ fn }) => fn.min("n.id").as("id"))
          .whereRef("n.supersedes", "=", "m.id")
          .as("superseded_by"),
      )
      .where("m.id", "=", messageId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    if (check.kind !== "keys-fit") throw new Error("SECRETS_DIR has not the keys of this database");
    const { id, organization_id: organizationId, request, answer } = row;
    const findings = await findingsOf(kysely, [id], onlooker);
    return {
      ...listed(row, findings.get(id) ?? []),
      organizationId,
      ...(row.supersedes !== null && { supersedes: row.supersedes }),
      ...(row.superseded_by !== null && { supersededBy: row.superseded_by }),
      ...(await recordedOf(kysely, documents, id, onlooker)),
      ...(request !== null && { request: open("request", id, organizationId, request) }),
      ...(answer !== null && { answer: open("answer", id, organizationId, answer) }),
    };
  };
  return {
    countByHour: (organizationIds, fromMs) => orUnavailable(countByHour(kysely, organizationIds, fromMs)),
    list: (filter) => orUnavailable(list(filter)),
    search: (filter, limits) => orUnavailable(search(filter, limits)),
    show: (messageId, onlooker) => orUnavailable(show(messageId, onlooker)),
  };
}
