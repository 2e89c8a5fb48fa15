import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { FAULT_TABLE, type FaultCode } from "../../src/soap/fault-table.ts";
import { administer, asParameters } from "../support/administer.ts";
import { CANARIES, findLeaks } from "../support/canaries.ts";
import { editMessage, sampleMessage } from "../support/edit-message.ts";
import { storedMessages } from "../support/read-databases.ts";
import { removeFolder, runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { faultOf, postSoap, returnOf, type HttpAnswer } from "../support/soap-call.ts";
import {
  echoBody,
  envelope,
  submitBody,
  TESTED_VERSIONS,
  type TestedVersion,
} from "../support/soap-envelopes.ts";

/** Faults of the gateway itself, which no request makes while it is well; how each comes about, and is mended. */
const OURS: Readonly<Partial<Record<FaultCode, () => Promise<() => Promise<unknown>>>>> = {
  // The same fault under load: `npm run chaos`.
  busy: async () => {
    const edit = ["org", "edit", "--org", sender.organizationId, "--simulate"];
    await iis(...edit, "busy");
    return () => iis(...edit, "none");
  },
  unavailable: async () => {
    const blocker = new DatabaseSync(join(gateway.dataDir, "test.db"), { timeout: 5_000 });
    blocker.exec("begin immediate");
    return async () => blocker.close();
  },
  maintenance: async () => {
    const untilMs = Date.now() + 3_600_000;
    await iis("maintenance", "on", "--until", `${new Date(untilMs).toISOString().slice(0, 16)}Z`);
    return () => iis("maintenance", "off");
  },
  // A row that only this program writes holds what it never wrote.
  internal: async () => {
    const control = new DatabaseSync(join(gateway.dataDir, "control.db"), { timeout: 5_000 });
    const set = (rules: string | null): void => {
      const update = control.prepare("update credential set address_rules = ? where id = ?");
      update.run(rules, sender.credentialId);
    };
    set(`canary ${CANARIES.familyName}`);
    return async () => {
      set(null);
      control.close();
    };
  },
};

function iis(...words: readonly string[]): Promise<unknown> {
  return administer({ DATA_DIR: gateway.dataDir }).iis(...words);
}

let gateway: RunningGateway;
let sender: SenderAccount;

beforeAll(async () => {
  gateway = await runGateway({ LOG_LEVEL: "debug" });
  sender = await administer({ DATA_DIR: gateway.dataDir }).sender("9998");
  return async () => {
    await gateway.stop();
    removeFolder(gateway.dataDir);
  };
});

/** A patient of marks: whatever shows one of them outside of the message has leaked. */
function marked(controlId: string): string {
  return editMessage(sampleMessage("vxu-good.hl7", controlId), [
    { segment: "PID", field: 3, value: `${CANARIES.patientId}^^^BLC^MR` },
    { segment: "PID", field: 5, value: `${CANARIES.familyName}^${CANARIES.givenName}^^^^^L` },
    { segment: "PID", field: 7, value: CANARIES.birthDate },
    { segment: "PID", field: 11, value: `1 ${CANARIES.street}^^Ely^MN^55731^USA^L` },
    { segment: "PID", field: 19, value: "219-09-9999" },
  ]);
}

function submitting(hl7Message: string): string {
  return submitBody(asParameters(sender, hl7Message));
}

/** For each fault that a request can cause, such a request; every one carries the marks as far as it can. */
const CAUSES: Readonly<
  Partial<Record<FaultCode, (version: TestedVersion) => string | Uint8Array<ArrayBuffer>>>
> = {
  security: (version) =>
    envelope(version, submitBody({ ...asParameters(sender, marked("F-1")), password: CANARIES.password })),
  "too-many-messages": (version) => envelope(version, submitting(`${marked("F-2")}${marked("F-3")}`)),
  "message-too-large": (version) => envelope(version, submitting(marked("F-4").padEnd(262_145, "X"))),
  "unsupported-operation": (version) =>
    envelope(version, submitting(marked("F-5")).replaceAll("submitSingleMessage", "submitSingleMessageX")),
  "malformed-request": (version) => envelope(version, submitting(marked("F-6"))).slice(0, -20),
  "wrong-shape": (version) =>
    envelope(version, submitting(marked("F-7")).replace("<c:hl7Message>", "<c:username>x</c:username>$&")),
  "forbidden-xml": (version) =>
    `<!DOCTYPE x [<!ENTITY e "${CANARIES.familyName}">]>${envelope(version, submitting(marked("F-8")))}`,
  encoding: (version) => {
    const xml = envelope(version, submitting(marked("F-9").replace(CANARIES.givenName, "Zo\u00e9")));
    return Uint8Array.from(Buffer.from(xml, "latin1"));
  },
  "empty-message": (version) => envelope(version, submitting(" ")),
  "not-hl7": (version) => envelope(version, submitting(`PID|1||${CANARIES.patientId}\r`)),
  "must-understand": (version) =>
    envelope(
      version,
      submitting(marked("F-10")),
      '<w:Security xmlns:w="urn:example:security" s:mustUnderstand="1"/>',
    ),
  "version-mismatch": (version) =>
    envelope(version, submitting(marked("F-11"))).replace(
      /xmlns:s="[^"]*"/,
      'xmlns:s="urn:example:envelope"',
    ),
};

/** The words of SOAP 1.1 for the sides of a fault. */
const OLD_SIDES: Readonly<Record<string, string>> = { Sender: "Client", Receiver: "Server" };

describe("the fault table over a real socket", () => {
  test("is covered here", () => {
    const covered = [...Object.keys(CAUSES), ...Object.keys(OURS)];
    expect(covered.toSorted()).toEqual(Object.keys(FAULT_TABLE).toSorted());
  });

  const cases = Object.entries(CAUSES).flatMap(([code, cause]) =>
    TESTED_VERSIONS.map((version) => ({ code: code as FaultCode, cause, version })),
  );

  test.each(cases)("answers $code in SOAP $version and stores nothing", async ({ code, cause, version }) => {
    const before = storedMessages(gateway.dataDir, "test").length;
    const answer = await postSoap(gateway.soapUrl, cause(version), version);
    const fault = faultOf(answer);
    const row = FAULT_TABLE[code];
    const side = row.kind === "typed" ? row.side : row.value;
    expect({ value: fault.value, reason: fault.reason }).toEqual({
      value: version === "1.1" ? (OLD_SIDES[side] ?? side) : side,
      reason: row.reason,
    });
    const typed =
      row.kind === "typed" ? { element: row.element, number: `${row.number}` } : { element: "", number: "" };
    expect({ element: fault.element, number: fault.number }).toEqual(typed);
    expect(fault.version).toBe(version);
    expect(findLeaks(answer.body)).toEqual([]);
    expect(storedMessages(gateway.dataDir, "test")).toHaveLength(before);
  });
});

describe("faults of the gateway itself", () => {
  test.each(Object.entries(OURS))(
    "answers %s, leaks nothing, and goes on when it is mended",
    async (code, cause) => {
      const message = envelope("1.2", submitting(marked(`O-${code}`)));
      const mend = await cause();
      const row = FAULT_TABLE[code as FaultCode];
      const number = row.kind === "typed" ? `${row.number}` : "";
      const told = async (): Promise<string> => {
        const answer = await postSoap(gateway.soapUrl, message);
        return answer.status === 500 ? faultOf(answer).number : "";
      };
      await expect.poll(told, { timeout: 10_000 }).toBe(number);
      const answer = await postSoap(gateway.soapUrl, message);
      expect(findLeaks(answer.body)).toEqual([]);
      expect(answer.headers.get("retry-after") !== null).toBe(code !== "internal");
      await mend();
      await expect.poll(told, { timeout: 10_000 }).toBe("");
    },
  );
});

/** What has ended other servers; the answer may be a fault or plain HTTP, the process stays. */
const HOSTILE: readonly { what: string; send: (url: string) => Promise<HttpAnswer> }[] = [
  {
    what: "a body that only claims to be gzip",
    send: (url) => postSoap(url, "not gzip", "1.2", { "Content-Encoding": "gzip" }),
  },
  {
    what: "a small body that inflates to 30 MB",
    send: (url) =>
      postSoap(url, Uint8Array.from(gzipSync(Buffer.alloc(30_000_000, " "))), "1.2", {
        "Content-Encoding": "gzip",
      }),
  },
  { what: "a body of 30 MB", send: (url) => postSoap(url, " ".repeat(30_000_000)) },
  { what: "an empty body", send: (url) => postSoap(url, "") },
  {
    what: 'an attribute id="__proto__"',
    send: (url) =>
      postSoap(url, envelope("1.2", echoBody("x").replace("<c:echoBack", '<c:echoBack id="__proto__"'))),
  },
  { what: "100 000 levels", send: (url) => postSoap(url, "<a>".repeat(100_000)) },
  {
    what: "entities within entities",
    send: (url) =>
      postSoap(
        url,
        `<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]>${envelope("1.2", echoBody("&amp;"))}`,
      ),
  },
];

describe("hostile requests", () => {
  test.each(HOSTILE)("$what is answered and leaves the service whole", async ({ send }) => {
    const answer = await send(gateway.soapUrl);
    expect(answer.body).not.toMatch(/\bat \S+ \(|TypeError|node_modules/);
    expect(answer.status).toBeGreaterThanOrEqual(200);
    const echo = await postSoap(gateway.soapUrl, envelope("1.2", echoBody("still here")));
    expect(returnOf(echo)).toBe("still here");
  });
});

describe("the log", () => {
  test("shows that requests came, and nothing of what was in them", async () => {
    expect(returnOf(await postSoap(gateway.soapUrl, envelope("1.2", submitting(marked("F-20")))))).toMatch(
      /\rMSA\|A[AE]\|F-20\r/,
    );
    for (const cause of Object.values(CAUSES)) await postSoap(gateway.soapUrl, cause("1.2"));
    const log = gateway.lines.join("\n");
    expect(log).toContain("submission-answered");
    expect(log).toContain('"faultCode":"security"');
    expect({ leaks: findLeaks(log), hasSecret: log.includes(sender.secret) }).toEqual({
      leaks: [],
      hasSecret: false,
    });
    expect(gateway.lines.every((line) => typeof JSON.parse(line) === "object")).toBe(true);
  });
});
