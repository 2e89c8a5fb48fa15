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
  /** Sent two records that may be one patient, and a message with faults. */
  readonly sender: string;
  /** Run `iis WORDS --json`; its JSON value. @throws Error when it is refused */
  iis<T>(...words: readonly string[]): Promise<T>;
  /** Make a user. @returns the password that was handed over */
  user(username: string, role: Role, ...more: readonly string[]): Promise<string>;
}

const REVIEW_DAYS = 22;
const PER_DAY = 5;
const HOUR = 15;

/** The last business days before a day, in order. */
function daysBefore(day: DateOnly): readonly DateOnly[] {
  const days: DateOnly[] = [];
  for (let at = addDays(day, -1); days.length < REVIEW_DAYS; at = addDays(at, -1))
    if (calendar.isBusinessDay(at)) days.unshift(at);
  return days;
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
  const days = daysBefore(dayInZone(Date.now()));
  const [firstDay = "", extensionDay = ""] = [days[0], days.at(-5)];
  let now: number | undefined;
  const onDay = (day: string): void =>
    void (now = gateway.nowMs = instantInZone(calendar.add(day as DateOnly, 0), HOUR));

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
  return { passing, failing, registered, sender, iis, user };
}
