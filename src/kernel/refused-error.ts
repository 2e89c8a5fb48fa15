/** Why an administrative act was not done; decides the exit code of the command line. */
export type RefusalKind = "usage" | "not-found" | "policy";

/**
 * An administrative act that is refused. The text is for a person, says what would satisfy the rule, and holds no
 * patient data and no secret.
 */
export class RefusedError extends Error {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, message: string) {
    super(message);
    this.name = "RefusedError";
    this.kind = kind;
  }
}
