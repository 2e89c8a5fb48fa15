import type { Er7 } from "../hl7/message.ts";
import type { CredentialClaim } from "../accounts/authenticate.ts";

/** One call of submitSingleMessage as the front door read it. */
export interface Submission extends CredentialClaim {
  /** The text of hl7Message; `undefined` when absent or nil. */
  readonly hl7Message: string | undefined;
  /** Correlation id: in our log and in a fault's Detail. */
  readonly requestId: string;
  readonly receivedAtMs: number;
}

/** @throws GatewayError when the message cannot be judged */
export type SubmitSingleMessage = (submission: Submission) => Promise<Er7>;
