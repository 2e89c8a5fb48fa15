import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { attributes, html, type HtmlValue, NOTHING, renderHtml } from "../../src/console/html.ts";

interface Case {
  readonly value: HtmlValue;
  readonly shown: string;
}

function text(value: HtmlValue): string {
  return renderHtml(html`<p>${value}</p>`);
}

function quoted(value: HtmlValue): string {
  return renderHtml(html`<p title="${value}"></p>`);
}

function whole(value: HtmlValue): string {
  return renderHtml(html`<a href="${value}">x</a>`);
}

function part(value: HtmlValue): string {
  return renderHtml(html`<a href="/messages/${value}/answer">x</a>`);
}

describe("html in the text of an element", () => {
  test.each([
    { value: "<script>alert(1)</script>", shown: "&lt;script&gt;alert(1)&lt;/script&gt;" },
    { value: 'O\'Brien & "Sons"', shown: "O&#39;Brien &amp; &quot;Sons&quot;" },
    { value: "a\u202Eb\u2066c", shown: "a\uFFFDb\uFFFDc" },
    { value: "a\u0000b\u0008c", shown: "a\uFFFDb\uFFFDc" },
    { value: "a\uD800b", shown: "a\uFFFDb" },
    { value: "one\ttwo\nthree\r", shown: "one\ttwo\nthree\n" },
    { value: 0, shown: "0" },
    { value: undefined, shown: "" },
    { value: false, shown: "" },
    { value: ["a", [1, "<"], NOTHING], shown: "a1&lt;" },
    { value: html`<b>${"<"}</b>`, shown: "<b>&lt;</b>" },
  ] satisfies readonly Case[])("html() writes $value as $shown", ({ value, shown }) => {
    expect(text(value)).toBe(`<p>${shown}</p>`);
  });

  test("html() lets no text become markup, whatever it holds", () => {
    assert(
      property(string({ unit: "binary" }), (value) => {
        const written = [
          text(value).slice("<p>".length, -"</p>".length),
          quoted(value).slice('<p title="'.length, -'"></p>'.length),
        ];
        return written.every((escaped) => !/[<>"'`\p{Cs}\u202E]/u.test(escaped));
      }),
    );
  });

  test.each([{}, { toString: () => "<b>" }, null, true, Symbol.iterator, () => "x"])(
    "html() refuses %o, which only looks like markup",
    (value) => {
      expect(() => text(value as string)).toThrow(TypeError);
    },
  );
});

describe("html in a quoted value", () => {
  test.each([
    { value: '" onclick="alert(1)', shown: "&quot; onclick=&quot;alert(1)" },
    { value: "a > b", shown: "a &gt; b" },
    { value: 12.5, shown: "12.5" },
  ])("html() writes $value as $shown", ({ value, shown }) => {
    expect(quoted(value)).toBe(`<p title="${shown}"></p>`);
  });

  test.each([html`<b></b>`, attributes({ checked: true }), undefined, ["a"]] satisfies readonly HtmlValue[])(
    "html() takes no %o in a value",
    (value) => {
      expect(() => quoted(value)).toThrow("an attribute takes a text or a number");
    },
  );
});

describe("html in an address", () => {
  test.each([
    { value: "/messages/1?page=2#top", shown: "/messages/1?page=2#top" },
    { value: "?from=2026-10-01", shown: "?from=2026-10-01" },
    { value: "#fix", shown: "#fix" },
    { value: "javascript:alert(1)", shown: "#refused" },
    { value: " javascript:alert(1)", shown: "#refused" },
    { value: "data:text/html,x", shown: "#refused" },
    { value: "https://example.org/", shown: "#refused" },
    { value: "//example.org/", shown: "#refused" },
    { value: "/\\example.org/", shown: "#refused" },
    { value: "/\t/example.org/", shown: "#refused" },
    { value: '/x" onclick="y', shown: "/x&quot; onclick=&quot;y" },
  ])("html() follows $value as $shown", ({ value, shown }) => {
    expect(whole(value)).toBe(`<a href="${shown}">x</a>`);
  });

  test.each([
    { value: "a/b?c#d", shown: "a%2Fb%3Fc%23d" },
    { value: "..", shown: "-" },
    { value: '"><script>', shown: "%22%3E%3Cscript%3E" },
    { value: "\uD800", shown: "%EF%BF%BD" },
  ])("html() makes $value the one part $shown", ({ value, shown }) => {
    expect(part(value)).toBe(`<a href="/messages/${shown}/answer">x</a>`);
  });

  test.each([
    { name: "two holes that could name a host", make: () => html`<a href="/${""}/${"example.org"}">x</a>` },
    { name: "another site", make: () => html`<a href="https://example.org/${"x"}">x</a>` },
    { name: "a script", make: () => html`<a href="javascript:${"x"}">x</a>` },
    { name: "a host after a whole address", make: () => html`<a href="${"/x"}${"y"}">x</a>` },
  ])("html() refuses $name", ({ make }) => {
    expect(make).toThrow("begins with a path");
  });
});

describe("html elsewhere", () => {
  test.each([
    { place: "a tag name", make: () => html`<${"b"}></b>` },
    { place: "an attribute name", make: () => html`<b data-${"x"}="1"></b>` },
    { place: "an unquoted value", make: () => html`<b title=${"x"}></b>` },
    { place: "a value in single quotes", make: () => html`<b title='${"x"}'></b>` },
    { place: "between attributes", make: () => html`<b ${"x"}></b>` },
    { place: "a script", make: () => html`<script>${"x"}</script>` },
    { place: "a style", make: () => html`<style>${"x"}</style>` },
    { place: "a comment", make: () => html`<!-- ${"x"} -->` },
    { place: "a style attribute", make: () => html`<b style="color:red"></b>` },
    { place: "a handler", make: () => html`<b ONCLICK="x()"></b>` },
    { place: "a tag left open", make: () => html`<b title="x"` },
  ])("html() refuses $place", ({ make }) => {
    expect(make).toThrow(TypeError);
  });

  test("html() reads on after a comment, a script that is loaded, and a tag that closes itself", () => {
    const page = html`<!-- > --><script src="/console.js" defer></script><br /><b title="${"<"}">${1}</b>`;
    expect(renderHtml(page)).toBe(
      '<!-- > --><script src="/console.js" defer></script><br /><b title="&lt;">1</b>',
    );
  });
});

describe("attributes", () => {
  test("attributes() writes what is true bare and leaves out what is false", () => {
    const some = attributes({ checked: true, disabled: false, id: undefined, value: '"<', "aria-level": 2 });
    expect(renderHtml(html`<input ${some} />`)).toBe('<input checked value="&quot;&lt;" aria-level="2" />');
  });

  test.each(["onclick", "style", "href", "src", "action", "formaction", "a b", 'x="', "A"])(
    "attributes() refuses the name %s",
    (name) => {
      expect(() => attributes({ [name]: "x" })).toThrow(TypeError);
    },
  );

  test("attributes() stand in a tag only", () => {
    expect(() => text(attributes({ checked: true }))).toThrow("attributes stand in a tag");
  });
});
