import { basename } from "node:path";
import { authorize } from "../../src/accounts/administration.ts";
import { importCodes } from "../../src/accounts/import-codes.ts";
import { BUILT_IN_CODE_DATA } from "../../src/codes/built-in-code-sets.ts";
import { applyCodeDelta, codeDelta, parseCodeDelta } from "../../src/codes/code-delta.ts";
import { type CodeChanges, diffCodeData } from "../../src/codes/diff-code-data.ts";
import { type FlatFile, readFlatFile } from "../../src/codes/flat-files.ts";
import { mergeFlatFiles } from "../../src/codes/merge-flat-files.ts";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { type CodeDataSets, readCodeSets } from "../../src/codes/read-code-sets.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { type ResolvedCodes, resolveAwaitedCodes } from "../../src/registry/resolve-awaited-codes.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { isAgreed } from "./is-agreed.ts";
import { print, table } from "./print.ts";
import { readGivenText } from "./read-given-file.ts";
import { type OpenedRealmDatabase, realmOf } from "./realm-of.ts";
import { type Session, withSession } from "./session.ts";

interface ImportOptions extends ChangeOptions {
  readonly yes?: true;
}

const CODES_SHOWN_MAX = 20;

/** The tables that hold now: those of the product with the newest import. */
export async function currentData({ deps }: Session): Promise<CodeDataSets> {
  const stored = await deps.store.findCodeImport(0);
  const delta = stored && parseCodeDelta(BUILT_IN_CODE_DATA, stored.delta);
  return delta === undefined ? BUILT_IN_CODE_DATA : applyCodeDelta(BUILT_IN_CODE_DATA, delta);
}

/** `codes …` */
export const codes: CommandGroup = (group, context) => {
  asCommand(group.command("status"), "date and size of every code table", "codes status").action(
    (options: CommonOptions) => status(context, options),
  );
  asChange(
    group.command("import"),
    "take CDC's flat files (cvx, mvx, NDC unit of sale, unit of use, linker) into the code tables",
    "codes import cvx.txt mvx.txt --yes",
  )
    .argument("<files...>", "files as CDC publishes them")
    .option("--yes", "do not ask")
    .action((files: readonly string[], options: ImportOptions) => importFiles(context, options, files));
};

function status(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const stored = await session.deps.store.findCodeImport(0);
    const { version, summaries } = readCodeSets(await currentData(session));
    const imported = stored === undefined ? null : new Date(stored.importedAtMs).toISOString();
    print(context, options, { version, importedAt: imported, tables: summaries }, () =>
      [
        table(
          ["table", "as of", "count", "source"],
          summaries.map(({ name, asOf, count, source }) => [name, asOf, count, source]),
          "",
        ),
        "",
        `Version ${version}${imported === null ? ", as shipped" : `, imported ${imported}`}`,
      ].join("\n"),
    );
  });
}

function readFile(context: CommandContext, path: string): FlatFile {
  const reading = readFlatFile(readGivenText(context, "FILE", path, "not-found"));
  if (reading.kind === "file") return reading.file;
  const problems = reading.problems.map(({ line, text }) => (line === 0 ? text : `line ${line} ${text}`));
  throw new RefusedError("usage", `${basename(path)} is not taken: ${problems.join("; ")}.`);
}

function shown(list: readonly string[]): string {
  const more = list.length > CODES_SHOWN_MAX ? `, and ${list.length - CODES_SHOWN_MAX} more` : "";
  return list.slice(0, CODES_SHOWN_MAX).join(", ") + more;
}

function changesText(changes: readonly CodeChanges[]): string {
  return changes
    .flatMap(({ name, added, changed }) => [
      ...(added.length > 0 ? [`${name}: ${added.length} added: ${shown(added)}`] : []),
      ...(changed.length > 0 ? [`${name}: ${changed.length} changed: ${shown(changed)}`] : []),
    ])
    .join("\n");
}

/** Every CVX and MVX that the new rows name must be in the tables, or nothing is imported. */
function checkReferences(data: CodeDataSets): void {
  const sets = readCodeSets(data);
  const rows = [...sets.ndc.values()].flat();
  const lost = [
    ...rows.filter(({ cvx }) => !sets.cvx.has(cvx)).map(({ cvx }) => `CVX ${cvx}`),
    ...rows.filter(({ mvx }) => mvx !== "" && !sets.mvx.has(mvx)).map(({ mvx }) => `MVX ${mvx}`),
  ];
  if (lost.length === 0) return;
  const names = [...new Set(lost)].slice(0, CODES_SHOWN_MAX).join(", ");
  throw new RefusedError("usage", `The files name codes that no table has: ${names}. Import their file too.`);
}

/** Resolve what was stored under codes that no table had. @returns people whose vaccinations changed, by realm */
async function resolveStored(
  session: Session,
  realms: readonly OpenedRealmDatabase[],
  sets: CodeSets,
): Promise<Readonly<Partial<Record<Realm, number>>>> {
  const { clock, calendarClock, newId } = session.deps;
  const counts: Partial<Record<Realm, number>> = {};
  for (const { realm, database, keys } of realms) {
    const { store } = openRealm(database, keys, clock);
    const resolvePage = (afterId: string): Promise<ResolvedCodes> =>
      store.transaction("codes.import", ({ registry, curation }) =>
        resolveAwaitedCodes(
          { registry, curation, codes: sets, newId, nowMs: calendarClock(), by: session.actor.name },
          afterId,
        ),
      );
    counts[realm] = 0;
    let afterId: string | undefined = "";
    while (afterId !== undefined) {
      const page: ResolvedCodes = await resolvePage(afterId);
      counts[realm] += page.changed;
      afterId = page.lastId;
    }
  }
  return counts;
}

function resolvedText(resolved: Readonly<Partial<Record<Realm, number>>>): string {
  return Object.entries(resolved)
    .map(([realm, people]) => `People in ${realm} whose vaccinations changed: ${people}.`)
    .join("\n");
}

function importFiles(
  context: CommandContext,
  options: ImportOptions,
  paths: readonly string[],
): Promise<void> {
  const files = paths.map((path) => readFile(context, path));
  return withSession(context, options, REALMS, async (session) => {
    const { deps, actor } = session;
    await authorize(deps, actor, { act: "codes.import" });
    const realms = REALMS.map((realm) => realmOf(session, realm));
    const before = await currentData(session);
    const after = mergeFlatFiles(before, files);
    const changes = diffCodeData(before, after);
    const sets = readCodeSets(after);
    const { version } = sets;
    if (changes.length === 0) {
      // Again, for an import that was cut off, and for doses that came while the tables were taken up.
      const resolved = await resolveStored(session, realms, sets);
      print(context, options, { imported: false, version, changes, resolved }, () =>
        ["The tables hold all of this already.", resolvedText(resolved)].join("\n"),
      );
      return;
    }
    checkReferences(after);
    if (options.json !== true) context.write(`${changesText(changes)}\n`);
    if (!(await isAgreed(options, "Import these?", "Say --yes to import without being asked."))) {
      print(context, options, { imported: false, version, changes }, () => "Nothing was imported.");
      return;
    }
    const counts = Object.fromEntries(
      changes.map(({ name, added, changed }) => [name, { added: added.length, changed: changed.length }]),
    );
    const delta = JSON.stringify(codeDelta(BUILT_IN_CODE_DATA, after));
    await importCodes(deps, actor, { delta, counts, version });
    const resolved = await resolveStored(session, realms, sets);
    print(context, options, { imported: true, version, changes, resolved }, () =>
      [`Imported. Version ${version}.`, resolvedText(resolved)].join("\n"),
    );
  });
}
