import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Role } from "../../src/accounts/policy.ts";
import { type DateOnly, instantInZone } from "../../src/kernel/dates.ts";
import { runCommand } from "../commands/run-command.ts";
import type { SenderAccount } from "../set-up-sender.ts";
import type { SoapClient } from "../soap-client.ts";
import { sample } from "./sample.ts";

/** What the console is filled beside. */
export interface Workplace {
  readonly dataDir: string;
  /** Sends to test by SOAP. */
  readonly account: SenderAccount;
  readonly client: SoapClient;
  /** Has sent training messages on each of `days`. */
  readonly trainingId: string;
  readonly days: readonly DateOnly[];
}

/** Somebody to log in as; the password is changed at the first log-in. */
export interface DemoUser {
  readonly username: Role;
  readonly password: string;
}

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Hours of a day: events come before the messages, what follows from them after. */
const MORNING = 9;
const EVENING = 17;

const PLAN = {
  resources: ["an interface analyst, 10 hours a week"],
  contacts: [
    { role: "technical", name: "Ada Lind", email: "ada@training.example" },
    { role: "deputy", name: "Bo Ng", email: "bo@training.example" },
  ],
  volumes: { messagesPerDay: 20, dosesPerDay: 30 },
  dataKind: "test",
  capabilities: ["sends updates with refusals", "sends histories"],
  monitoringPlan: "The analyst reads every AE answer on the same day.",
  catchUp: "Every message of the review is sent again to production.",
};

/** Control ids and patients of two updates: names alike, born on one day, and nothing else that would join them. */
const ALIKE: readonly (readonly [string, string])[] = [
  ["PAIR-1", "PID|1||BLC60001^^^BLC^MR||Testperch^Wren^^^^^L||20240309|F\r"],
  ["PAIR-2", "PID|1||Z60002^^^OTHER^MR||Testperch^Wrenna^^^^^L||20240309|F\r"],
];

/** A command in this process, beside the gateway. @throws Error with what it said */
async function iis(dataDir: string, words: readonly string[], nowMs?: number): Promise<unknown> {
  const [written, warned]: [string[], string[]] = [[], []];
  const code = await runCommand([...words, "--json"], {
    env: { DATA_DIR: dataDir, ...(nowMs !== undefined && { IIS_NOW: new Date(nowMs).toISOString() }) },
    calledFrom: dataDir,
    projectFolder: PROJECT,
    osUser: "demo",
    clock: Date.now,
    write: (text) => void written.push(text),
    warn: (text) => void warned.push(text),
  });
  if (code !== 0) throw new Error(`${words.join(" ")}: ${warned.join("")}`);
  const value: unknown = JSON.parse(written.join(""));
  return value;
}

function textOf(value: unknown, name: string): string {
  return String(typeof value === "object" && value !== null ? Reflect.get(value, name) : "");
}

/** From the ranking to the review, on the days on which it would have been; then causes are sent and a call is noted. */
async function bringToReview({ dataDir, trainingId, days }: Workplace): Promise<void> {
  const [first] = days;
  if (first === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), "gateway-plan-"));
  const [plan, confirmation] = [join(folder, "plan.json"), join(folder, "confirmation.txt")];
  writeFileSync(plan, JSON.stringify(PLAN));
  writeFileSync(confirmation, "We confirm the plan.");
  const event = (name: string, hour: number, ...more: readonly string[]): Promise<unknown> =>
    iis(dataDir, ["onboarding", name, "--org", trainingId, ...more], instantInZone(first, hour));
  for (const name of ["rank", "invite", "meet"]) await event(name, MORNING);
  await event("confirm-plan", MORNING, "--plan", plan, "--document", confirmation);
  await event("start-test-setup", MORNING);
  await iis(
    dataDir,
    ["credential", "issue", "--org", trainingId, "--realm", "test"],
    instantInZone(first, MORNING),
  );
  await event("begin-review", EVENING);
  rmSync(folder, { recursive: true });
  const sentMs = instantInZone(days.at(-9) ?? first, EVENING);
  const report = await iis(dataDir, ["review", "report", "--org", trainingId], sentMs);
  const [cause = ""] = JSON.stringify(report).match(/(?<="causeId":")[^"]+/) ?? [];
  const causes = ["--cause", cause, "--reason", "as told on the phone"];
  if (cause !== "") await iis(dataDir, ["review", "send", "--org", trainingId, ...causes], sentMs);
  const call = ["--kind", "call", "--text", "The mapping of race is mended next week."];
  await iis(dataDir, ["contact", "log", "--org", trainingId, ...call], sentMs);
}

/** Two records for staff to decide on. */
async function sendAlike({ client, account }: Workplace): Promise<void> {
  const { username, secret: password, facilityId } = account;
  for (const [controlId, who] of ALIKE) {
    const hl7Message = sample("vxu-good.hl7")
      .replace("SAMPLE-0001", controlId)
      .replace(/PID\|[^\r]*\r/, who)
      .replace(/NK1\|[^\r]*\r/, "");
    await client.submitSingleMessage({ username, password, facilityId, hl7Message });
  }
}

async function fillBoard({ dataDir, account }: Workplace): Promise<void> {
  for (const name of ["rank", "invite"])
    await iis(dataDir, ["onboarding", name, "--org", account.organizationId]);
  for (const [name, facility] of [
    ["Iron Range Health", "8801"],
    ["Lake Country Pharmacy", "8802"],
  ] as const) {
    const made = await iis(dataDir, ["org", "create", "--name", name, "--facility", facility]);
    if (facility === "8802") await iis(dataDir, ["onboarding", "rank", "--org", textOf(made, "id")]);
  }
}

/**
 * Give every page of the console something to show, with the commands that staff would use.
 *
 * @returns people to log in as, one for each role that works there
 * @throws Error when a command is refused
 */
export async function putPeopleToWork(workplace: Workplace): Promise<readonly DemoUser[]> {
  const { dataDir, trainingId } = workplace;
  await bringToReview(workplace);
  await sendAlike(workplace);
  await fillBoard(workplace);
  const users: DemoUser[] = [];
  for (const username of ["reviewer", "registrar", "administrator", "integrator"] as const) {
    const own = username === "integrator" ? ["--org", trainingId] : [];
    const made = await iis(dataDir, ["user", "create", "--username", username, "--role", username, ...own]);
    users.push({ username, password: textOf(made, "password") });
  }
  return users;
}
