import { readFileSync } from "node:fs";

/** The version of the program, which names its rules (decision D7). */
export function programVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? "unknown";
}
