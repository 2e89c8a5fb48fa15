import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyPlace, type EngineKind, ENGINES, freshPlace, type TestPlace } from "./support/databases.ts";
import { iisHere } from "./support/run-iis.ts";

/** Commands of other programs that a runbook may have; all else in a block is `iis` or `export`. */
const PLAIN = /^(?:mkdir|cp|mv|rm) /;
/** What differs by the database; the others are run on SQLite alone, where they take milliseconds. */
const OF_THE_DATABASE: readonly string[] = [
  "The first day",
  "Back up every night",
  "Restore drill",
  "Restore after a loss",
  "Upgrade",
];
/** Restoring for good wants an empty place of its own. */
const RESTORE = "Restore after a loss";

interface Runbook {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The lines of the blocks that are meant for an engine: `sh`, or `sh sqlite`, `sh postgres`. */
function runbooksFor(engine: EngineKind): readonly Runbook[] {
  const sections = readFileSync("docs/operations.md", "utf8").split(/^## /m).slice(1);
  return sections.map((section) => {
    const blocks = section.matchAll(/^ *```sh(?: (sqlite|postgres))?\n([\s\S]*?)^ *```$/gm);
    const meant = [...blocks].filter(([, of]) => of === undefined || of === engine);
    const lines = meant.flatMap(([, , text = ""]) => text.split("\n").map((line) => line.trim()));
    return { title: section.slice(0, section.indexOf("\n")), lines: lines.filter((line) => line !== "") };
  });
}

/** As a shell splits: double quotes hold words together. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

describe.each(ENGINES)("docs/operations.md on %s", (engine) => {
  let place: TestPlace;
  let spare: TestPlace;
  let target: TestPlace;
  const given: Record<string, string> = {};
  let server: Readonly<Record<string, string>>;
  let escrows = 0;
  let senders = 0;

  async function run(
    where: TestPlace,
    words: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<string> {
    const ended = await iisHere(where)(words, { ...server, ...env });
    if (ended.code !== 0) throw new Error(`${words.join(" ")}: ${ended.code} ${ended.stderr}${ended.stdout}`);
    return ended.stdout;
  }
  async function valueOf(...words: readonly string[]): Promise<string> {
    const { id }: { id: string } = JSON.parse(await run(place, [...words, "--json"], {}));
    return id;
  }

  async function newestCredential(): Promise<string> {
    const listed = await run(place, ["credential", "list", "--json"], {});
    return (JSON.parse(listed) as readonly { id: string }[]).at(-1)?.id ?? "";
  }

  /** ORG, with one credential. */
  async function newSender(): Promise<void> {
    senders += 1;
    given["ORG"] = await valueOf("org", "create", "--name", "North", "--facility", `N${senders}`);
    await valueOf("credential", "issue", "--org", given["ORG"], "--realm", "test");
  }

  beforeAll(async () => {
    place = await freshPlace(engine);
    [spare, target] = await Promise.all([emptyPlace(engine), emptyPlace(engine)]);
    for (const folder of ["srv/journal", "srv/backups", "srv/handover", "media/safe"])
      mkdirSync(join(place.folder, folder), { recursive: true });
    const journal = join(place.folder, "srv/journal/acks.journal");
    server = { NODE_ENV: "production", ACK_JOURNAL: journal };
    await newSender();
    given["DAY"] = "2026-01-14";
    given["BEFORE"] = "2026-01-01";
    given["UNTIL"] = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 16)}Z`;
    given["SECRETS"] = place.secretsDir;
    given["DRILL_URL"] = spare.location.kind === "postgres" ? spare.location.url : "";
  });
  afterAll(() => Promise.all([place.remove(), spare.remove(), target.remove()]));

  /** What stands for something, and the two folders that stand for volumes. */
  const filled = (line: string): string =>
    line
      .replaceAll("keys-NEWEST", () => (escrows === 0 ? "keys-1" : `keys-new-${escrows}`))
      .replaceAll("keys-NEW.", () => `keys-new-${(escrows += 1)}.`)
      .replaceAll(/\b[A-Z_]{3,}\b(?!=)/g, (word) => given[word] ?? word)
      .replaceAll(/(?<![\w/])\/(srv|media)\//g, `${place.folder}/$1/`);

  const runnable = runbooksFor(engine).filter(
    ({ title, lines }) => lines.length > 0 && (engine === "sqlite" || OF_THE_DATABASE.includes(title)),
  );

  test("has what is to be run, of programs that the test knows", () => {
    expect(runnable.length).toBeGreaterThanOrEqual(OF_THE_DATABASE.length);
    const others = runnable.flatMap(({ lines }) => lines).filter((line) => !/^(?:iis|export) /.test(line));
    expect(others.filter((line) => !PLAIN.test(line))).toEqual([]);
  });

  test.each(runnable)("$title", async ({ title, lines }) => {
    let done = 0;
    const env: Record<string, string> = {};
    const where = title === RESTORE ? target : place;
    if (title === RESTORE) env["SECRETS_DIR"] = place.secretsDir;
    if (lines.some((line) => line.startsWith("iis credential"))) await newSender();
    for (const line of lines) {
      for (const word of ["CREDENTIAL", "NEWCREDENTIAL"])
        if (line.includes(` ${word} `)) given[word] = await newestCredential();
      const text = filled(line);
      if (text.startsWith("iis ")) await run(where, wordsOf(text).slice(1), env);
      else if (text.startsWith("export "))
        for (const word of wordsOf(text).slice(1)) {
          const [name = "", ...value] = word.split("=");
          env[name] = value.join("=");
        }
      else execFileSync("/bin/sh", ["-c", text]);
      done += 1;
    }
    expect(done).toBe(lines.length);
  });

  test("every word in capitals is one that the test fills in", () => {
    const lines = runbooksFor(engine).flatMap((runbook) => runbook.lines);
    const words = lines.flatMap((line) => line.match(/\b[A-Z_]{3,}\b(?!=)/g) ?? []);
    const known = new Set([...Object.keys(given), "CREDENTIAL", "NEWCREDENTIAL", "NEW", "NEWEST"]);
    expect(words.filter((word) => !known.has(word))).toEqual([]);
  });
});
