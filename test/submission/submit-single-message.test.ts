import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Principal, Sender } from "../../src/accounts/principal.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { JournalEntry } from "../../src/journal/journal-entry.ts";
import { GatewayError, type GatewayErrorCode } from "../../src/kernel/gateway-error.ts";
import type { LogFields } from "../../src/kernel/log.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import type { SubmissionDeps } from "../../src/submission/deps.ts";
import { createSubmitSingleMessage, type Submission } from "../../src/submission/submit-single-message.ts";
import { createMemoryRealmStore, type MemoryRealmStore } from "../support/memory-realm-store.ts";
import { runAtOnce } from "../../src/submission/turn.ts";

const NOW_MS = Date.parse("2026-01-14T15:30:13Z");

const VXU = [
  "MSH|^~\\&|DEMOEHR|9998|MIIC|MIIC|20260114093012-0600||VXU^V04^VXU_V04|C-01|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS",
  "PID|1||MRN100^^^NPC^MR||Testperch^Wren^^^^^L||20240309|F",
  "",
].join("\r");

const SENDER: Sender = {
  organizationId: "org-1",
  stage: "ONGOING",
  zone: "America/Chicago",
  ackWarnings: "AE",
  may: ["submit", "query"],
  suspended: false,
  productionOverride: false,
};

let stores: Record<Realm, MemoryRealmStore>;
let logged: LogFields[];
let rulesVersion: string;
let sender: Sender;
let made: number;
let journal: SubmissionDeps["journal"];

beforeEach(() => {
  stores = { test: createMemoryRealmStore(), production: createMemoryRealmStore() };
  logged = [];
  rulesVersion = "rules-1";
  sender = SENDER;
  made = 0;
  journal = undefined;
});

function principal(realm: Realm): Principal {
  const sites = new Map([
    ["9998", sender],
    ["CHILD1", { ...sender, organizationId: "org-child" }],
  ]);
  return { credentialId: "cred-1", realm, organizationId: "org-1", facilityId: "9998", sites };
}

function services(name: Realm) {
  return {
    realm: name,
    store: stores[name],
    digest: {
      digest: (purpose: string, text: string) =>
        createHash("sha256").update(`${name}${purpose}${text}`).digest("hex"),
    },
    takeTurn: runAtOnce,
  };
}

async function submit(
  hl7Message: string | undefined,
  realm: Realm = "test",
  served: readonly Realm[] = ["test", "production"],
) {
  const submission: Submission = {
    username: "u",
    password: "right",
    facilityId: "9998",
    remoteAddress: "127.0.0.1",
    requestId: "req-1",
    receivedAtMs: NOW_MS,
    hl7Message,
  };
  const submitSingleMessage = createSubmitSingleMessage({
    authenticate: async (claim) => (claim.password === "right" ? principal(realm) : undefined),
    realms: Object.fromEntries(served.map((name) => [name, services(name)])),
    codes: builtInCodeSets,
    rulesVersion,
    queryQuota: QUERY_QUOTA,
    now: () => NOW_MS,
    newId: () => `id-${(made += 1)}`,
    log: (_level, _event, fields) => logged.push(fields),
    ...(journal && { journal }),
  });
  return submitSingleMessage(submission);
}

const segmentsOf = (answer: string): readonly string[] => answer.split("\r").filter((line) => line !== "");
const fault = (code: GatewayErrorCode) => expect.objectContaining({ name: "GatewayError", code });

describe("submitSingleMessage()", () => {
  test("notes the answer in the journal after the commit and before it leaves", async () => {
    const noted: (JournalEntry & { readonly storedBefore: number })[] = [];
    journal = {
      append: async (entries) => {
        for (const entry of entries) noted.push({ ...entry, storedBefore: stores.test.messages.length });
      },
    };
    await submit(VXU);
    await submit(VXU);
    const answer = { kind: "answer", controlId: "C-01", messageId: "id-1", ackCode: "AA", realm: "test" };
    expect(noted).toMatchObject([
      { ...answer, storedBefore: 1, isQuery: false },
      { ...answer, storedBefore: 1 },
    ]);
    expect(JSON.stringify(noted)).not.toContain("PID");
  });

  test("acknowledges nothing that the journal does not take; the same message again gets the stored answer", async () => {
    let isDown = true;
    const noted: JournalEntry[] = [];
    journal = {
      append: async (entries) => {
        if (isDown) throw new GatewayError("unavailable");
        noted.push(...entries);
      },
    };
    await expect(submit(VXU)).rejects.toEqual(fault("unavailable"));
    isDown = false;
    expect(segmentsOf(await submit(VXU))[1]).toBe("MSA|AA|C-01");
    expect(stores.test.messages).toHaveLength(1);
    expect(noted).toHaveLength(1);
  });

  test("stores a conformant message with its answer and says AA", async () => {
    const answer = await submit(VXU);
    expect(segmentsOf(answer)[1]).toBe("MSA|AA|C-01");
    expect(stores.test.messages).toHaveLength(1);
    expect(stores.test.messages[0]).toMatchObject({
      organizationId: "org-1",
      credentialId: "cred-1",
      controlId: "C-01",
      type: "VXU^V04",
      processingId: "P",
      ackCode: "AA",
      request: VXU,
      answer,
      origin: { sendingApplication: "DEMOEHR", sendingFacility: "9998", messageDay: "20260114" },
      replayable: true,
    });
  });

  test("writes into the realm of the credential only", async () => {
    await submit(VXU, "production");
    expect(stores.test.messages).toHaveLength(0);
    expect(stores.production.messages).toHaveLength(1);
  });

  test("answers a replay with the stored bytes and stores nothing again", async () => {
    const first = await submit(VXU);
    const second = await submit(VXU);
    expect(second).toBe(first);
    expect(stores.test.messages).toHaveLength(1);
    expect(stores.test.replays.get("id-1")).toBe(1);
  });

  test("fifty copies at once make one row and one answer", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(VXU)));
    expect(new Set(answers).size).toBe(1);
    expect(stores.test.messages).toHaveLength(1);
  });

  test("the same MSH-10 in the other realm is no replay", async () => {
    await submit(VXU);
    await submit(VXU, "production");
    expect(stores.production.messages).toHaveLength(1);
  });

  test("processes other content under a used MSH-10 and warns 205", async () => {
    await submit(VXU);
    const answer = await submit(VXU.replace("Wren", "Lark"));
    expect(segmentsOf(answer)[1]).toBe("MSA|AE|C-01");
    expect(segmentsOf(answer)[2]).toContain("ERR||MSH^1^10|205^Duplicate key identifier^HL70357|W|");
    expect(stores.test.messages).toHaveLength(2);
  });

  test("says nothing when a counter comes round on another day", async () => {
    await submit(VXU);
    const answer = await submit(VXU.replace("20260114093012", "20260113093012").replace("Wren", "Lark"));
    expect(segmentsOf(answer)[1]).toBe("MSA|AA|C-01");
  });

  test("judges a rejected message anew after its right was given, and links the rows", async () => {
    sender = { ...SENDER, may: ["query"] };
    expect(segmentsOf(await submit(VXU))[1]).toBe("MSA|AR|C-01");
    sender = SENDER;
    expect(segmentsOf(await submit(VXU))[1]).toBe("MSA|AA|C-01");
    expect(stores.test.messages.map((row) => row.supersedes)).toEqual([undefined, "id-1"]);
  });

  test("judges a rejected message anew under other rules, an accepted one never", async () => {
    const rejected = VXU.replace("2.5.1", "2.7").replace("C-01", "C-02");
    await submit(rejected);
    await submit(VXU);
    rulesVersion = "rules-2";
    await submit(rejected);
    await submit(VXU);
    expect(stores.test.messages.map((row) => row.ackCode)).toEqual(["AR", "AA", "AR"]);
  });

  test("reads an empty MSH-4 as the facilityID", async () => {
    expect(segmentsOf(await submit(VXU.replace("|9998|", "||")))[1]).toBe("MSA|AA|C-01");
  });

  test("a message for a child's site belongs to the child", async () => {
    await submit(VXU.replace("|9998|", "|CHILD1|"));
    expect(stores.test.messages[0]?.organizationId).toBe("org-child");
  });

  test("masks a social security number before it is stored and never quotes it", async () => {
    const answer = await submit(VXU.replace("MRN100^^^NPC^MR", "MRN100^^^NPC^MR~471229183^^^USA^SS"));
    expect(stores.test.messages[0]?.request).toContain("*********^^^USA^SS");
    expect(JSON.stringify(stores.test.messages)).not.toContain("471229183");
    expect(answer).toContain("|RV-J01|Stored: Social security numbers must not be sent.");
    expect(answer).not.toContain("471229183");
  });

  test("a number that stands in the header is in no column either, and its message still has its replay key", async () => {
    const inHeader = VXU.replace("DEMOEHR", "471-22-9183").replace("C-01", "ssn 471229183");
    const answer = await submit(inHeader);
    expect(segmentsOf(answer)[1]).toMatch(/^MSA\|A[AE]\|ssn 471229183$/);
    expect(await submit(inHeader)).toBe(answer);
    const other = await submit(inHeader.replaceAll("9183", "9184"));
    expect(other).not.toContain("GW-CONTROL-ID");
    expect(stores.test.messages).toHaveLength(2);
    for (const { answer: _sealed, ...columns } of stores.test.messages)
      expect(JSON.stringify(columns)).not.toMatch(/471-?22-?918/);
    expect(stores.test.messages[0]?.origin.sendingApplication).toBe("***-**-****");
  });

  test("logs one line of ids and codes, and nothing of the message", async () => {
    await submit(VXU);
    expect(logged).toEqual([
      {
        requestId: "req-1",
        realm: "test",
        organizationId: "org-1",
        credentialId: "cred-1",
        messageId: "id-1",
        ackCode: "AA",
        waitedMs: 0,
        replay: false,
        bytes: VXU.length,
        ruleIds: ["RV-E01", "RV-E02", "RV-F01", "RV-F04"],
      },
    ]);
  });
});

function at(change: (text: string) => string, realm: Realm = "test") {
  return { change, realm };
}

describe("what is not admitted", () => {
  test.each([
    { what: "a wrong version", ...at((t) => t.replace("2.5.1", "2.7")), err: "MSH^1^12^1^1|203" },
    {
      what: "a wrong type",
      ...at((t) => t.replace("VXU^V04^VXU_V04", "ADT^A04^ADT_A01")),
      err: "MSH^1^9^1^1|200",
    },
    {
      what: "a wrong event",
      ...at((t) => t.replace("VXU^V04^VXU_V04", "VXU^V03^VXU_V03")),
      err: "MSH^1^9^1^2|201",
    },
    { what: "an unknown MSH-11", ...at((t) => t.replace("|P|2.5.1", "|X|2.5.1")), err: "MSH^1^11^1^1|202" },
    {
      what: "a test in production",
      ...at((t) => t.replace("|P|2.5.1", "|T|2.5.1"), "production"),
      err: "MSH^1^11^1^1|202",
    },
    { what: "a foreign MSH-4", ...at((t) => t.replace("|9998|", "|7777|")), err: "MSH^1^4|103" },
    { what: "a batch", ...at((t) => `FHS|^~\\&\rBHS|^~\\&\r${t}BTS|1\rFTS|1\r`), err: "BHS^1|200" },
  ])("$what is answered AR with one ERR at $err and kept", async ({ change, realm, err }) => {
    const segments = segmentsOf(await submit(change(VXU), realm));
    expect(segments[1]).toBe("MSA|AR|C-01");
    expect(segments).toHaveLength(3);
    expect(segments[2]).toContain(`ERR||${err}^`);
    expect(stores[realm].messages).toHaveLength(1);
  });

  test.each([
    { what: "a suspended site", facts: { suspended: true }, realm: "test" },
    { what: "a stage before the production move", facts: { stage: "TECH_REVIEW" }, realm: "production" },
  ] as const)("$what is answered AR at MSH-4", async ({ facts, realm }) => {
    sender = { ...SENDER, ...facts };
    expect(segmentsOf(await submit(VXU, realm))[2]).toContain("ERR||MSH^1^4|103^");
  });

  test("an overridden organization may send to production before its stage", async () => {
    sender = { ...SENDER, stage: "TEST_SETUP", productionOverride: true };
    expect(segmentsOf(await submit(VXU, "production"))[1]).toBe("MSA|AA|C-01");
  });
});

describe("what leaves by the fault door", () => {
  test.each([
    { what: "no message", text: undefined, code: "empty-message" },
    { what: "white space", text: " \r\n ", code: "empty-message" },
    { what: "plain text", text: "hello", code: "not-hl7" },
    { what: "two messages", text: `${VXU}${VXU}`, code: "too-many-messages" },
    { what: "too many segments", text: VXU + "NTE|1\r".repeat(3_000), code: "message-too-large" },
  ] as const)("$what is $code and stores nothing", async ({ text, code }) => {
    await expect(submit(text)).rejects.toEqual(fault(code));
    expect(stores.test.messages).toHaveLength(0);
  });

  test("a realm that this process does not serve is refused as any bad credential", async () => {
    await expect(submit(VXU, "production", ["test"])).rejects.toEqual(fault("security"));
  });

  test("a store that is down acknowledges nothing, and takes the message afterwards", async () => {
    stores.test.isDown = true;
    await expect(submit(VXU)).rejects.toEqual(fault("unavailable"));
    stores.test.isDown = false;
    expect(segmentsOf(await submit(VXU))[1]).toBe("MSA|AA|C-01");
    expect(stores.test.messages).toHaveLength(1);
  });
});

describe("the fault simulator", () => {
  test.each([
    ["busy", "busy"],
    ["too-large", "message-too-large"],
    ["security", "security"],
  ] as const)("%s is the fault %s in the test realm and nothing in production", async (simulated, code) => {
    sender = { ...SENDER, simulated };
    await expect(submit(VXU)).rejects.toEqual(fault(code));
    expect(stores.test.messages).toEqual([]);
    expect(segmentsOf(await submit(VXU, "production"))[1]).toBe("MSA|AA|C-01");
  });

  test.each(["AE", "AR"] as const)(
    "%s is an answer that says so, and evidence of nothing",
    async (simulated) => {
      sender = { ...SENDER, simulated };
      const segments = segmentsOf(await submit(VXU));
      expect(segments[1]).toBe(`MSA|${simulated}|C-01`);
      expect(segments[2]).toContain("GW-SIMULATED");
      expect([stores.test.messages, logged]).toEqual([[], []]);
      sender = SENDER;
      expect(segmentsOf(await submit(VXU))[1]).toBe("MSA|AA|C-01");
      expect(stores.test.messages).toHaveLength(1);
    },
  );
});
