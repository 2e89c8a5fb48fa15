import type { CredentialClaim } from "../accounts/authenticate.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { answerEntry } from "./answer-entry.ts";
import { answerOnce } from "./answer-once.ts";
import { carryOut } from "./carry-out.ts";
import type { SubmissionDeps } from "./deps.ts";
import { judge } from "./judge.ts";
import { logAnswered } from "./log-answered.ts";
import { readSubmission } from "./read-submission.ts";
import { createFaultSimulator, simulatedAnswer } from "./simulate-fault.ts";
import { turnOf } from "./turn.ts";

/** One call of submitSingleMessage as the front door read it. */
export interface Submission extends CredentialClaim {
  /** The text of hl7Message; `undefined` when absent or nil. */
  readonly hl7Message: string | undefined;
  /** Correlation id: in our log and in a fault's Detail. */
  readonly requestId: string;
  /** Calendar time of receipt. */
  readonly receivedAtMs: number;
  /** By which this claim is known again before it is read; absent when it came in an unusual way. */
  readonly claimKey?: string;
}

/**
 * @returns the answer in ER7, each segment ended by CR
 * @throws GatewayError when the message cannot be judged
 */
export type SubmitSingleMessage = (submission: Submission) => Promise<string>;

/**
 * The way of a message, every stage in order: authenticate → realm → turn → read → judge → record, or query → acknowledge →
 * commit → journal → answer.
 *
 * An answer leaves only after the message, the answer and all that follows from it are durable (decision D6); the same
 * transmission again gets the stored answer byte for byte (decision D7).
 */
export function createSubmitSingleMessage(deps: SubmissionDeps): SubmitSingleMessage {
  const simulateFault = createFaultSimulator();
  return async (submission) => {
    deps.maintenance?.check();
    const principal = await deps.authenticate(submission);
    if (principal === undefined) throw new GatewayError("security");

    const realm = deps.realms[principal.realm];
    if (realm === undefined) throw new GatewayError("security");

    deps.maintenance?.check(realm.realm);
    if (submission.claimKey !== undefined) deps.noteClaim?.(submission.claimKey, principal);
    await simulateFault(principal);

    return realm.takeTurn(turnOf(principal, submission.hl7Message ?? "", deps.now()), async (waitedMs) => {
      const received = readSubmission(submission, principal, realm);
      const simulated = simulatedAnswer(received, realm.realm, deps);
      if (simulated !== undefined) return simulated;
      const judgement = judge(received, realm, deps);

      const messageId = deps.newId();
      const answered = await answerOnce(realm, received, judgement, messageId, (tx, final) =>
        carryOut(
          tx.registry,
          { received, judgement: final, messageId, realm: realm.realm, digest: realm.digest },
          deps,
        ),
      );

      await deps.journal?.append([answerEntry(received, judgement, answered, deps.now())]);
      logAnswered(deps.log, { ...submission, waitedMs }, received, answered);
      return answered.answer;
    });
  };
}
