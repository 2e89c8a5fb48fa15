import { GatewayError } from "../kernel/gateway-error.ts";
import type { StoredTransmission, TransmissionKey } from "../submission/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import { bodyPlace } from "./message-rows.ts";

/** Whether a column holds an answer code. */
export function isAckCode(value: unknown): value is "AA" | "AE" | "AR" {
  return value === "AA" || value === "AE" || value === "AR";
}

/**
 * A row of FIND_REPLAY or FIND_EARLIER with its answer opened.
 *
 * @returns undefined when the answer was purged: the message is then processed anew
 * @throws GatewayError `internal` when the stored answer does not open or the row is not one we wrote
 */
export function readReplay(
  row: Readonly<Record<string, unknown>>,
  key: TransmissionKey,
  { sealing }: RealmKeys,
): StoredTransmission | undefined {
  const { message_id: messageId, ack_code: ackCode, basis, answer } = row;
  if (answer === null) return undefined;
  if (
    typeof messageId !== "string" ||
    !isAckCode(ackCode) ||
    typeof basis !== "string" ||
    !(answer instanceof Uint8Array)
  ) {
    throw new GatewayError("internal", { cause: new Error("a stored transmission is not readable") });
  }
  try {
    const opened = sealing.open(bodyPlace("answer", messageId, key.organizationId), answer);
    return { messageId, ackCode, basis, answer: opened };
  } catch (error) {
    throw new GatewayError("internal", { cause: error });
  }
}
