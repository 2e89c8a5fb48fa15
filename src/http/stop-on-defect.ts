import { errorFields, type Log } from "../kernel/log.ts";

/** Exit code of a process that met an error which nobody caught. */
export const DEFECT_EXIT = 1;

/** Where errors arrive that nobody caught: `process`. */
export interface DefectSource {
  on(event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void): unknown;
}

export interface StopOnDefectOptions {
  readonly events: DefectSource;
  readonly log: Log;
  /** `process.exit`. */
  readonly exit: (code: number) => void;
}

/**
 * Stop at once on an error that nobody caught: what the process would answer from then on cannot be trusted, and what it
 * acknowledged is committed. Node by itself would print the text of the error, which may quote a message; the log gets
 * its class and place only (decision D14).
 */
export function stopOnDefect({ events, log, exit }: StopOnDefectOptions): void {
  const stop = (error: unknown): void => {
    log("error", "stopped", { reason: "defect", ...errorFields(error) });
    exit(DEFECT_EXIT);
  };
  events.on("uncaughtException", stop);
  events.on("unhandledRejection", stop);
}
