import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateMessages, type TrainingOptions } from "../../scripts/training-messages.ts";
import type { Role } from "../../src/accounts/policy.ts";
import { minnesotaBusinessDays as calendar } from "../../src/kernel/business-days.ts";
import { addDays, type DateOnly, dayInZone, instantInZone } from "../../src/kernel/dates.ts";
import { BASE_UPDATE } from "./conformance-messages.ts";
import type { TestPlace } from "./databases.ts";
import { editMessage, sampleMessage } from "./edit-message.ts";
import { FULL_FORM } from "./onboarding-place.ts";
import { iisHere } from "./run-iis.ts";
import { type IssuedCredential, steppedGateway } from "./stepped-gateway.ts";

/** A store in which every page of the console has something to show, as of now. */
export interface SeededConsole {
  /** Sent without faults for all business days of a review that can be signed when its rules are settled. */
  readonly passing: string;
  /** In the same stage; one message in three has a fault. */
  readonly failing: string;
  /** Registered, and not ranked yet. */
  readonly registered: string;
  /** Live for more than ten business days, with a message a day; its monitoring can be signed. */
  readonly monitored: string;
  /** Sent two records that may be one patient, and a message with faults. */
  readonly sender: string;
  /** Run `iis WORDS --json`; its JSON value. @throws Error when it is refused */
  iis<T>(...words: readonly string[]): Promise<T>;
  /** Make a user. @returns the password that was handed over */
  user(username: string, role: Role, ...more: readonly string[]): Promise<string>;
}

/** Of what `onboarding show` prints. */
interface OpenRules {
  readonly signing: { readonly rules: Readonly<Record<string, string>> };
}

const REVIEW_DAYS = 22;
const MONITORING_DAYS = 11;
const PER_DAY = 5;
const HOUR = 15;

/** The last business days before a day, in order. */
function daysBefore(day: DateOnly, count: number): readonly DateOnly[] {
  const days: DateOnly[] = [];
  for (let at = addDays(day, -1); days.length < count; at = addDays(at, -1))
    if (calendar.isBusinessDay(at)) days.unshift(at);
  return days;
}

/** The hour of a day at which things happen. */
function dayAt(day: string): number {
  return instantInZone(calendar.add(day as DateOnly, 0), HOUR);
}

/** Two reports of children born on one day with names alike: not enough to join them. */
const TWO_WHO_MAY_BE_ONE = [
  editMessage(BASE_UPDATE, [{ segment: "MSH", field: 10, value: "PAIR-1" }]),
  editMessage(BASE_UPDATE, [
    { segment: "MSH", field: 10, value: "PAIR-2" },
    { segment: "PID", field: 3, value: "Z9^^^OTHER^MR" },
    { segment: "PID", field: 5, value: "Testperch^Wrenna^^^^^L" },
  ]),
];

const WITH_FAULTS = sampleMessage("vxu-with-faults.hl7", "WALK-FAULTS");

/** Fill a place before a server runs on it: all in this process, each event and message on its day. */
export async function seedConsole(place: TestPlace): Promise<SeededConsole> {
  const run = iisHere(place);
  const gateway = await steppedGateway(place);
  const days = daysBefore(dayInZone(Date.now()), REVIEW_DAYS);
  const [firstDay = "", extensionDay = ""] = [days[0], days.at(-5)];
  let now: number | undefined;
  const onDay = (day: string): void => void (now = gateway.nowMs = dayAt(day));

  async function iis<T>(...words: readonly string[]): Promise<T> {
    const env = now === undefined ? {} : { IIS_NOW: new Date(now).toISOString() };
    const { code, stdout, stderr } = await run([...words, "--json"], env);
    if (code !== 0) throw new Error(`${words.join(" ")}: ${code} ${stderr}`);
    return JSON.parse(stdout) as T;
  }
  const organization = async (name: string, facility: string, ...more: readonly string[]): Promise<string> =>
    (await iis<{ readonly id: string }>("org", "create", "--name", name, "--facility", facility, ...more)).id;
  const event = (org: string, name: string, ...more: readonly string[]): Promise<unknown> =>
    iis("onboarding", name, "--org", org, ...more);
  const inTest = (org: string): Promise<IssuedCredential> =>
    iis("credential", "issue", "--org", org, "--realm", "test");

  /** From the ranking to the review, and what was sent in it. */
  async function review(org: string, options: Omit<TrainingOptions, "days">): Promise<void> {
    onDay(firstDay);
    for (const name of ["rank", "invite", "meet"]) await event(org, name);
    await event(org, "confirm-plan", "--plan", "plan.json", "--document", "yes.txt");
    await event(org, "start-test-setup");
    const credential = await inTest(org);
    const messages = generateMessages({ ...options, days: days.map((day) => day.replaceAll("-", "")) });
    for (const day of days) {
      onDay(day);
      const own = messages.filter((message) => message.day === day.replaceAll("-", ""));
      await Promise.all(own.map(({ er7 }) => gateway.send(credential, er7)));
      if (day === firstDay) await event(org, "begin-review");
      if (day === extensionDay)
        await event(org, "extend-review", "--until", calendar.add(day, 20), "--reason", "holidays");
    }
  }

  const stage = (org: string): Promise<OpenRules> => iis("onboarding", "show", "--org", org);

  /** The small and even sample leaves rules open; staff who know the interface accept them. */
  async function waiveOpen(org: string, realm: string): Promise<void> {
    const { rules } = (await stage(org)).signing;
    const open = Object.keys(rules).filter((rule) => /REVIEW|FAIL/.test(rules[rule] ?? ""));
    const why = ["--org", org, "--realm", realm, "--reason", "the EHR product is known"];
    for (const rule of ["evidence", ...open]) await iis("review", "waive", "--rule", rule, ...why);
  }

  /** The whole way up to the last day of the monitoring, with a message a day. */
  async function monitor(name: string, site: string): Promise<string> {
    const all = daysBefore(dayInZone(Date.now()), REVIEW_DAYS + MONITORING_DAYS);
    const messages = generateMessages({
      seed: 77,
      count: all.length,
      days: all.map((day) => day.replaceAll("-", "")),
      sites: [site],
      faults: [],
      processingId: "P",
    });
    const [first = ""] = all;
    const live = all[REVIEW_DAYS] ?? "";
    onDay(first);
    const org = await organization(name, site);
    for (const step of ["rank", "invite", "meet"]) await event(org, step);
    await event(org, "confirm-plan", "--plan", "small-plan.json", "--document", "yes.txt");
    await event(org, "start-test-setup");
    const credentials = [await inTest(org)];
    for (const { day, er7 } of messages) {
      onDay(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`);
      if (now === dayAt(live)) {
        await waiveOpen(org, "test");
        await event(org, "sign-review");
        await event(org, "go-live");
        credentials.unshift(await iis("credential", "issue", "--org", org, "--realm", "production"));
        const [newest] = credentials;
        const sent = messages.filter((one) => one.day < live.replaceAll("-", ""));
        if (newest !== undefined) for (const one of sent) await gateway.send(newest, one.er7);
        await event(org, "verify-connection");
      }
      const [credential] = credentials;
      if (credential !== undefined) await gateway.send(credential, er7);
      if (now === dayAt(first)) await event(org, "begin-review");
    }
    await waiveOpen(org, "production");
    return org;
  }

  const small = { ...FULL_FORM, volumes: { messagesPerDay: 1, dosesPerDay: 1 } };
  writeFileSync(join(place.folder, "small-plan.json"), JSON.stringify(small));
  writeFileSync(
    join(place.folder, "plan.json"),
    JSON.stringify({ ...FULL_FORM, volumes: { messagesPerDay: 5, dosesPerDay: 6 } }),
  );
  writeFileSync(join(place.folder, "yes.txt"), "We confirm the plan.");
  onDay(firstDay);
  const [passing, failing, sender, registered] = [
    await organization("North Prairie Clinic", "N1"),
    await organization("Birch Lake Clinic", "TRN-1", "--mnvfc"),
    await organization("Tamarack Family Practice", "9998"),
    await organization("Iron Range Health", "8888"),
  ];
  const monitored = await monitor("Lake Country Pharmacy", "L7");
  await review(passing, {
    seed: 5,
    count: REVIEW_DAYS * PER_DAY,
    sites: ["N1"],
    faults: [],
    processingId: "P",
  });
  await review(failing, {
    seed: 2026,
    count: REVIEW_DAYS * PER_DAY,
    sites: ["TRN-1"],
    faultEvery: 3,
    processingId: "P",
  });
  now = undefined;
  gateway.nowMs = Date.now();
  const credential = await inTest(sender);
  for (const message of [...TWO_WHO_MAY_BE_ONE, WITH_FAULTS]) await gateway.send(credential, message);
  const user: SeededConsole["user"] = async (username, role, ...more) =>
    (
      await iis<{ readonly password: string }>(
        "user",
        "create",
        "--username",
        username,
        "--role",
        role,
        ...more,
      )
    ).password;
  return { passing, failing, registered, monitored, sender, iis, user };
}
