/**
 * Shows every page of the console with synthetic content, so that somebody can look at it: pictures at three widths in both
 * themes, what axe-core and the content security policy object to, and what is wider than the window.
 *
 *     node scripts/console-preview.ts --out FOLDER [--page NAME]
 *     node scripts/console-preview.ts --serve
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { axeFindings, isSerious, openBrowser } from "../test/support/browser.ts";
import { CONSOLE_PAGES } from "../test/support/console-pages.ts";

const ASSETS = join(import.meta.dirname, "../src/console/assets");
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
/** As the server sends it. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const WIDTHS = [320, 800, 1440];
const THEMES = ["light", "dark"] as const;

function answer(path: string): { readonly type: string; readonly body: string | Buffer } | undefined {
  const asset = /^\/assets\/([a-z]+\.(css|js|svg))$/.exec(path);
  if (asset?.[1] !== undefined && asset[2] !== undefined)
    return { type: TYPES[asset[2]] ?? "", body: readFileSync(join(ASSETS, asset[1])) };
  const shown = CONSOLE_PAGES.find(({ name }) => path === `/${name}`);
  if (shown !== undefined) return { type: "text/html; charset=utf-8", body: shown.html };
  if (path !== "/") return undefined;
  const links = CONSOLE_PAGES.map(({ name }) => `<li><a href="/${name}">${name}</a></li>`).join("");
  return { type: "text/html; charset=utf-8", body: `<!doctype html><title>Pages</title><ul>${links}</ul>` };
}

function serve(): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer((request, response) => {
    const found = answer(new URL(request.url ?? "/", "http://localhost").pathname);
    response.setHeader("Content-Security-Policy", POLICY);
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "Content-Type": found.type }).end(found.body);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      resolve({ server, origin: `http://127.0.0.1:${port}` });
    });
  });
}

/** Pictures of one page; returns what is wrong with it. */
async function picture(
  browser: Browser,
  origin: string,
  name: string,
  out: string,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const colorScheme of THEMES) {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") wrong.push(`${name} ${colorScheme}: ${message.text()}`);
    });
    await page.goto(`${origin}/${name}`);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate("document.documentElement.scrollWidth");
      if (Number(wide) > width) wrong.push(`${name}: ${String(wide)} px wide in a window of ${width}`);
      await page.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    for (const finding of await axeFindings(page))
      wrong.push(`${name} ${colorScheme}: ${isSerious(finding) ? "SERIOUS " : ""}${finding}`);
    await context.close();
  }
  return [...new Set(wrong)];
}

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    page: { type: "string", multiple: true },
    serve: { type: "boolean" },
  },
});
const { server, origin } = await serve();
console.log(origin);
if (values.serve !== true) {
  const out = values.out ?? "console-preview";
  mkdirSync(out, { recursive: true });
  const browser = await openBrowser();
  for (const { name } of CONSOLE_PAGES)
    if (values.page === undefined || values.page.includes(name))
      for (const line of await picture(browser, origin, name, out)) console.log(line);
  await browser.close();
  server.close();
}
