import { describe, expect, test } from "vitest";
import { CONSOLE_PAGES, type ShownPage } from "../support/console-pages.ts";

/** A page of the console stays below this (issue of the console, speed). */
const PAGE_BYTES_MAX = 100_000;

function all(html: string, pattern: RegExp): readonly string[] {
  return [...html.matchAll(pattern)].map(([, found = ""]) => found);
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
