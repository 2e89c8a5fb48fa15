import { describe, expect, test } from "vitest";
import { renderMessage } from "../../src/console/message-page.ts";
import { renderOrganizations } from "../../src/console/organizations-page.ts";
import { renderReport } from "../../src/console/report-page.ts";
import { renderTestBench } from "../../src/console/test-bench-page.ts";
import { CONSOLE_PAGES, frameAt, type ShownPage } from "../support/console-pages.ts";
import { BENCH_VIEW, MESSAGE_VIEW, REPORT_VIEW } from "../support/console-views.ts";

/** A page of the console stays below this (issue of the console, speed). */
const PAGE_BYTES_MAX = 100_000;

function all(html: string, pattern: RegExp): readonly string[] {
  return [...html.matchAll(pattern)].map(([, found = ""]) => found);
}

/** So many of some, again and again. */
function many<T>(some: readonly T[], count: number): readonly T[] {
  const repeated = Array.from({ length: count }, (_unused, index) => some[index % some.length]);
  return repeated.filter((one) => one !== undefined);
}

/** Elements that are opened must be closed in order; void elements and shapes that close themselves aside. */
function unbalanced(html: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const tags = /<(\/?)([a-z][a-z0-9]*)(?:\s(?:[^"<>]|"[^"]*")*?)?(\/?)>/gi;
  for (const [, closing, name = "", self] of html.matchAll(tags)) {
    if (/^(?:meta|link|input|br)$/i.test(name) || self === "/") continue;
    if (closing === "") open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

describe.each(CONSOLE_PAGES)("the page $name", ({ html }: ShownPage) => {
  test("it is one well-formed document below 100 KB with one heading", () => {
    expect(unbalanced(html)).toEqual([]);
    expect(Buffer.byteLength(html)).toBeLessThan(PAGE_BYTES_MAX);
    expect(all(html, /<(h1)>/g)).toHaveLength(1);
  });

  test("it runs and styles nothing inline, and loads only from this site", () => {
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|<style|javascript:|<script>|#refused/);
    expect(all(html, /\s(?:src|href|action)="([^"]*)"/g).filter((to) => !/^[/#]/.test(to))).toEqual([]);
  });

  test("every form that changes something carries the session's token", () => {
    const forms = html
      .split("<form")
      .slice(1)
      .map((form) => form.split("</form>")[0] ?? "");
    const posting = forms.filter((form) => form.includes('method="post"'));
    expect(posting.filter((form) => !/name="csrf" value="csrf-token-of-the-/.test(form))).toEqual([]);
  });

  test("every id is there once, and every link within the page leads to one", () => {
    const ids = all(html, /\sid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(html, /href="#([^"]*)"/g).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("every field stands in its label, every table has a caption", () => {
    const bare = html.replaceAll(/<label[\s\S]*?<\/label>/g, "");
    expect(bare).not.toMatch(/<(?:select|textarea)|<input (?!type="hidden"|[^>]*\shidden)/);
    expect(all(html, /<table[^>]*>(<caption)?/g).filter((caption) => caption === "")).toEqual([]);
  });
});

test("renderMessage() keeps what a sender wrote out of the title, which a browser's history keeps", () => {
  const message = { ...MESSAGE_VIEW.message, controlId: "DOE-JANE-1" };
  const page = renderMessage(frameAt(""), { ...MESSAGE_VIEW, message });
  expect(page).toContain("<title>Message · MIIC gateway</title>");
  expect(page).toContain("<code>DOE-JANE-1</code>");
});

describe("the largest there may be", () => {
  const orders = Array.from(
    { length: 1_500 },
    (_unused, index) => `RXA|0|1|2026${index}||03^MMR^CVX^x^y^NDC|0.5|mL`,
  );
  const raw = ["MSH|^~\\&|EHR|NORTHC", ...orders].join("\r");
  const findings = Array.from({ length: 100 }, (_unused, index) => {
    return {
      rule: "RXA-5-CODE",
      severity: "E",
      location: `RXA^${index * 9 + 1}^5^1^1`,
      errorCode: "103",
    } as const;
  });
  const rules = {
    "RXA-5-CODE": "RXA-5.1 holds a code that is in no table; dose 9 is not stored. Send a CVX code.",
  };

  test("renderMessage() of 1,500 doses with 100 findings and as long an answer stays below 100 KB", () => {
    const message = { ...MESSAGE_VIEW.message, findings };
    const page = renderMessage(frameAt(""), {
      ...MESSAGE_VIEW,
      message,
      rules,
      request: { raw },
      answer: { raw },
    });
    expect(Buffer.byteLength(page)).toBeLessThan(PAGE_BYTES_MAX);
  });

  test("renderTestBench() of a message as long as messages may be stays below 100 KB", () => {
    const told = findings.map(({ rule: ruleId, severity, location: place, errorCode }) => {
      return { ruleId, severity, place, errorCode, text: rules["RXA-5-CODE"] };
    });
    const { result } = BENCH_VIEW;
    const page = renderTestBench(frameAt(""), {
      ...BENCH_VIEW,
      ...(result !== undefined && { result: { ...result, text: raw, findings: told } }),
    });
    expect(Buffer.byteLength(page)).toBeLessThan(PAGE_BYTES_MAX);
  });

  test("renderReport() of a year with hundreds of causes and codes stays below 100 KB", () => {
    const { report } = REPORT_VIEW;
    const reviewed = Object.fromEntries(
      Object.entries(report.rules).map(([letter, rule]) => [
        letter,
        Object.assign({}, rule, {
          causes: many(rule.causes, 40),
          examples: many(rule.examples, 40),
          population: many(rule.population, 12),
          trend: many(rule.trend, 250),
        }),
      ]),
    ) as typeof report.rules;
    const page = renderReport(frameAt(""), {
      ...REPORT_VIEW,
      findings: many(REPORT_VIEW.findings, 200),
      report: {
        ...report,
        rules: reviewed,
        days: many(report.days, 366),
        codesReceived: many(report.codesReceived, 600),
        sites: many(report.sites, 120),
      },
    });
    expect(Buffer.byteLength(page)).toBeLessThan(PAGE_BYTES_MAX);
  });

  test("renderOrganizations() of 5,000 organizations stays below 100 KB", () => {
    const organizations = Array.from({ length: 5_000 }, (_unused, index) => {
      const id = `01J9Z4T6NORTHC${index}`;
      return { id, name: `Clinic ${index}`, stage: "ONGOING", sites: ["S1"], suspended: false } as const;
    });
    expect(Buffer.byteLength(renderOrganizations(frameAt(""), { name: "", organizations }))).toBeLessThan(
      PAGE_BYTES_MAX,
    );
  });
});
