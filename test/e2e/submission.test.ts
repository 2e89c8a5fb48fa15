import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { administer, asParameters, type Administration } from "../support/administer.ts";
import { editMessage, sampleMessage, type Edit } from "../support/edit-message.ts";
import { readAck, type ReadAck, type ReadError } from "../support/read-ack.ts";
import { storedMessages } from "../support/read-databases.ts";
import { removeFolder, runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { faultOf, postSoap, returnOf } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

/** One realm's view of `message list`. */
interface ListedMessage {
  readonly controlId: string;
  readonly ackCode: string;
  readonly replays: number;
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
}

let gateway: RunningGateway;
let administration: Administration;
/** Facility 9998: MSH-4 of the sample messages. */
let sender: SenderAccount;
let production: SenderAccount;
/** Another organization, facility 7001. */
let other: SenderAccount;
let made = 0;

beforeAll(async () => {
  gateway = await runGateway({ LOG_LEVEL: "debug" });
  administration = administer({ DATA_DIR: gateway.dataDir });
  sender = await administration.sender("9998");
  production = await administration.credential(sender.organizationId, "production");
  other = await administration.sender("7001");
  return async () => {
    await gateway.stop();
    removeFolder(gateway.dataDir);
  };
});

/** A control id that no other message of this file has. */
function newControlId(): string {
  made += 1;
  return `E2E-${made}`;
}

/** Control ids in a realm's database, read past the program. */
function storedIds(realm: "test" | "production"): readonly string[] {
  return storedMessages(gateway.dataDir, realm).map((row) => row.control_id);
}

/** A fault's text without the reference of its request. */
function withoutReference(detail: string): string {
  return detail.replace(/[0-9A-HJKMNP-TV-Z]{26}/, "");
}

/** The accepted sample with edits, under a fresh control id. */
function edited(...edits: readonly Edit[]): string {
  return editMessage(sampleMessage("vxu-good.hl7", newControlId()), edits);
}

async function post(account: SenderAccount, message: string): ReturnType<typeof postSoap> {
  return postSoap(gateway.soapUrl, envelope("1.2", submitBody(asParameters(account, message))));
}

async function submit(message: string, account: SenderAccount = sender): Promise<string> {
  return returnOf(await post(account, message));
}

async function acknowledged(message: string, account: SenderAccount = sender): Promise<ReadAck> {
  return readAck(await submit(message, account));
}

/** What the technical message review only wishes for is told as I. */
function isNoAdvice({ ruleId, severity }: ReadError): boolean {
  return severity !== "I" || !ruleId.startsWith("RV-");
}

function errorsOf({ errors }: ReadAck): readonly object[] {
  return errors.filter(isNoAdvice).map(({ location, code, severity, application }) => ({
    location,
    code,
    severity,
    application,
  }));
}

async function listed(realm: "test" | "production" = "test"): Promise<readonly ListedMessage[]> {
  return administration.iis(
    "message",
    "list",
    "--org",
    sender.organizationId,
    "--realm",
    realm,
    "--limit",
    "1000",
  );
}

describe("an accepted message", () => {
  test("gets AA without an error or a warning, its control id and processing id", async () => {
    const message = edited();
    const ack = await acknowledged(message);
    const { errors, ...rest } = ack;
    expect(rest).toEqual({
      type: "ACK^V04^ACK",
      processingId: "P",
      code: "AA",
      controlId: `E2E-${made}`,
    });
    expect(errors.filter(({ severity }) => severity !== "I")).toEqual([]);
  });

  test.each(["\r", "\n", "\r\n"])("is read with segments ended by %j", async (end) => {
    const ack = await acknowledged(edited().replaceAll("\r", end));
    expect(ack.code).toBe("AA");
  });

  test("is in the message list of its organization and realm only", async () => {
    const message = edited();
    await submit(message);
    const controlId = `E2E-${made}`;
    expect((await listed()).map((row) => row.controlId)).toContain(controlId);
    expect((await listed("production")).map((row) => row.controlId)).not.toContain(controlId);
    const ofOther = await administration.iis<readonly ListedMessage[]>(
      "message",
      "list",
      "--org",
      other.organizationId,
      "--realm",
      "test",
    );
    expect(ofOther.map((row) => row.controlId)).not.toContain(controlId);
  });
});

describe("a query", () => {
  test("gets the history that was sent before, and is executed anew each time", async () => {
    await submit(edited());
    const query = sampleMessage("qbp-z34.hl7", newControlId());
    const [first, second] = [await submit(query), await submit(query)];
    const segments = first.split("\r").map((segment) => segment.split("|"));
    const [msh, msa] = segments;
    expect({ type: msh?.[8], code: msa?.[1], controlId: msa?.[2] }).toEqual({
      type: "RSP^K11^RSP_K11",
      code: "AA",
      controlId: `E2E-${made}`,
    });
    expect(segments.find(([name]) => name === "QAK")?.[2]).toBe("OK");
    const doses = segments
      .filter(([name]) => name === "RXA")
      .map((rxa) => `${rxa[3]} ${rxa[5]?.split("^")[0]}`);
    expect(doses).toEqual(expect.arrayContaining(["20260302 20", "20250110 08"]));
    expect(second.split("|")[9]).not.toBe(first.split("|")[9]);
  });
});

interface FaultyCase {
  readonly what: string;
  readonly edits: readonly Edit[];
  readonly errors: readonly {
    readonly location: string;
    readonly code: string;
    readonly severity: string;
    readonly application: string;
  }[];
}

const FAULTY: readonly FaultyCase[] = [
  {
    what: "no birth date",
    edits: [{ segment: "PID", field: 7, value: "" }],
    errors: [{ location: "PID^1^7", code: "101", severity: "E", application: "" }],
  },
  {
    what: "a birth date that is no date",
    edits: [{ segment: "PID", field: 7, value: "20260230" }],
    errors: [{ location: "PID^1^7^1^1", code: "102", severity: "E", application: "2" }],
  },
  {
    what: "a dose on a day that does not exist",
    edits: [{ segment: "RXA", field: 3, value: "20260230" }],
    errors: [{ location: "RXA^1^3^1^1", code: "102", severity: "E", application: "2" }],
  },
  {
    what: "a dose in the future",
    edits: [{ segment: "RXA", field: 3, value: "21000101" }],
    errors: [{ location: "RXA^1^3", code: "999", severity: "E", application: "1" }],
  },
  {
    what: "a vaccine code that is no CVX code",
    edits: [{ segment: "RXA", field: 5, value: "9Z9^unknown^CVX" }],
    errors: [{ location: "RXA^1^5^1^1", code: "103", severity: "E", application: "5" }],
  },
  {
    what: "an unknown completion status",
    edits: [{ segment: "RXA", field: 20, value: "XX" }],
    errors: [{ location: "RXA^1^20", code: "103", severity: "E", application: "5" }],
  },
];

describe("a message with faults", () => {
  test.each(FAULTY)("gets AE and the right ERR for $what", async ({ edits, errors }) => {
    const ack = await acknowledged(edited(...edits));
    expect({ code: ack.code, errors: errorsOf(ack) }).toEqual({ code: "AE", errors });
  });

  test("names the rule in ERR-7 and what happened to the data in ERR-8", async () => {
    const { errors } = await acknowledged(edited({ segment: "RXA", field: 20, value: "XX" }));
    expect(errors[0]?.ruleId).toMatch(/^[A-Z][\w.-]+$/);
    expect(errors[0]?.text).toMatch(/^(?:Not stored|Stored): /);
  });
});

interface RejectedCase {
  readonly what: string;
  readonly message: () => string;
  readonly account?: () => SenderAccount;
  readonly type?: string;
  readonly location: string;
  readonly code: string;
  readonly application?: string;
}

const REJECTED: readonly RejectedCase[] = [
  {
    what: "another HL7 version",
    message: () => edited({ segment: "MSH", field: 12, value: "2.7" }),
    location: "MSH^1^12^1^1",
    code: "203",
  },
  {
    what: "another message type",
    message: () => edited({ segment: "MSH", field: 9, value: "ADT^A04^ADT_A01" }),
    location: "MSH^1^9^1^1",
    code: "200",
  },
  {
    what: "another event",
    message: () => edited({ segment: "MSH", field: 9, value: "VXU^V03^VXU_V03" }),
    location: "MSH^1^9^1^2",
    code: "201",
  },
  {
    what: "an unknown processing id",
    message: () => edited({ segment: "MSH", field: 11, value: "X" }),
    location: "MSH^1^11^1^1",
    code: "202",
  },
  {
    what: "a test message under the production credential",
    message: () => edited({ segment: "MSH", field: 11, value: "T" }),
    account: () => production,
    location: "MSH^1^11^1^1",
    code: "202",
  },
  {
    what: "another organization's facility in MSH-4",
    message: () => edited({ segment: "MSH", field: 4, value: "7001" }),
    location: "MSH^1^4",
    code: "103",
    application: "5",
  },
  {
    what: "batch headers around it",
    message: () => `BHS|^~\\&|DEMOEHR|9998\r${edited()}BTS|1\r`,
    location: "BHS^1",
    code: "200",
  },
  {
    what: "another version in a query",
    message: () =>
      editMessage(sampleMessage("qbp-z34.hl7", newControlId()), [
        { segment: "MSH", field: 12, value: "2.3.1" },
      ]),
    type: "ACK^Q11^ACK",
    location: "MSH^1^12^1^1",
    code: "203",
  },
];

describe("a message that is not admitted", () => {
  test.each(REJECTED)(
    "gets AR for $what",
    async ({ message, account, type, location, code, application }) => {
      const ack = await acknowledged(message(), account?.() ?? sender);
      expect({ type: ack.type, code: ack.code, errors: errorsOf(ack) }).toEqual({
        type: type ?? "ACK^V04^ACK",
        code: "AR",
        errors: [{ location, code, severity: "E", application: application ?? "" }],
      });
    },
  );

  test("gets AR for a right that the organization does not have, and is kept", async () => {
    const { id } = await administration.iis<{ id: string }>(
      "org",
      "create",
      "--name",
      "Query only",
      "--facility",
      "6001",
      "--may",
      "query",
    );
    const account = await administration.credential(id, "test");
    const ack = await acknowledged(edited({ segment: "MSH", field: 4, value: "6001" }), account);
    expect({ code: ack.code, errors: errorsOf(ack) }).toEqual({
      code: "AR",
      errors: [{ location: "MSH^1^9", code: "200", severity: "E", application: "" }],
    });
    const rows = await administration.iis<readonly ListedMessage[]>(
      "message",
      "list",
      "--org",
      id,
      "--realm",
      "test",
    );
    expect(rows.map((row) => row.ackCode)).toEqual(["AR"]);
  });

  test("gets AR for a child that has not reached production under its parent's credential", async () => {
    const parent = sender.organizationId;
    await administration.iis("org", "create", "--name", "Child", "--facility", "9997", "--parent", parent);
    const ack = await acknowledged(edited({ segment: "MSH", field: 4, value: "9997" }), production);
    expect({ code: ack.code, rules: ack.errors.map((error) => error.ruleId) }).toEqual({
      code: "AR",
      rules: ["GW-STAGE"],
    });
  });
});

describe("the same transmission again", () => {
  test("gets the stored answer byte for byte and no second row", async () => {
    const message = edited();
    const first = await submit(message);
    expect([await submit(message), await submit(message)]).toEqual([first, first]);
    const rows = storedMessages(gateway.dataDir, "test").filter((row) => row.control_id === `E2E-${made}`);
    expect(rows).toEqual([{ control_id: `E2E-${made}`, ack_code: "AA", replays: 2 }]);
  });

  test("fifty times at once makes one row and fifty identical answers", async () => {
    const message = edited();
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(message)));
    expect(new Set(answers).size).toBe(1);
    expect((await listed()).filter((row) => row.controlId === `E2E-${made}`)).toHaveLength(1);
  });

  test("with another text under the same control id is processed and warned of", async () => {
    const message = edited();
    await submit(message);
    const ack = await acknowledged(editMessage(message, [{ segment: "PD1", field: 12, value: "Y" }]));
    expect({ code: ack.code, errors: errorsOf(ack) }).toEqual({
      code: "AE",
      errors: [{ location: "MSH^1^10", code: "205", severity: "W", application: "" }],
    });
  });

  test("in the other realm is another message", async () => {
    const message = edited();
    const [inTest, inProduction] = [await submit(message), await submit(message, production)];
    expect(inProduction).not.toBe(inTest);
    expect(readAck(inProduction).code).toBe("AA");
  });
});

describe("credentials", () => {
  test("of test write to the test database and nowhere else", async () => {
    await submit(edited());
    const controlId = `E2E-${made}`;
    expect({
      test: storedIds("test").includes(controlId),
      production: storedIds("production").includes(controlId),
    }).toEqual({
      test: true,
      production: false,
    });
  });

  test("are refused from the request after their revocation on", async () => {
    const account = await administration.sender("7002");
    const theirs: Edit = { segment: "MSH", field: 4, value: "7002" };
    expect((await acknowledged(edited(theirs), account)).code).toBe("AA");
    await administration.iis(
      "credential",
      "revoke",
      "--credential",
      account.credentialId,
      "--reason",
      "lost",
    );
    expect(faultOf(await post(account, edited(theirs))).element).toBe("SecurityFault");
  });

  test("live on beside their successor after a rotation, and end with the one that is made at once", async () => {
    const first = await administration.sender("7003");
    const theirs: Edit = { segment: "MSH", field: 4, value: "7003" };
    const rotate = async (...how: readonly string[]): Promise<SenderAccount> => {
      const words = ["credential", "rotate", "--org", first.organizationId, "--realm", "test", ...how];
      const issued = await administration.iis<SenderAccount>(...words);
      return { ...first, username: issued.username, secret: issued.secret };
    };
    const second = await rotate("--overlap-days", "5");
    for (const account of [first, second])
      expect((await acknowledged(edited(theirs), account)).code).toBe("AA");
    const third = await rotate("--now");
    for (const account of [first, second])
      expect(faultOf(await post(account, edited(theirs))).element).toBe("SecurityFault");
    expect((await acknowledged(edited(theirs), third)).code).toBe("AA");
  });

  test.each<{ what: string; wrong: (account: SenderAccount) => SenderAccount }>([
    { what: "an unknown username", wrong: (account) => ({ ...account, username: "nobody" }) },
    { what: "a wrong secret", wrong: (account) => ({ ...account, secret: "wrong" }) },
    {
      what: "a secret with a blank at its end",
      wrong: (account) => ({ ...account, secret: `${account.secret} ` }),
    },
    { what: "another organization's facility", wrong: (account) => ({ ...account, facilityId: "7001" }) },
  ])("with $what get the same SecurityFault as any other", async ({ wrong }) => {
    const fault = faultOf(await post(wrong(sender), edited()));
    expect(fault).toMatchObject({
      value: "Sender",
      reason: "Security",
      element: "SecurityFault",
      number: "10",
    });
    const unknown = faultOf(await post({ ...sender, username: "x", secret: "y" }, edited()));
    expect(withoutReference(fault.detail)).toBe(withoutReference(unknown.detail));
  });
});

describe("what is at rest", () => {
  test("holds neither names nor secrets in a form that can be read", async () => {
    const marks = ["QQFAMILYQQ", "QQGIVENQQ", "QQSTREETQQ", "QQMRNQQ"];
    const [family, given, street, mrn] = marks;
    const ack = await acknowledged(
      edited(
        { segment: "PID", field: 3, value: `${mrn}^^^BLC^MR` },
        { segment: "PID", field: 5, value: `${family}^${given}^^^^^L` },
        { segment: "PID", field: 11, value: `1 ${street}^^Ely^MN^55731^USA^L` },
      ),
    );
    expect(ack.code).toBe("AA");
    const files = readdirSync(gateway.dataDir).filter((name) => /\.db(?:-wal)?$/.test(name));
    expect(files).toContain("test.db");
    const found = files.flatMap((name) => {
      const bytes = readFileSync(join(gateway.dataDir, name));
      return [...marks, sender.secret]
        .filter((mark) => bytes.includes(mark))
        .map((mark) => `${name}: ${mark}`);
    });
    expect(found).toEqual([]);
    expect(existsSync(join(gateway.dataDir, "secrets"))).toBe(true);
  });
});
