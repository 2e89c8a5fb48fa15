import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../scripts/commands/run-command.ts";

async function run(...words: readonly string[]): Promise<{ code: number; text: string; warned: string }> {
  const [written, warned]: [string[], string[]] = [[], []];
  const code = await runCommand(words, {
    env: {},
    calledFrom: "/",
    projectFolder: "/",
    osUser: "tester",
    clock: () => 0,
    write: (text) => void written.push(text),
    warn: (text) => void warned.push(text),
  });
  return { code, text: written.join(""), warned: warned.join("") };
}

/** What is typed so far, the last word perhaps begun. */
const CASES = [
  { typed: ["onb"], found: ["onboarding"] },
  { typed: ["onboarding", "sign-"], found: ["sign-review", "sign-monitoring"] },
  { typed: ["onboarding", "restart", "--inter"], found: ["--interface"] },
  { typed: ["credential", "issue", "--realm", ""], found: ["test", "production"] },
  { typed: ["credential", "issue", "--org", "x", "--realm", "p"], found: ["production"] },
  { typed: ["org", "create", "--name", "North", "--fac"], found: ["--facility"] },
  { typed: ["confirm", "--pen"], found: ["--pending"] },
  { typed: ["nothing-like-it", "--js"], found: [] },
] as const;

describe("completion", () => {
  let answers: readonly string[];

  beforeAll(async () => {
    const { text } = await run("completion", "bash");
    // One shell for all cases: each prints its words on a line.
    const asked = CASES.map(({ typed }) => {
      const words = ["iis", ...typed].map((word) => `'${word}'`).join(" ");
      return `COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; COMPREPLY=(); _iis; echo "\${COMPREPLY[*]}"`;
    });
    const output = execFileSync("bash", ["--norc", "-c", [text, ...asked].join("\n")], { encoding: "utf8" });
    answers = output.split("\n");
  });

  test.each(CASES.map((one, at) => ({ typed: one.typed.join(" "), found: one.found, at })))(
    "bash: $typed",
    ({ found, at }) => {
      expect((answers[at] ?? "").split(" ").filter((word) => word !== "")).toEqual([...found]);
    },
  );

  test("zsh gets the same words through bashcompinit", async () => {
    const { code, text } = await run("completion", "zsh");
    expect(code).toBe(0);
    expect(text).toContain("bashcompinit");
  });

  test("--json prints the script as one value", async () => {
    const value: unknown = JSON.parse((await run("completion", "bash", "--json")).text);
    expect(value).toEqual({ shell: "bash", script: (await run("completion", "bash")).text });
  });

  test("another shell is a usage error", async () => {
    expect(await run("completion", "fish")).toMatchObject({
      code: 2,
      text: "",
      warned: expect.stringContaining("bash or zsh"),
    });
  });
});
