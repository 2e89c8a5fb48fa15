import { CommanderError } from "commander";
import { ConfigError } from "../../src/config.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { errorFields } from "../../src/kernel/log.ts";
import { RefusedError, type RefusalKind } from "../../src/kernel/refused-error.ts";
import { StoreStartError } from "../../src/store/store-start-error.ts";
import { VaultError } from "../../src/vault/vault-error.ts";
import { safeText } from "./safe-text.ts";

/** Exit codes of the operator's interface. */
export const EXIT_CODES = { done: 0, broken: 1, usage: 2, notFound: 3, policy: 4, unavailable: 5 } as const;

const BY_REFUSAL: Readonly<Record<RefusalKind, number>> = {
  usage: EXIT_CODES.usage,
  "not-found": EXIT_CODES.notFound,
  policy: EXIT_CODES.policy,
};

/** Commander's words as a sentence. */
function usageText({ code, message }: CommanderError): string {
  if (code === "commander.help") return "A command is missing. See --help.";
  const text = message.replace(/^error: /, "").replace(/\.?$/, ".");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} See --help.`;
}

function outcomeOf(error: unknown): { readonly code: number; readonly text: string } {
  if (error instanceof CommanderError) {
    const code = error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
    return { code, text: usageText(error) };
  }
  if (error instanceof RefusedError) return { code: BY_REFUSAL[error.kind], text: error.message };
  if (error instanceof ConfigError) return { code: EXIT_CODES.usage, text: error.message };
  if (error instanceof StoreStartError || error instanceof VaultError)
    return { code: EXIT_CODES.unavailable, text: error.message };
  // An error of a library may quote what it was given; its name and place do not.
  const cause = error instanceof GatewayError ? (error.cause ?? error) : error;
  const { errorName, errorCode, errorAt } = errorFields(cause);
  const place = [errorName, errorCode, errorAt].filter((part) => part !== undefined).join(", ");
  const what = error instanceof GatewayError ? "The store does not answer" : "The command broke off";
  return { code: EXIT_CODES.unavailable, text: `${what} (${place}). Run "doctor" to see what is wrong.` };
}

/** Say on standard error, in one line, why a command was not done and what to do next. Returns the exit code. */
export function endWith(error: unknown, warn: (text: string) => void): number {
  const { code, text } = outcomeOf(error);
  if (code !== EXIT_CODES.done) warn(`${safeText(text).replaceAll(/\s*\n\s*/g, " ")}\n`);
  return code;
}
