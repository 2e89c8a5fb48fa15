import { assertNever } from "../../src/kernel/assert-never.ts";
import type { SoapClient, SoapReply } from "../soap-client.ts";
import type { SenderAccount } from "../set-up-sender.ts";
import type { Narrator } from "./narrator.ts";
import { readAnswer } from "./read-answer.ts";
import { sample } from "./sample.ts";

/** What the tour of the service is given. */
export interface Tour {
  readonly client: SoapClient;
  readonly account: SenderAccount;
  readonly narrator: Narrator;
  /** `message list` of the organization, as its JSON. */
  readonly listMessages: () => Promise<unknown>;
  /** The gateway has forecast data (`CDSI_DIR`). */
  readonly hasForecastData: boolean;
}

const ECHO = `Is anybody there? <Zo\u00eb> & "friends"`;

/** Meaning of MSA-1, HL7 table 0008. */
const ACK_MEANINGS: Readonly<Record<string, string>> = {
  AA: "accepted and done; message and answer are stored durably",
  AE: "processed with errors: each ERR says what is wrong, where, and what became of the data",
  AR: "rejected: nothing of it was processed",
};

/** Walk through the calls that an EHR makes, each over real SOAP, and check every answer. */
export async function walk(tour: Tour): Promise<void> {
  await connect(tour);
  const first = await submit(tour, {
    title: "Submit an update without faults",
    file: "vxu-good.hl7",
    expected: "AA",
  });
  await submit(tour, {
    title: "Submit an update with faults",
    file: "vxu-with-faults.hl7",
    expected: "AE",
  });
  await replay(tour, first);
  await submit(tour, {
    title: "Ask for a patient's history",
    file: "qbp-z34.hl7",
    expected: "AA",
  });
  await forecast(tour);
  await refuse(tour);
  await list(tour);
}

async function connect({ client, narrator }: Tour): Promise<void> {
  narrator.step("Test the connection (connectivityTest, needs no login)");
  const text = textOf(await client.connectivityTest(ECHO));
  narrator.facts([
    ["sent", ECHO],
    ["returned", text],
  ]);
  narrator.check(text === ECHO, "the text came back exactly");
}

interface Exchange {
  readonly title: string;
  readonly file: string;
  readonly expected: "AA" | "AE" | "AR";
}

async function submit(tour: Tour, { title, file, expected }: Exchange): Promise<string> {
  const { narrator } = tour;
  narrator.step(`${title} (submitSingleMessage)`);
  const message = sample(file);
  narrator.message(`Request, ${file}`, message);
  const answer = await send(tour, message);
  narrator.message("Answer", answer);
  const { ackCode, controlId, findings } = readAnswer(answer);
  narrator.say(`${ackCode} = ${ACK_MEANINGS[ackCode] ?? "not a code of HL7 table 0008"}`);
  if (findings.length > 0) {
    narrator.facts(findings.map(({ severity, location, text }) => [`${severity}  ${location}`, text]));
  }
  narrator.check(
    ackCode === expected && controlId === controlIdOf(message),
    `${expected} for control id ${controlId}`,
  );
  return answer;
}

async function forecast(tour: Tour): Promise<void> {
  const { narrator, hasForecastData } = tour;
  const answer = await submit(tour, {
    title: "Ask which doses count and what is due",
    file: "qbp-z44.hl7",
    expected: "AA",
  });
  const has = (observation: string): boolean => answer.includes(`|${observation}^`);
  if (hasForecastData) {
    narrator.check(has("59781-5") && has("30980-7"), "each dose is evaluated, and the next doses have dates");
    return;
  }
  narrator.say("With CDC's supporting data in CDSI_DIR the doses are evaluated and the next ones forecast.");
  narrator.check(
    answer.includes("no forecast available"),
    "without data the answer holds the history and says so",
  );
}

async function replay(tour: Tour, first: string): Promise<void> {
  const { narrator } = tour;
  narrator.step("Send the first update again, unchanged");
  narrator.say("An EHR that got no answer sends the same message again, under the same control id (MSH-10).");
  const answer = await send(tour, sample("vxu-good.hl7"));
  narrator.message("Answer", answer);
  narrator.check(answer === first, "the stored answer came back byte for byte; nothing was stored twice");
}

async function refuse({ client, account, narrator }: Tour): Promise<void> {
  narrator.step("Call with a wrong secret");
  const reply = await client.submitSingleMessage({
    username: account.username,
    password: "not-the-secret",
    facilityId: account.facilityId,
    hl7Message: sample("vxu-good.hl7"),
  });
  const fault = reply.kind === "fault" ? reply.fault : undefined;
  narrator.facts([
    ["fault", fault?.element ?? "none"],
    ["Reason", fault?.reason ?? ""],
    ["Detail", fault?.detail ?? ""],
  ]);
  narrator.check(
    fault?.element === "SecurityFault",
    "a typed SecurityFault, the same for every cause; nothing was stored",
  );
}

async function list({ narrator, account, listMessages }: Tour): Promise<void> {
  narrator.step("What the registry's staff see");
  narrator.command(`npm run --silent iis -- message list --org ${account.organizationId} --realm test`);
  const rows = rowsOf(await listMessages());
  narrator.facts([
    ["control id", "answer  type     resent  findings (rule: severity)"],
    ...rows.map((row): [string, string] => [
      row.controlId,
      `${row.ackCode.padEnd(6)}  ${row.type.padEnd(7)}  ${`${row.replays}`.padEnd(6)}  ${row.findings.join(", ")}`,
    ]),
  ]);
  const resent = rows
    .map(({ controlId, ackCode, replays }) => `${controlId} ${ackCode} ${replays}`)
    .toSorted();
  narrator.check(
    resent.join() === "SAMPLE-0001 AA 1,SAMPLE-0002 AE 0,SAMPLE-0004 AA 0,SAMPLE-0005 AA 0",
    "four messages are stored with their answers, the first one resent once",
  );
}

async function send({ client, account }: Tour, hl7Message: string): Promise<string> {
  const { username, secret, facilityId } = account;
  return textOf(await client.submitSingleMessage({ username, password: secret, facilityId, hl7Message }));
}

function textOf(reply: SoapReply): string {
  switch (reply.kind) {
    case "answer":
      return reply.text;
    case "fault":
      throw new Error(`the service answered with a fault: ${JSON.stringify(reply.fault)}`);
    case "no-answer":
      throw new Error(`the service did not answer: ${reply.reason}`);
    default:
      return assertNever(reply);
  }
}

function controlIdOf(er7: string): string {
  return er7.split("|")[9] ?? "";
}

interface ListedRow {
  readonly controlId: string;
  readonly ackCode: string;
  readonly type: string;
  readonly replays: number;
  readonly findings: readonly string[];
}

/** Oldest first. */
function rowsOf(value: unknown): readonly ListedRow[] {
  if (!Array.isArray(value)) throw new Error("message list did not print a list");
  return value.map(rowOf).toReversed();
}

function at(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function rowOf(row: unknown): ListedRow {
  const findings = at(row, "findings");
  return {
    controlId: String(at(row, "controlId")),
    ackCode: String(at(row, "ackCode")),
    type: String(at(row, "type")),
    replays: Number(at(row, "replays")),
    findings: Array.isArray(findings)
      ? findings.map((finding) => `${String(at(finding, "rule"))}: ${String(at(finding, "severity"))}`)
      : [],
  };
}
