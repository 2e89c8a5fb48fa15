import { type Credential, credentialState, isUsable } from "../../accounts/credential.ts";
import { instantText } from "../../console/show-values.ts";
import type { LadderRung } from "../../console/views/messages.ts";
import type { ListedMessage } from "../../submission/message-browser.ts";
import { fixedTextOf } from "../../submission/rule-advice.ts";

/** What the gateway saw of an organization's connection in one realm. */
export interface SeenConnection {
  /** Of the realm, in any state. */
  readonly credentials: readonly Credential[];
  /** The newest answers, newest first. */
  readonly recent: readonly ListedMessage[];
  /** ISO 8601, the newest AA; absent when there was none. */
  readonly acceptedAt?: string;
}

/** Answers that the last rungs look at. */
export const RECENT_ANSWERS_MAX = 50;

/** What is asked for at the steps that only the sender's side can see before a first call has come. */
const REACH =
  "Open the address of the service with ?wsdl at its end. No answer: name, firewall or proxy. A warning: the certificate chain or a clock that is wrong. TLS 1.2 or 1.3 is needed.";
const SPEAK =
  "Call connectivityTest: it needs no credential and repeats your text. Take the service description below. Content-Type application/soap+xml for SOAP 1.2, text/xml for 1.1.";

function outside(title: string, remedy: string, calledAt: string | undefined): LadderRung {
  if (calledAt === undefined)
    return { title, state: "unknown", seen: "No call of yours was let in yet.", remedy };
  return {
    title,
    state: "passed",
    seen: `A call of yours came through on ${instantText(calledAt)}.`,
    remedy,
  };
}

const ENDED: Readonly<Record<string, string>> = {
  expired: "It has expired.",
  revoked: "It was revoked.",
  suspended: "It is suspended.",
};

function credentialRung(credentials: readonly Credential[], nowMs: number): LadderRung {
  const title = "Credential";
  const usable = credentials.find((one) => isUsable(one, nowMs));
  if (usable !== undefined) {
    const seen = `${usable.username}, valid until ${instantText(usable.expiresAtMs)}.`;
    return { title, state: "passed", seen, remedy: "" };
  }
  const last = credentials.toSorted((a, b) => b.issuedAtMs - a.issuedAtMs)[0];
  if (last === undefined)
    return {
      title,
      state: "not-seen",
      seen: "None was issued yet.",
      remedy: "Ask MIIC for a test credential.",
    };
  const seen = `${last.username}: ${ENDED[credentialState(last, nowMs)] ?? "It has ended."}`;
  return {
    title,
    state: "failed",
    seen,
    remedy: "Ask MIIC for a new one; the old one opens nothing any more.",
  };
}

/** The rule that most of the answers that were not AA name, and what to do about it. */
function mostFrequent(refused: readonly ListedMessage[]): string | undefined {
  const rules = refused.flatMap(({ findings }) => [
    ...new Set(findings.filter(({ severity }) => severity !== "I").map(({ rule }) => rule)),
  ]);
  const counts = [...Map.groupBy(rules, (rule) => rule)].map(([rule, all]) => [rule, all.length] as const);
  const [most] = counts.toSorted(([a, first], [b, second]) => second - first || a.localeCompare(b));
  return most === undefined
    ? undefined
    : `Most often ${most[0]}, in ${most[1]} of ${refused.length}: ${fixedTextOf(most[0])}`;
}

function acceptedRung({ recent, acceptedAt }: SeenConnection): LadderRung {
  const title = "Accepted (AA)";
  const refused = recent.filter(({ ackCode }) => ackCode !== "AA");
  const remedy = mostFrequent(refused) ?? "Read the ERR segments of the answer, or paste the message above.";
  const share = `${refused.length} of your last ${recent.length} answers are AE or AR.`;
  if (recent.length === 0) return { title, state: "not-seen", seen: "Not seen yet.", remedy };
  if (refused.length * 2 > recent.length || acceptedAt === undefined)
    return { title, state: "failed", seen: share, remedy };
  const seen = `Last on ${instantText(acceptedAt)}.`;
  return refused.length === 0
    ? { title, state: "passed", seen, remedy: "" }
    : { title, state: "passed", seen: `${seen} ${share}`, remedy };
}

function seenRung(title: string, at: string | undefined, remedy: string): LadderRung {
  return at === undefined
    ? { title, state: "not-seen", seen: "Not seen yet.", remedy }
    : { title, state: "passed", seen: `Last on ${instantText(at)}.`, remedy: "" };
}

/**
 * How far a connection has come, from the outside in, by the organization's own credentials and answers; each rung that is not
 * passed says what to do.
 */
export function connectionLadder(seen: SeenConnection, nowMs: number): readonly LadderRung[] {
  const { credentials, recent } = seen;
  const answeredAt = recent[0]?.receivedAt;
  const usedAtMs = Math.max(0, ...credentials.map(({ lastUsedAtMs }) => lastUsedAtMs ?? 0));
  const usedAt = usedAtMs === 0 ? undefined : new Date(usedAtMs).toISOString();
  const calledAt = [answeredAt, usedAt]
    .filter((at) => at !== undefined)
    .toSorted()
    .at(-1);
  return [
    outside("Name, port and TLS", REACH, calledAt),
    outside("SOAP", SPEAK, calledAt),
    credentialRung(credentials, nowMs),
    seenRung(
      "Log-in",
      calledAt,
      "A SecurityFault has one text for every cause: user name, password and facilityID go together; take all three from the hand-over.",
    ),
    seenRung(
      "First answer",
      answeredAt,
      "Send one message with submitSingleMessage, also a wrong one: it is answered.",
    ),
    acceptedRung(seen),
  ];
}
