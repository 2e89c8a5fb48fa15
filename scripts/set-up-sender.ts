import { runIis } from "./run-iis.ts";

/** An organization with a credential, as an EHR is set up with it. */
export interface SenderAccount {
  readonly organizationId: string;
  readonly credentialId: string;
  readonly username: string;
  readonly secret: string;
  readonly facilityId: string;
  /** When the credential ends, as the command wrote it. */
  readonly expiresAt: string;
}

/** What to create. */
export interface SenderRequest {
  readonly name: string;
  readonly facility: string;
  readonly realm: "test" | "production";
}

/**
 * Create an organization and issue a credential with the two commands that an administrator would use.
 *
 * @param env where the store is, as for `runIis`
 * @throws Error when a command fails or does not print what its description says
 */
export async function setUpSender(
  env: Readonly<Record<string, string>>,
  { name, facility, realm }: SenderRequest,
): Promise<SenderAccount> {
  const organization = await runIis(env, ["org", "create", "--name", name, "--facility", facility]);
  const organizationId = textOf(organization, "id");
  return issueCredential(env, organizationId, realm);
}

/**
 * Issue a credential for an organization; for production with an override of the stage, which the audit trail keeps.
 *
 * @throws Error as `setUpSender`
 */
export async function issueCredential(
  env: Readonly<Record<string, string>>,
  organizationId: string,
  realm: "test" | "production",
): Promise<SenderAccount> {
  const override = realm === "production" ? ["--override-reason", "set up for a trial"] : [];
  const words = ["credential", "issue", "--org", organizationId, "--realm", realm, ...override];
  const issued = await runIis(env, words);
  return {
    organizationId,
    credentialId: textOf(issued, "id"),
    username: textOf(issued, "username"),
    secret: textOf(issued, "secret"),
    facilityId: textOf(issued, "facilityId"),
    expiresAt: textOf(issued, "expiresAt"),
  };
}

function textOf(value: unknown, name: string): string {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof found !== "string") throw new Error(`the command did not print "${name}" as text`);
  return found;
}
