import type { Principal } from "../../src/accounts/principal.ts";
import type { Journal } from "../../src/journal/open-journal.ts";
import type { SoapCore } from "../../src/soap/node-soap-core.ts";
import type { Judgement } from "../../src/submission/judge.ts";
import type { Received } from "../../src/submission/read-submission.ts";
import type { Submission } from "../../src/submission/submit-single-message.ts";
import type { OpenSpine } from "./open-spine.ts";
import type { BenchAccount } from "./soap-request.ts";

/** What the stages before have made of one message. */
export interface Work {
  readonly n: number;
  readonly text: string;
  readonly body: Buffer;
  readonly received: Received;
  readonly judgement: Judgement;
}

/** One stage alone. */
export interface Stage {
  readonly name: string;
  /** What must be there before; not measured. */
  readonly prepare?: (work: Work) => Promise<unknown>;
  readonly run: (work: Work) => unknown;
  /** What is done once for all messages of a batch; measured with them. */
  readonly finish?: () => Promise<unknown>;
}

/** What the stages work with. */
export interface Bench {
  readonly spine: OpenSpine;
  readonly core: SoapCore;
  readonly account: BenchAccount;
  readonly principal: Principal;
  /** Of this run, beside the store. */
  readonly journal: Journal;
}

/** One call of submitSingleMessage with a message of the benchmark. */
export function submissionOf({ account }: Bench, hl7Message: string): Submission {
  const { username, secret: password, facilityId } = account;
  const call = { username, password, facilityId, hl7Message };
  return { ...call, remoteAddress: "127.0.0.1", requestId: "", receivedAtMs: Date.now() };
}
