import { sql } from "kysely";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { FaultyMessage, RealmTraffic, Span } from "../onboarding/watch/traffic.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { RealmDatabase } from "./databases.ts";
import { bodyPlace } from "./message-rows.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { createRegistryDocuments } from "./registry-documents.ts";

/** First component of MSH-9. */
const TYPE_PREFIX = { update: "VXU%", query: "QBP%" } as const;

/** Findings that one digest reads. */
const FINDINGS_MAX = 5_000;
const RULES_PER_MESSAGE_MAX = 10;
/** Refused messages whose text is opened to find their chart. */
const OPENED_MAX = 200;

/** The chart that a stored text names, see `chartKeyOf`. */
export type ChartOf = (text: string, message: ChartContext) => string | undefined;

export interface ChartContext {
  readonly messageId: string;
  readonly organizationId: string;
  readonly facilityId: string;
  readonly receivedAtMs: number;
}

/**
 * Traffic of one realm from its message rows, on either database.
 *
 * @param mayQuote turns a control id into what a mail may hold
 */
export function createRealmTraffic(
  { kysely, keys: check }: RealmDatabase,
  keys: RealmKeys,
  texts: { readonly chartOf: ChartOf; readonly mayQuote: (controlId: string) => string },
): RealmTraffic {
  const documents = createRegistryDocuments(keys);

  /** Messages of a span that no later row judged anew. */
  const messages = ({ organizationId, fromMs, toMs }: Span) =>
    kysely
      .selectFrom("message as m")
      .where("m.organization_id", "=", organizationId)
      .where("m.received_at_ms", ">=", fromMs)
      .where("m.received_at_ms", "<", toMs)
      .where((where) =>
        where.not(
          where.exists(where.selectFrom("message as n").select("n.id").whereRef("n.supersedes", "=", "m.id")),
        ),
      );

  const faultyRows = (span: Span, limit: number) =>
    messages(span)
      .innerJoin("finding as f", "f.message_id", "m.id")
      .select(["m.id", "m.control_id", "m.received_at_ms", "f.rule_id"])
      .where("m.ack_code", "in", ["AE", "AR"])
      .where("f.severity", "=", "E")
      .orderBy("m.received_at_ms")
      .orderBy("m.id")
      .orderBy("f.position")
      .limit(limit * RULES_PER_MESSAGE_MAX)
      .execute();

  /** Chart of each message, by what was recorded, or by the text of one that was refused. */
  const chartsOf = async (
    organizationId: string,
    messageIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> => {
    const recorded = await kysely
      .selectFrom("message_source")
      .select(["message_id", "source_id"])
      .where("message_id", "in", messageIds)
      .execute();
    const charts = new Map(recorded.map((row) => [row.message_id, row.source_id]));
    const refused = messageIds.filter((id) => !charts.has(id)).slice(0, OPENED_MAX);
    for (const [id, chart] of await openedCharts(organizationId, refused)) charts.set(id, chart);
    return charts;
  };

  const openedCharts = async (
    organizationId: string,
    messageIds: readonly string[],
  ): Promise<readonly (readonly [string, string])[]> => {
    if (messageIds.length === 0) return [];
    const rows = await kysely
      .selectFrom("message as m")
      .innerJoin("message_body as b", "b.message_id", "m.id")
      .select(["m.id", "m.facility_id", "m.received_at_ms", "b.request"])
      .where("m.id", "in", messageIds)
      .execute();
    const found: (readonly [string, string])[] = [];
    for (const { id, facility_id: facilityId, received_at_ms: receivedAtMs, request } of rows) {
      if (request === null) continue;
      const text = keys.sealing.open(bodyPlace("request", id, organizationId), request);
      const key = texts.chartOf(text, { messageId: id, organizationId, facilityId, receivedAtMs });
      const chart = key === undefined ? undefined : await chartUnder(organizationId, key);
      if (chart !== undefined) found.push([id, chart]);
    }
    return found;
  };

  const chartUnder = async (organizationId: string, key: string): Promise<string | undefined> => {
    // The digest has 64 bits: as text, so that no number loses any of them.
    const digest = String(documents.digest("source", key));
    const row = await kysely
      .selectFrom("patient_source")
      .select("id")
      .where(sql<boolean>`key = cast(${digest} as bigint)`)
      .where("organization_id", "=", organizationId)
      .limit(1)
      .executeTakeFirst();
    return row?.id;
  };

  /** Whether a message without an E came on the chart after an instant. */
  const isRightAfter = async (chart: string, afterMs: number): Promise<boolean> => {
    const row = await kysely
      .selectFrom("message_source as s")
      .innerJoin("message as m", "m.id", "s.message_id")
      .select("m.id")
      .where("s.source_id", "=", chart)
      .where("m.received_at_ms", ">", afterMs)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom("finding as f")
              .select("f.position")
              .whereRef("f.message_id", "=", "m.id")
              .where("f.severity", "=", "E"),
          ),
        ),
      )
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  };

  const uncorrected = async (
    organizationId: string,
    faulty: readonly FaultyMessage[],
  ): Promise<readonly FaultyMessage[]> => {
    if (faulty.length === 0) return [];
    const charts = await chartsOf(
      organizationId,
      faulty.map(({ messageId }) => messageId),
    );
    const left: FaultyMessage[] = [];
    for (const one of faulty) {
      const chart = charts.get(one.messageId);
      if (chart === undefined || !(await isRightAfter(chart, one.receivedAtMs))) left.push(one);
    }
    return left;
  };

  const open = <T>(answer: () => Promise<T>): Promise<T> =>
    check.kind === "keys-fit" ? orUnavailable(answer()) : Promise.reject(new GatewayError("unavailable"));

  return {
    countDay: ({ kind, sites, ...span }) =>
      open(async () => {
        const rows = await messages(span)
          .select(["m.sending_facility", "m.facility_id", "m.ack_code"])
          .select(({ fn }) => fn.countAll().as("count"))
          .where("m.type", "like", TYPE_PREFIX[kind])
          .groupBy(["m.sending_facility", "m.facility_id", "m.ack_code"])
          .execute();
        const day = { messages: 0, AE: 0, AR: 0 };
        const bySite: Record<string, number> = {};
        for (const { sending_facility, facility_id, ack_code, count } of rows) {
          const site = sending_facility === "" ? facility_id : sending_facility;
          day.messages += Number(count);
          if (ack_code !== "AA") day[ack_code] += Number(count);
          if (sites.includes(site)) bySite[site] = (bySite[site] ?? 0) + Number(count);
        }
        return { ...day, bySite };
      }),
    countProcessingIds: (span, processingIds) =>
      open(async () => {
        const row = await messages(span)
          .select(({ fn }) => fn.countAll().as("count"))
          .where("m.type", "like", TYPE_PREFIX.update)
          .where("m.processing_id", "in", processingIds)
          .executeTakeFirst();
        return Number(row?.count ?? 0);
      }),
    listFaulty: (span, limit) =>
      open(async () => {
        const rows = await faultyRows(span, limit);
        return [...Map.groupBy(rows, ({ id }) => id)].slice(0, limit).map(([messageId, own]) => ({
          messageId,
          controlId: texts.mayQuote(own[0]?.control_id ?? ""),
          receivedAtMs: own[0]?.received_at_ms ?? 0,
          ruleIds: [...new Set(own.map(({ rule_id: id }) => id))],
        }));
      }),
    uncorrected: (organizationId, faulty) => open(() => uncorrected(organizationId, faulty)),
    listFindings: (span) =>
      open(async () => {
        const rows = await messages(span)
          .innerJoin("finding as f", "f.message_id", "m.id")
          .select(["m.control_id", "f.rule_id", "f.severity"])
          .where("m.ack_code", "in", ["AE", "AR"])
          .where("f.severity", "in", ["E", "W"])
          .orderBy("m.received_at_ms")
          .orderBy("m.id")
          .limit(FINDINGS_MAX)
          .execute();
        return rows.map(({ control_id, rule_id: ruleId, severity }) => ({
          ruleId,
          severity: severity === "E" ? "E" : "W",
          controlId: texts.mayQuote(control_id),
        }));
      }),
  };
}
