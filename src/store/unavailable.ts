import { GatewayError } from "../kernel/gateway-error.ts";

/** The database did not take or give it. The cause is for the log, by class and code only. */
export function unavailable(cause: unknown): GatewayError {
  return cause instanceof GatewayError ? cause : new GatewayError("unavailable", { cause });
}
