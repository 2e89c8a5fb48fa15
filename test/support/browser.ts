import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's Chromium; another path with CHROMIUM. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** A browser that calls nobody by itself. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds on the page that is open, `impact rule: element`, serious and critical findings first. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(AXE);
  const found: unknown = await page.evaluate(
    `axe.run({ resultTypes: ["violations"], preload: false }).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, failureSummary }) => [impact, id, target.join(" "), failureSummary.split("\\n")[1] ?? ""].join(" "))))`,
  );
  if (!Array.isArray(found)) throw new TypeError("axe-core gave no list");
  return found.map(String).toSorted();
}

/** Whether a finding of `axeFindings` keeps somebody from using the page. */
export function isSerious(finding: string): boolean {
  return /^(?:serious|critical) /.test(finding);
}
