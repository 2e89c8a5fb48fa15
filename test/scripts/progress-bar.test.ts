import { expect, test } from "vitest";
import { progressBar } from "../../scripts/commands/progress-bar.ts";

function shown(isTerminal: boolean, lefts: readonly number[]): string {
  const warned: string[] = [];
  const context = {
    env: {},
    calledFrom: "/",
    projectFolder: "/",
    osUser: "tester",
    clock: () => 0,
    write: () => {},
    warn: (text: string) => void warned.push(text),
    isTerminal,
  };
  const show = progressBar(context, "messages counted");
  for (const left of lefts) show(left);
  return warned.join("").replaceAll("\r\u001B[2K", "|");
}

test("progressBar() grows on a terminal and goes away at the end", () => {
  expect(shown(true, [200, 100, 0])).toBe(
    "|[........................] 0 % messages counted|[############............] 50 % messages counted|",
  );
});

test("progressBar() is silent elsewhere", () => {
  expect(shown(false, [200, 100, 0])).toBe("");
});

test("progressBar() of nothing to do shows nothing", () => {
  expect(shown(true, [0])).toBe("");
});
