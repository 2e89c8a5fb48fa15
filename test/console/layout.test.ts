import { describe, expect, test } from "vitest";
import { html, renderHtml } from "../../src/console/html.ts";
import { csrfField, type Page, renderPage } from "../../src/console/layout.ts";
import type { Frame } from "../../src/console/views/frame.ts";

const FRAME: Frame = {
  user: { username: "rivera", role: "reviewer" },
  csrfToken: "token-1",
  navigation: [
    { href: "/", text: "My work", isCurrent: false },
    { href: "/audit", text: "Audit", isCurrent: true },
  ],
  helpDesk: "help@example.org",
  today: "2026-11-16",
};
const PAGE: Page = { title: "Audit", content: html`<p>content</p>` };

describe("renderPage", () => {
  test("renderPage() has one heading, a skip link to the content, and says who is logged in", () => {
    const page = renderPage(FRAME, PAGE);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).toContain('<a class="skip" href="#content">');
    expect(page).toContain('<main id="content" tabindex="-1">');
    expect(page).toContain('rivera <span class="quiet">(reviewer)</span>');
    expect(page).toContain('<a href="/audit" aria-current="page">Audit</a>');
  });

  test("renderPage() without a viewer has no navigation and no form", () => {
    const page = renderPage({ csrfToken: "", navigation: [], helpDesk: "help", today: "2026-11-16" }, PAGE);
    expect(page).not.toMatch(/<nav|<form/);
  });

  test.each([
    { realm: "test", banner: "Test: nothing here reaches the registry" },
    { realm: "production", banner: "Production: real registry data" },
  ] as const)("renderPage() says that it shows $realm", ({ realm, banner }) => {
    expect(renderPage(FRAME, { ...PAGE, realm })).toContain(banner);
  });

  test("renderPage() names the steps that lead to the page, and the page itself without a link", () => {
    const page = renderPage(FRAME, {
      ...PAGE,
      crumbs: [{ label: "Organizations", address: "/organizations" }, { label: "Northfield & Sons" }],
    });
    expect(page).toContain('<li><a href="/organizations">Organizations</a></li>');
    expect(page).toContain('<li><span aria-current="page">Northfield &amp; Sons</span></li>');
  });

  test.each([
    { kind: "done", shown: '<div class="notice" role="status"><p>&lt;b&gt;x&lt;/b&gt;</p>' },
    {
      kind: "refused",
      shown: 'role="alert"><p><strong>Not done.</strong> &lt;b&gt;x&lt;/b&gt;</p>',
    },
  ] as const)("renderPage() tells that the last action was $kind", ({ kind, shown }) => {
    expect(renderPage({ ...FRAME, notice: { kind, text: "<b>x</b>" } }, PAGE)).toContain(shown);
  });
});

describe("csrfField", () => {
  test("csrfField() is a hidden field with the token", () => {
    expect(renderHtml(csrfField('"t'))).toBe('<input type="hidden" name="csrf" value="&quot;t">');
  });
});
