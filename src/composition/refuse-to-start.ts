import { ConfigError } from "../config.ts";
import { ListenError } from "../http/start-server.ts";
import { TlsFileError } from "../http/tls-options.ts";
import { errorFields, type Log } from "../kernel/log.ts";
import { StoreStartError } from "../store/store-start-error.ts";
import { VaultError } from "../vault/vault-error.ts";

/** Exit codes of a start that did not succeed; those of the command line mean the same. */
const EXIT = { unexpected: 1, usage: 2, unavailable: 5 } as const;

/** What an operator can mend is told in plain words; anything else is a defect and shown by its place. */
export function refuseToStart(error: unknown, log: Log): never {
  const isTheirs = error instanceof ConfigError || error instanceof TlsFileError;
  const isDown =
    error instanceof StoreStartError || error instanceof VaultError || error instanceof ListenError;
  log("error", "not-started", {
    ...errorFields(error),
    ...((isTheirs || isDown) && { reason: error.message }),
  });
  if (error instanceof ConfigError)
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
  else if (isTheirs || isDown) process.stderr.write(`${error.message}\n`);
  else process.stderr.write("The server did not start; the log line names the place.\n");
  process.exit(isTheirs ? EXIT.usage : isDown ? EXIT.unavailable : EXIT.unexpected);
}
