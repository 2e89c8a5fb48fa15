import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inPageWords, WORD_ROWS } from "../../src/console/page-words.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Texts of use cases that no page offers; their modules are reached for something else. */
const BY_COMMAND_ONLY: ReadonlySet<string> = new Set([
  "src/accounts/address-rules.ts",
  "src/accounts/certificate-pins.ts",
  "src/accounts/maintenance.ts",
  "src/accounts/organizations.ts",
  "src/accounts/users.ts",
  "src/onboarding/catch-up.ts",
  "src/review/thresholds.ts",
]);

/** A module and all of ours that it imports, with their texts. */
function reached(entry: string, texts = new Map<string, string>()): ReadonlyMap<string, string> {
  const path = relative(ROOT, entry);
  if (texts.has(path)) return texts;
  const text = readFileSync(entry, "utf8");
  texts.set(path, text);
  for (const [, from = ""] of text.matchAll(/from "(\.[^"]+\.ts)"/g))
    reached(resolve(dirname(entry), from), texts);
  return texts;
}

/** String and template literals of one line each, as they stand in the source. */
function literals(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...code.matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)].map(([literal]) =>
    literal.slice(1, -1),
  );
}

const OPTION = /(?<!["\w])--[a-z][a-z-]+/;
const COMMAND =
  /"(?:org|credential|onboarding|review|contact|incident|user|message|letter|calendar|return|resume|withdraw|change-schedule|reopen-review)\b[^"]*"/;

const texts = [...reached(resolve(ROOT, "src/http/console/create-console.ts"))].flatMap(([path, text]) =>
  literals(text)
    .filter((one) => /[a-z] [a-z"(-]/.test(one))
    .map((said) => ({ path, said })),
);

test("inPageWords() leaves no option and no command in a text that a page may show", () => {
  const left = texts
    .filter(({ path }) => !BY_COMMAND_ONLY.has(path) && !path.startsWith("src/console/"))
    .map(({ path, said }) => ({
      path,
      words: inPageWords(said).replaceAll(/"iis [^"]+"|<code>iis [^<]+<\/code>/g, ""),
    }))
    .filter(({ words }) => OPTION.test(words) || COMMAND.test(words));
  expect(left).toStrictEqual([]);
});

test.each(WORD_ROWS)("inPageWords() $said stands in a use case", ({ said }) => {
  expect(texts.some((one) => one.said.includes(said))).toBe(true);
});

test("inPageWords() leaves other text as it is", () => {
  const text = "2026-01-14 is no business day; the next is 2026-01-15.";
  expect(inPageWords(text)).toBe(text);
});
