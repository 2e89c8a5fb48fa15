import type { CertificatePin } from "../../src/accounts/certificate-pins.ts";
import { listCertificatePins, pinCertificate, revokePin } from "../../src/accounts/protect.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { readGivenText } from "./read-given-file.ts";
import { withSession } from "./session.ts";

interface OfOne {
  readonly org: string;
}

interface PinOptions extends ChangeOptions, OfOne {
  readonly file: string;
  readonly subject?: string;
}

interface RevokeOptions extends ChangeOptions, OfOne {
  readonly pin: string;
}

function valueOf({ id, kind, keySha256, subject, label, pinnedAtMs }: CertificatePin) {
  return {
    id,
    kind,
    keySha256,
    subject: subject ?? null,
    label,
    pinnedAt: new Date(pinnedAtMs).toISOString(),
  };
}

/** `cert …` */
export const cert: CommandGroup = (group, context) => {
  asChange(
    group.command("pin"),
    "let only callers with this certificate's key use the organization's credentials",
    "cert pin --org ID --file clinic.crt",
  )
    .requiredOption("--org <id>", "the organization")
    .requiredOption("--file <file>", "the certificate, PEM; with --subject the one of its CA")
    .option("--subject <name>", "CN of the certificates that the CA issues to the organization")
    .action((options: PinOptions) => pin(context, options));
  asCommand(group.command("list"), "what is pinned for an organization", "cert list --org ID")
    .requiredOption("--org <id>", "the organization")
    .action((options: CommonOptions & OfOne) => listAll(context, options));
  asChange(group.command("revoke"), "take a pin back", "cert revoke --org ID --pin PIN")
    .requiredOption("--org <id>", "the organization")
    .requiredOption("--pin <id>", "the pin")
    .action((options: RevokeOptions) => revoke(context, options));
};

function showAll(context: CommandContext, options: CommonOptions, pins: readonly CertificatePin[]): void {
  const value = pins.map(valueOf);
  print(context, options, value, () => {
    const rows = value.map((row) => [row.id, row.kind, row.subject, row.label, row.keySha256]);
    return table(
      ["id", "pins", "subject", "certificate", "SHA-256 of its key"],
      rows,
      "No certificate is needed.",
    );
  });
}

function pin(context: CommandContext, options: PinOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    const { org: organizationId, file, subject } = options;
    const pem = readGivenText(context, "--file", file);
    const asked = { organizationId, pem, ...(subject !== undefined && { subject }) };
    const value = valueOf(await pinCertificate(deps, actor, asked));
    print(context, options, value, () => list(value));
  });
}

function listAll(context: CommandContext, options: CommonOptions & OfOne): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    showAll(context, options, await listCertificatePins(deps, actor, options.org));
  });
}

function revoke(context: CommandContext, options: RevokeOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    const asked = { organizationId: options.org, pinId: options.pin };
    showAll(context, options, await revokePin(deps, actor, asked));
  });
}
