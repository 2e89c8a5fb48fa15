import { describe, expect, test } from "vitest";
import { runCommand } from "../../scripts/commands/run-command.ts";
import type { Ended } from "../support/run-iis.ts";

/** A command that is only asked for help, or refused: no store is named, so none is opened. */
async function iis(...words: readonly string[]): Promise<Ended> {
  const written: string[] = [];
  const warned: string[] = [];
  const code = await runCommand(words, {
    env: { DATA_DIR: "/dev/null/none" },
    calledFrom: "/",
    projectFolder: "/",
    osUser: "tester",
    clock: () => 0,
    write: (text) => void written.push(text),
    warn: (text) => void warned.push(text),
  });
  return { code, stdout: written.join(""), stderr: warned.join("") };
}

/** Names under "Commands:" of a help. */
function commandsIn(help: string): readonly string[] {
  const block = help.split("\nCommands:\n")[1]?.split("\n\n")[0] ?? "";
  const names = [...block.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = ""]) => name);
  return names.filter((name) => name !== "help");
}

async function leavesUnder(words: readonly string[]): Promise<readonly string[]> {
  const names = commandsIn((await iis(...words, "--help")).stdout);
  if (names.length === 0) return [words.join(" ")];
  const found = await Promise.all(names.map((name) => leavesUnder([...words, name])));
  return found.flat();
}

const LEAVES = await leavesUnder([]);

describe("iis --help", () => {
  test("knows the commands of the operator's interface", () => {
    expect(LEAVES).toEqual(
      expect.arrayContaining(
        (
          "org create,credential rotate,message void,patient merge,review report,onboarding rank,keys escrow,cert pin," +
          "ip allow,codes import,audit verify,backup,restore,purge,user reset,token issue,confirm,doctor,config check," +
          "calendar import,letter render"
        ).split(","),
      ),
    );
    expect(LEAVES.length).toBeGreaterThan(90);
  });

  test("tells every exit code", async () => {
    const text = (await iis("--help")).stdout.replaceAll(/\s+/g, " ");
    for (const code of [0, 1, 2, 3, 4, 5]) expect(text).toMatch(new RegExp(`\\b${code} [a-z]`));
  });

  test.each(LEAVES)("%s: says what each option is, and its example is one of this command", async (leaf) => {
    const { code, stdout, stderr } = await iis(...leaf.split(" "), "--help");
    expect([code, stderr]).toEqual([0, ""]);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)(?: [<[][^\]>]+[\]>])?(.*)$/gm)];
    expect(options.filter(([, , means = ""]) => means.trim() === "").map(([, name]) => name)).toEqual([]);
    const known = new Set(options.map(([, name]) => name));
    expect(known).toContain("--json");
    const example = /^Example:\n {2}\$ npm run --silent iis -- (.*)$/m.exec(stdout)?.[1] ?? "";
    expect(`${example} `.startsWith(`${leaf} `)).toBe(true);
    expect((example.match(/--[a-z-]+/g) ?? []).filter((name) => !known.has(name))).toEqual([]);
  });

  test.each([["nonsense"], ["org", "nonsense"], ["doctor", "nonsense"], ["org"], ["--nonsense"]])(
    "iis %s %s is a usage error",
    async (...words) => {
      const ended = await iis(...words);
      expect(ended).toEqual({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(/^[^\n]+ See --help\.\n$/),
      });
    },
  );

  test.each(LEAVES)(
    "%s: refuses an option that it does not know, with nothing on standard output",
    async (leaf) => {
      const ended = await iis(...leaf.split(" "), "--no-such-option", "x", "--json");
      expect(ended).toEqual({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(/^[^\n]+ See --help\.\n$/),
      });
    },
  );
});
