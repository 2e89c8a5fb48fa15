import type { Realm } from "../../kernel/realm.ts";
import type { ListedMessage } from "../../submission/message-browser.ts";

/** What the browser was asked for. */
export interface MessageQuery {
  readonly realm: Realm;
  readonly control?: string;
  readonly ack?: string;
  readonly rule?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A reveal that holds now: one reason opens an organization's sample for 30 minutes. */
export interface OpenReveal {
  readonly reason: string;
  /** ISO 8601. */
  readonly until: string;
}

/** `GET /organizations/:org/messages?realm=&control=&ack=&rule=&from=&to=&before=`. */
export interface MessageListView {
  readonly organizationId: string;
  readonly organization: string;
  readonly realms: readonly Realm[];
  readonly query: MessageQuery;
  readonly rows: readonly ListedMessage[];
  /** Address of the next, older page. */
  readonly older?: string;
  /** ISO 8601; the search ended at this message, so that the page holds less than it could. */
  readonly searchedTo?: string;
  /** Address of the first page, when this is another. */
  readonly newest?: string;
}

/** A text, CR as line end. */
export interface ShownText {
  readonly raw: string;
}

/**
 * `GET /messages/:realm/:id`. Forms: `PATHS.reveal(org)` with `reason`, `realm`, hidden `next`; `PATHS.endReveal(org)` with
 * hidden `next`.
 */
export interface MessageView {
  readonly organizationId: string;
  readonly organization: string;
  readonly realm: Realm;
  readonly message: ListedMessage;
  /** Values are masked unless a reveal holds; absent once purged. */
  readonly request?: ShownText;
  readonly answer?: ShownText;
  /** Texts of the findings by rule id; the fixed words of the rule while the message is masked. */
  readonly rules: Readonly<Record<string, string>>;
  readonly reveal?: OpenReveal;
  readonly mayReveal: boolean;
}

/** What the service would say, without a sender. */
export interface BenchResult {
  /** MSA-1, or `fault`. */
  readonly answer: string;
  readonly profile?: string;
  readonly findings: readonly BenchFinding[];
  readonly doses: readonly {
    readonly number: number;
    readonly vaccine: string;
    readonly date: string;
    readonly stored: boolean;
  }[];
  /** As it was pasted. */
  readonly text: string;
}

export interface BenchFinding {
  readonly ruleId: string;
  readonly severity: string;
  readonly errorCode: string;
  /** As ERR-2 writes it; `""` for the whole message. */
  readonly place: string;
  readonly text: string;
}

/** One rung of the connectivity ladder, the first that is not passed is where to look. */
export interface LadderRung {
  readonly title: string;
  readonly state: "passed" | "not-seen" | "failed" | "unknown";
  /** What was seen, with its time. */
  readonly seen: string;
  /** What to do; `""` when there is nothing to do. */
  readonly remedy: string;
}

export interface Download {
  readonly name: string;
  readonly href: string;
  readonly means: string;
}

/** `GET` and `POST /test-bench`. Form of several parts: `message` (textarea), `file`; `csrf`. Nothing is stored. */
export interface TestBenchView {
  readonly result?: BenchResult;
  /** By organization of the asker. */
  readonly ladders: readonly {
    readonly organizationId: string;
    readonly organization: string;
    readonly rungs: readonly LadderRung[];
  }[];
  readonly downloads: readonly Download[];
  /** Address of the SOAP service for senders. */
  readonly serviceUrl: string;
  readonly messageBytesMax: number;
}
