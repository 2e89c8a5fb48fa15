import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueCredential } from "../../../src/accounts/credentials.ts";
import { addContact } from "../../../src/onboarding/contacts.ts";
import { ROOT, WEDNESDAY_MS } from "../../support/administration.ts";
import { testConsole, type TestConsole } from "../../support/console.ts";
import { messageRecord } from "../../support/message-record.ts";

let world: TestConsole;
let org = "";

/** Bytes of HTML that a page may have. */
const PAGE_BYTES_MAX = 100_000;

beforeAll(async () => {
  world = await testConsole();
  org = (await world.organization("1001")).id;
  for (const role of ["operator", "reviewer", "registrar"] as const) await world.user(role, role);
  await world.user("ivy", "integrator", [org]);
  await issueCredential(world.app, ROOT, { organizationId: org, realm: "test" });
  for (let number = 0; number < 120; number += 1)
    await world.app.store.transaction((tx) =>
      tx.appendAudit({
        atMs: WEDNESDAY_MS,
        actor: "root",
        osUser: "root",
        source: "cli",
        action: "organization.edit",
        object: `object-${number}`,
        outcome: "done",
        detail: { number },
      }),
    );
  await world.realms.production.store.transaction("seed", async (tx) => {
    for (const [at, ackCode] of (["AA", "AA", "AE", "AR"] as const).entries())
      await tx.saveMessage(
        messageRecord(`m-${at}`, { organizationId: org, ackCode, receivedAtMs: WEDNESDAY_MS - at * 1_000 }),
      );
  });
  return async () => {
    await world.place.remove();
  };
});

afterAll(() => {
  org = "";
});

describe("the audit page", () => {
  test("pages to the first act, and finds what was done to one object", async () => {
    const browser = await world.browser("operator");
    const seen = new Set<string>();
    let path: string | undefined = "/audit";
    let pages = 0;
    while (path !== undefined && pages < 10) {
      const { text }: { text: string } = await browser.get(path);
      for (const [, name = ""] of text.matchAll(/(object-\d+)/g)) seen.add(name);
      path = /href="([^"]*before=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
      pages += 1;
    }
    expect([seen.size, pages > 1]).toEqual([120, true]);
    const one = await browser.get("/audit?object=object-7");
    expect([...new Set([...one.text.matchAll(/object-\d+/g)].map(([name]) => name))]).toEqual(["object-7"]);
  });

  test.each(["/audit?before=-1", "/audit?before=x", "/audit?action=%27%3B--", "/audit?object=a&object=b"])(
    "%s harms nothing",
    async (path) => {
      const browser = await world.browser("operator");
      expect((await browser.get(path)).status).toBe(200);
    },
  );
});

describe("the operations page", () => {
  test("counts answers by hour and realm, judges figures, and names what expires", async () => {
    const hours = await world.realms.production.browser.countByHour([org], WEDNESDAY_MS - 7_200_000);
    const sum = hours.reduce(
      (all, { AA, AE, AR }) => ({ AA: all.AA + AA, AE: all.AE + AE, AR: all.AR + AR }),
      {
        AA: 0,
        AE: 0,
        AR: 0,
      },
    );
    expect(sum).toEqual({ AA: 2, AE: 1, AR: 1 });
    const browser = await world.browser("operator");
    const { status, text } = await browser.get("/operations");
    expect(status).toBe(200);
    for (const word of ["Median answer", "33.3 %", "Disk in use", "Traffic in production"])
      expect(text).toContain(word);
  });
});

describe("a contact's name on the way to an integrator's page", () => {
  test("an integrator sees the own contacts and my work without what is for staff", async () => {
    await addContact(world.deps.onboarding, ROOT, org, {
      role: "technical",
      name: "Ada Lind",
      email: "ada@clinic.example",
    });
    const browser = await world.browser("ivy");
    expect((await browser.get(`/organizations/${org}`)).text).toContain("Ada Lind");
    expect((await browser.get("/")).status).toBe(200);
    expect((await browser.get("/board")).status).toBe(403);
  });
});

describe("the review report", () => {
  test("is shown, compared, and marked with a reason that is kept", async () => {
    const browser = await world.browser("reviewer");
    const path = `/organizations/${org}/report`;
    const compared = await browser.get(
      `${path}?from=2026-01-10&to=2026-01-14&compareFrom=2026-01-01&compareTo=2026-01-09`,
    );
    expect(compared.status).toBe(200);
    expect((await browser.get(`${path}?from=2026-01-14&to=2026-01-10`)).status).toBe(400);
    expect((await browser.post(`${path}/waive`, { rule: "z", reason: "no" })).status).toBe(400);
    expect((await browser.post(`${path}/waive`, { rule: "c", reason: "" })).status).toBe(400);
    expect(
      (await browser.post(`${path}/waive`, { rule: "c", reason: "few doses", until: "2026-03-01" })).status,
    ).toBe(303);
    const [act] = await world.app.store.listAudit(1);
    expect(act).toMatchObject({ action: "review.waive", reason: "few doses", actor: "reviewer" });
    expect((await browser.get(path)).text).toContain("few doses");
  });
});

describe("every page", () => {
  test.each(["/", "/board", "/organizations", "/test-bench", "/audit", "/account"])(
    "%s has under 100 KB of HTML, and no cache may keep it",
    async (path) => {
      const browser = await world.browser("reviewer");
      const { text, headers } = await browser.get(path);
      expect(Buffer.byteLength(text)).toBeLessThan(PAGE_BYTES_MAX);
      expect(headers["cache-control"]).toBe("no-store");
    },
  );
});
