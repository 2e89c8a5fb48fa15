import { describe, expect, test } from "vitest";
import { ROLES } from "../../src/accounts/policy.ts";
import { html } from "../../src/console/html.ts";
import { csrfField, type Frame, type Page, renderPage } from "../../src/console/layout.ts";
import { navigationFor } from "../../src/console/navigation.ts";
import { renderHtml } from "../../src/console/html.ts";

const FRAME: Frame = {
  viewer: { login: "rivera", role: "reviewer", organizationIds: [] },
  csrf: "token-1",
  helpDesk: "help@example.org",
};
const PAGE: Page = { title: "Audit", section: "audit", content: html`<p>content</p>` };

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
    const page = renderPage({ csrf: "", helpDesk: "help@example.org" }, PAGE);
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
    { kind: "done", role: "status", word: "Done" },
    { kind: "refused", role: "alert", word: "Not done" },
  ] as const)("renderPage() tells that the last action was $kind", ({ kind, role, word }) => {
    const page = renderPage({ ...FRAME, notice: { kind, text: "<b>x</b>" } }, PAGE);
    expect(page).toContain(`role="${role}"`);
    expect(page).toContain(`<strong>${word}.</strong> &lt;b&gt;x&lt;/b&gt;`);
  });
});

describe("navigationFor", () => {
  test.each([
    { role: "integrator", sections: ["work", "organizations", "messages", "bench"] },
    { role: "operator", sections: ["work", "board", "organizations", "bench", "operations", "audit"] },
    {
      role: "reviewer",
      sections: ["work", "board", "organizations", "messages", "bench", "patients", "audit"],
    },
  ] as const)("navigationFor($role) shows what the policy lets the role open", ({ role, sections }) => {
    expect(navigationFor(role).map(({ section }) => section)).toEqual(sections);
  });

  test.each(ROLES)("navigationFor(%s) begins with My work", (role) => {
    expect(navigationFor(role)[0]?.address).toBe("/");
  });
});

describe("csrfField", () => {
  test("csrfField() is a hidden field with the token", () => {
    expect(renderHtml(csrfField('"t'))).toBe('<input type="hidden" name="csrf" value="&quot;t">');
  });
});
