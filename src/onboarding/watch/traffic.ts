import type { DateOnly } from "../../kernel/dates.ts";
import type { Realm } from "../../kernel/realm.ts";

/** Messages of one day; a message that was judged anew counts once. */
export interface TrafficDay {
  readonly day: DateOnly;
  readonly messages: number;
  readonly AE: number;
  readonly AR: number;
  /** Messages by MSH-4, only of the sites asked for. */
  readonly bySite: Readonly<Record<string, number>>;
}

/** A message with an E and what may be told of it. */
export interface FaultyMessage {
  readonly messageId: string;
  /** MSH-10 when it may be repeated in a mail, else `""`. */
  readonly controlId: string;
  readonly receivedAtMs: number;
  /** Rules broken with severity E, each once. */
  readonly ruleIds: readonly string[];
}

/** One finding of one message. */
export interface ToldFinding {
  readonly ruleId: string;
  readonly severity: "E" | "W";
  /** As in {@link FaultyMessage}. */
  readonly controlId: string;
}

/** Which messages: received in [fromMs, toMs). */
export interface Span {
  readonly organizationId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Messages of one realm as the watches ask for them. Holds no patient data. */
export interface RealmTraffic {
  /** Updates, or queries of an organization that only queries. */
  countDay(
    span: Span & { readonly kind: "update" | "query"; readonly sites: readonly string[] },
  ): Promise<Omit<TrafficDay, "day">>;
  /** Messages with these values of MSH-11.1. */
  countProcessingIds(span: Span, processingIds: readonly string[]): Promise<number>;
  /** Messages with an E, oldest first. */
  listFaulty(span: Span, limit: number): Promise<readonly FaultyMessage[]>;
  /**
   * Those of `messages` after which no message without an E came on the same chart; for a message that was refused before
   * its chart was known, the chart is found by what it sent.
   */
  uncorrected(organizationId: string, messages: readonly FaultyMessage[]): Promise<readonly FaultyMessage[]>;
  /** What was found in messages that were not answered AA, in the order of receipt; at most 5,000. */
  listFindings(span: Span): Promise<readonly ToldFinding[]>;
}

/** @throws GatewayError `unavailable` when the process has not opened the realm */
export type TrafficOf = (realm: Realm) => RealmTraffic;
