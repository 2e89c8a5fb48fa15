import type { AckCode } from "../acknowledgment/ack-code.ts";
import type { Severity } from "../validation/finding.ts";

/** One finding of a stored message, without its text. */
export interface ListedFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** As ERR-2 writes it, `PID^1^7`; absent when the finding is about the whole message. */
  readonly location?: string;
  /** HL70357, ERR-3. */
  readonly errorCode: string;
}

/** One stored message without patient data: a row of `message list`. */
export interface ListedMessage {
  readonly id: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly receivedAt: string;
  /** MSH-10 as sent. */
  readonly controlId: string;
  /** MSH-9.1, .2 as sent. */
  readonly type: string;
  readonly ackCode: AckCode;
  /** UTF-8 bytes of the text as received. */
  readonly bytes: number;
  /** Further transmissions of the very same message. */
  readonly replays: number;
  /** In the order of the answer. */
  readonly findings: readonly ListedFinding[];
}

/**
 * What became of one order of a message: it holds · a later message said otherwise of the same record · a later one deleted it ·
 * it deleted the record · staff took the message back.
 */
export type OrderState = "holds" | "replaced" | "deleted" | "deletes" | "withdrawn";

/** One order of a stored message, without patient data. */
export interface ShownOrder {
  /** Count of its RXA in the message. */
  readonly rxa: number;
  readonly state: OrderState;
  /** The message whose word stands instead. */
  readonly byMessageId?: string;
}

/** One stored message with its texts. */
export interface ShownMessage extends ListedMessage {
  /** The message that this one judges anew. */
  readonly supersedes?: string;
  /** The row that judged this one anew. */
  readonly supersededBy?: string;
  /** ISO 8601; staff took back what came of it. */
  readonly withdrawnAt?: string;
  /** What became of each order; absent when it recorded nobody. */
  readonly orders?: readonly ShownOrder[];
  /** The person it was recorded for; for staff, since others may report on the same one. */
  readonly patientId?: string;
  readonly organizationId: string;
  /** The message with social security numbers masked; absent once purged (decision D26). */
  readonly request?: string;
  /** The answer as sent; absent once purged (decision D26). */
  readonly answer?: string;
}

/** Who looks: `staff` sees findings that rest on what other organizations reported (decision D8). */
export type Onlooker = "sender" | "staff";

export interface MessageFilter {
  /** Absent: the sender. */
  readonly onlooker?: Onlooker;
  readonly organizationId: string;
  /** 1 to 1000; more is cut. */
  readonly limit: number;
  readonly ackCode?: AckCode;
  /** Only messages under this MSH-10, as sent; of one that was judged anew, the newest. */
  readonly controlId?: string;
  /** Only messages with a finding of this rule. */
  readonly ruleId?: string;
  /** Received at this moment or later. */
  readonly fromMs?: number;
  /** Received before this moment. */
  readonly toMs?: number;
  /** The last row of the page before: only what is older follows. */
  readonly before?: MessageKey;
}

/** A place in the order of messages. */
export type MessageKey = Pick<ListedMessage, "id" | "receivedAt">;

/** What a search found that looks at a bounded number of messages. */
export interface SearchedMessages {
  readonly messages: readonly ListedMessage[];
  /** The last message that was looked at, when it ended there with less than was asked for: a further search goes on behind it. */
  readonly searchedTo?: MessageKey;
}

/** How far one search looks. */
export interface SearchLimits {
  /** Messages that one statement looks through. */
  readonly messagesPerStatementMax: number;
  readonly statementsMax: number;
}

/** How far a page looks. */
export const SEARCH_LIMITS: SearchLimits = { messagesPerStatementMax: 1_000, statementsMax: 10 };

/** Answers to messages that came in one hour. */
export interface HourOfTraffic {
  /** Hours since the Unix epoch. */
  readonly hour: number;
  readonly AA: number;
  readonly AE: number;
  readonly AR: number;
}

/** The stored messages of one realm, for the command line and the console. */
export interface MessageBrowser {
  /**
   * Newest first.
   *
   * @throws GatewayError `unavailable` when the database does not answer
   */
  list(filter: MessageFilter): Promise<readonly ListedMessage[]>;
  /**
   * As `list`, but looks through ten thousand messages at most, and lets other work run in between: what is rare among many messages
   * is searched for in several steps.
   *
   * @throws GatewayError `unavailable` when the database does not answer
   */
  search(filter: MessageFilter, limits?: SearchLimits): Promise<SearchedMessages>;
  /**
   * Answers by hour of receipt, hours without a message left out.
   *
   * @param fromMs start of the first hour
   * @throws GatewayError `unavailable` when the database does not answer
   */
  countByHour(organizationIds: readonly string[], fromMs: number): Promise<readonly HourOfTraffic[]>;
  /**
   * With patient data: the caller has a right to it and leaves an audit row.
   *
   * @returns undefined when the realm has no such message
   * @throws GatewayError `unavailable` when the database does not answer, `internal` when a text does not open
   */
  show(messageId: string, onlooker?: Onlooker): Promise<ShownMessage | undefined>;
}
