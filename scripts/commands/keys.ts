import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { Option } from "commander";
import { authorize, perform } from "../../src/accounts/administration.ts";
import { loadConfig } from "../../src/config.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { findUnescrowed, noteEscrow, putKeysBack, readEscrow } from "../../src/vault/escrow.ts";
import { type KeptKey, listKeptKeys, readKeyTexts } from "../../src/vault/key-files-kept.ts";
import { rotateKeys, ROTATIONS, type Rotation } from "../../src/vault/rotate-keys.ts";
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
import { writeSecretFile } from "./secret-file.ts";
import { withSession } from "./session.ts";

interface EscrowOptions extends ChangeOptions {
  readonly out: string;
}

interface RotateOptions extends ChangeOptions {
  readonly kind: Rotation;
}

interface RecoverOptions extends CommonOptions {
  readonly from: string;
}

/** `keys …` */
export const keys: CommandGroup = (group, context) => {
  asCommand(
    group.command("status"),
    "which keys there are, what they seal and whether they are escrowed; no key is shown",
    "keys status",
  ).action((options: CommonOptions) => status(context, options));
  asChange(
    group.command("rotate"),
    "make the next key; earlier ones go on opening what they sealed",
    "keys rotate --kind master",
  )
    .addOption(
      new Option(
        "--kind <kind>",
        "seal: of both realms; pepper: of secrets; master: wraps all sealing keys anew",
      )
        .choices(ROTATIONS)
        .default("seal"),
    )
    .action((options: RotateOptions) => rotate(context, options));
  asChange(
    group.command("escrow"),
    "write every key to a new file (0600), to be kept apart from data and backups",
    "keys escrow --out /media/safe/keys-2026-01.json",
  )
    .requiredOption("--out <file>", "new file")
    .action((options: EscrowOptions) => escrow(context, options));
  asCommand(
    group.command("recover"),
    "put missing keys back into SECRETS_DIR from an escrow",
    "keys recover --from /media/safe/keys-2026-01.json",
  )
    .requiredOption("--from <file>", "file of keys escrow")
    .action((options: RecoverOptions) => recover(context, options));
};

/** With the realms open, every key that there will be is there: an escrow of less would be none. */
function realmsOf(context: CommandContext): readonly Realm[] {
  return loadConfig(context.env, context.projectFolder).realms;
}

function shown({ name, kind, month, masterId }: KeptKey, unescrowed: ReadonlySet<string>) {
  const escrowed = kind === "wrapped" ? null : !unescrowed.has(name);
  return { name, kind, month: month ?? null, master: masterId ?? null, escrowed };
}

function status(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, realmsOf(context), async ({ config, deps, actor }) => {
    await authorize(deps, actor, { act: "keys.read" });
    const unescrowed = new Set(findUnescrowed(config).map(({ name }) => name));
    const all = listKeptKeys(config).map((key) => shown(key, unescrowed));
    const credentials = await deps.store.listCredentials({});
    const peppers = Map.groupBy(credentials, ({ secret }) => secret.pepperId);
    const value = {
      escrowed: unescrowed.size === 0,
      keys: all,
      credentialsByPepper: Object.fromEntries([...peppers].map(([id, own]) => [id, own.length])),
    };
    print(context, options, value, () => {
      const rows = all.map((key) => [key.name, key.kind, key.month, key.master, key.escrowed]);
      const end =
        unescrowed.size === 0
          ? "Every root key is escrowed."
          : `Not escrowed: ${[...unescrowed].join(", ")}. Run "keys escrow --out FILE".`;
      return `${table(["key", "kind", "month", "master", "escrowed"], rows, "")}\n\n${end}`;
    });
  });
}

function rotate(context: CommandContext, options: RotateOptions): Promise<void> {
  return withSession(context, options, realmsOf(context), async ({ config, deps, actor }) => {
    const folder = { secretsDir: config.secretsDir, randomBytes };
    const { kind } = options;
    const value = await perform(deps, actor, { act: "keys.rotate", object: kind }, async () => {
      const rotated = rotateKeys(folder, kind, context.clock());
      return { value: rotated, object: kind, detail: { made: rotated.made, rewrapped: rotated.rewrapped } };
    });
    const unescrowed = findUnescrowed(config).map(({ name }) => name);
    print(context, options, { kind, ...value, unescrowed }, () => {
      const texts = [`Made ${value.made.join(", ")}; wrapped anew: ${value.rewrapped.length}.`];
      if (unescrowed.length > 0)
        texts.push(`Run "keys escrow --out FILE": ${unescrowed.join(", ")} not escrowed.`);
      return texts.join(" ");
    });
  });
}

function escrow(context: CommandContext, options: EscrowOptions): Promise<void> {
  return withSession(context, options, realmsOf(context), async ({ config, deps, actor }) => {
    const folder = { secretsDir: config.secretsDir, randomBytes };
    const path = resolve(context.calledFrom, options.out);
    for (const inside of [config.dataDir, config.secretsDir])
      if (`${path}/`.startsWith(`${inside}/`))
        throw new RefusedError("policy", "An escrow lies apart from data and keys. Name a file elsewhere.");
    const names = listKeptKeys(folder).map(({ name }) => name);
    await perform(deps, actor, { act: "keys.escrow" }, async () => {
      const madeAt = new Date(context.clock()).toISOString();
      writeSecretFile(context, options.out, { format: 1, madeAt, keys: readKeyTexts(folder, "all") });
      return { value: undefined, object: "", detail: { keys: names } };
    });
    noteEscrow(folder, context.clock());
    print(context, options, { file: path, keys: names }, () =>
      list({ file: path, keys: names.length, now: "take it to a safe, apart from data and backups" }),
    );
  });
}

/** Works without a store: after the loss of SECRETS_DIR the store does not open. */
function recover(context: CommandContext, options: RecoverOptions): void {
  const { secretsDir } = loadConfig(context.env, context.projectFolder);
  const folder = { secretsDir, randomBytes };
  const escrowed = readEscrow(readGivenText(context, "--from", options.from, "not-found"));
  const files = putKeysBack(folder, escrowed);
  noteEscrow(folder, context.clock(), new Set(escrowed.map(({ file }) => file)));
  print(context, options, { written: files }, () =>
    files.length === 0 ? "Nothing was missing." : `Written: ${files.join(", ")}. Run "doctor".`,
  );
}
