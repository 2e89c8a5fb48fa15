import { unavailable } from "./unavailable.ts";

/**
 * What the database answered; when it did not, the fault that says so. The database's own error may quote values, so it
 * goes on as the cause only.
 *
 * @throws GatewayError `unavailable`
 */
export async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw unavailable(error);
  }
}
