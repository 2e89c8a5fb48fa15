import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SESSION_LIMITS } from "../../../src/accounts/console-session.ts";
import { WEDNESDAY_MS } from "../../support/administration.ts";
import { type TestBrowser, testConsole, type TestConsole } from "../../support/console.ts";
import { sampleMessage } from "../../support/edit-message.ts";
import { messageRecord } from "../../support/message-record.ts";

let world: TestConsole;
let org = "";
let other = "";
let rita: TestBrowser;
let ivy: TestBrowser;

/** Sent where only a code of NIP001 may stand, so that a finding quotes it. */
const NOTE_CODE = "MARK77";
/** Stored in test, newest last. */
const MESSAGES = 120;
const FAMILY = "Birchwood";

beforeAll(async () => {
  world = await testConsole();
  [org, other] = [(await world.organization("1001")).id, (await world.organization("1002")).id];
  await world.user("rita", "reviewer");
  await world.user("ivy", "integrator", [other]);
  const request = sampleMessage("vxu-good.hl7", "CTRL-1").replace(
    /^(PID\|(?:[^|]*\|){4})[^|]*/m,
    `$1${FAMILY}^Ada`,
  );
  await world.realms.test.store.transaction("seed", async (tx) => {
    for (let at = 0; at < MESSAGES; at += 1)
      await tx.saveMessage(
        messageRecord(`m-${String(at).padStart(4, "0")}`, {
          organizationId: org,
          controlId: `CTRL-${at}`,
          payloadHash: `hash-${at}`,
          receivedAtMs: WEDNESDAY_MS - MESSAGES + at,
          request,
          answer: "MSH|^~\\&|MIIC\rMSA|AA|CTRL-1\r",
        }),
      );
    const quoted = request.replace(/^(RXA\|(?:[^|]*\|){8})[^|]*/m, `$1${NOTE_CODE}^Given^NIP001`);
    await tx.saveMessage(
      messageRecord("quoted", {
        organizationId: other,
        receivedAtMs: WEDNESDAY_MS,
        request: quoted,
        answer: "MSH|^~\\&|MIIC\rMSA|AE|CTRL-1\r",
        findings: [
          {
            ruleId: "IZ-31",
            severity: "W",
            location: { segment: "RXA", sequence: 1, field: 9 },
            errorCode: "103",
            text: "",
            effect: "keep",
          },
        ],
      }),
    );
  });
  [rita, ivy] = [await world.browser("rita"), await world.browser("ivy")];
  return async () => {
    await world.place.remove();
  };
});

afterAll(() => {
  org = "";
});

const list = (query = ""): string => `/organizations/${org}/messages?realm=test${query}`;

describe("the message browser", () => {
  test("pages by key, newest first, to the end", async () => {
    const seen: string[] = [];
    let path: string | undefined = list();
    while (path !== undefined) {
      const { text }: { text: string } = await rita.get(path);
      seen.push(...[...text.matchAll(/\/messages\/test\/(m-\d{4})/g)].map(([, id = ""]) => id));
      path = /href="([^"]*before=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    const ids = [...new Set(seen)];
    expect(ids).toHaveLength(MESSAGES);
    expect(ids).toEqual(ids.toSorted().toReversed());
  });

  test("finds one by its control id", async () => {
    const { text } = await rita.get(list("&control=CTRL-7"));
    expect([...new Set([...text.matchAll(/\/messages\/test\/(m-\d{4})/g)].map(([, id]) => id))]).toEqual([
      "m-0007",
    ]);
  });

  test.each(["&from=yesterday", "&to=2026-13-01", "&from=0001-01-01", "&to=9999-12-31"])(
    "%s is 400",
    async (query) => {
      expect((await rita.get(list(query))).status).toBe(400);
    },
  );

  test.each(["&before=x", "&ack=ZZ", "&rule=%27%3B--", "&control=%00"])("%s harms nothing", async (query) => {
    expect((await rita.get(list(query))).status).toBe(200);
  });
});

describe("one message", () => {
  test("is masked, in its text and in its tree", async () => {
    const { status, text } = await rita.get("/messages/test/m-0001");
    expect(status).toBe(200);
    expect(text).toContain("***");
    expect(text).not.toContain(FAMILY);
  });

  test("masked, a finding says the rule's own words and nothing that was sent; a reveal quotes", async () => {
    const path = "/messages/test/quoted";
    const { text } = await rita.get(path);
    expect(text).not.toContain(NOTE_CODE);
    expect(text).toContain("RXA-9 Administration Notes is not a code of NIP001");
    await rita.post(`/organizations/${other}/reveal`, { realm: "test", reason: "call 4710", next: path });
    expect((await rita.get(path)).text).toContain(`RXA-9 Administration Notes: ${NOTE_CODE} is not a code`);
    await rita.post(`/organizations/${other}/reveal/end`, { next: path });
  });

  test("one reason opens the organization's messages for 30 minutes; each look is audited", async () => {
    const opened = await rita.post(`/organizations/${org}/reveal`, {
      realm: "test",
      reason: "call 4711",
      next: "/messages/test/m-0001",
    });
    expect([opened.status, opened.headers["location"]]).toEqual([303, "/messages/test/m-0001"]);
    for (const id of ["m-0001", "m-0002"])
      expect((await rita.get(`/messages/test/${id}`)).text).toContain(FAMILY);
    const acts = await world.app.store.listAudit(3, { action: "message.reveal" });
    expect(acts.map(({ object, reason }) => [object, reason])).toEqual([
      ["m-0002", "call 4711"],
      ["m-0001", "call 4711"],
      [org, "call 4711"],
    ]);
    for (let ms = 0; ms < SESSION_LIMITS.revealMsMax; ms += 600_000) {
      world.app.setClock(WEDNESDAY_MS + ms);
      await rita.get("/account");
    }
    world.app.setClock(WEDNESDAY_MS + SESSION_LIMITS.revealMsMax);
    expect((await rita.get("/messages/test/m-0001")).text).not.toContain(FAMILY);
    world.app.setClock(WEDNESDAY_MS);
  });

  test("is masked again when asked, and a reveal needs a reason", async () => {
    expect((await rita.post(`/organizations/${org}/reveal`, { realm: "test", reason: " " })).status).toBe(
      400,
    );
    await rita.post(`/organizations/${org}/reveal`, { realm: "test", reason: "call 4712" });
    expect((await rita.get("/messages/test/m-0003")).text).toContain(FAMILY);
    await rita.post(`/organizations/${org}/reveal/end`, { next: "/messages/test/m-0003" });
    expect((await rita.get("/messages/test/m-0003")).text).not.toContain(FAMILY);
  });

  test.each(["/messages/test/m-0001", "/messages/test/nothing", "/messages/nowhere/m-0001"])(
    "%s of another organization is not there for an integrator",
    async (path) => {
      const { status, text } = await ivy.get(path);
      expect([status, text.includes("CTRL-")]).toEqual([404, false]);
    },
  );
});

describe("the test bench", () => {
  test("says what the service would answer, and stores nothing", async () => {
    const before = await world.realms.test.browser.list({ organizationId: other, limit: 10 });
    const message = sampleMessage("vxu-with-faults.hl7", "BENCH-1").replaceAll("\r", "\r\n");
    const { status, text } = await ivy.post("/test-bench", { message });
    expect(status).toBe(200);
    expect(text).toContain("AE");
    expect(await world.realms.test.browser.list({ organizationId: other, limit: 10 })).toEqual(before);
  });

  test.each([
    { what: "nothing", message: "  ", status: 400 },
    { what: "what is no message", message: "<script>alert(1)</script>", status: 200 },
    {
      what: "what is longer than the service takes",
      message: `MSH|^~\\&|${"x".repeat(262_144)}`,
      status: 400,
    },
  ])("$what: $status", async ({ message, status }) => {
    const answer = await ivy.post("/test-bench", { message });
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain("<script>alert");
  });

  test("shows how far the own connection has come, and what can be downloaded", async () => {
    const { text } = await ivy.get("/test-bench");
    expect(text).toContain("Clinic 1002");
    const names = [...text.matchAll(/\/downloads\/([\w.%-]+)"/g)].map(([, name = ""]) => name);
    expect(names).toContain("service.wsdl");
    for (const name of names) {
      const file = await ivy.get(`/downloads/${name}`);
      expect([name, file.status]).toEqual([name, 200]);
      expect(file.headers["content-disposition"]).toBe(`attachment; filename="${name}"`);
    }
    expect((await ivy.get("/downloads/..%2f..%2fpackage.json")).status).toBe(404);
  });

  test("the service description has the address in it", async () => {
    const { text } = await ivy.get("/downloads/service.wsdl");
    expect(text).toContain('location="http://console.example:8080/miic-ws/client_Service"');
  });
});
