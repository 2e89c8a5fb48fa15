import { dayInZone } from "../../src/kernel/dates.ts";
import { importClosings, listCalendar } from "../../src/onboarding/calendar.ts";
import { readClosings } from "../../src/onboarding/closings.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  wholeNumber,
} from "./command-group.ts";
import { onboardingDeps } from "./onboarding-session.ts";
import { print, table } from "./print.ts";
import { readGivenText } from "./read-given-file.ts";
import { withSession } from "./session.ts";

interface ListOptions extends CommonOptions {
  readonly year?: number;
}

const YEAR_MIN = 2020;
const YEAR_MAX = 2100;

/** `calendar …` */
export const calendar: CommandGroup = (group, context) => {
  asCommand(group.command("list"), "holidays of a year, and every closing", "calendar list --year 2026")
    .option("--year <year>", "the year (default: this one)", wholeNumber(YEAR_MIN, YEAR_MAX))
    .action((options: ListOptions) => listDays(context, options));
  asChange(group.command("import"), "close days; due dates ahead move", "calendar import closings.csv")
    .argument("<file>", "one day a line: YYYY-MM-DD,name")
    .action((file: string, options: ChangeOptions) => importFile(context, file, options));
};

function listDays(context: CommandContext, options: ListOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const year = options.year ?? Number(dayInZone(session.deps.calendarClock()).slice(0, 4));
    const { holidays, closings } = await listCalendar(onboardingDeps(session), session.actor, year);
    const value = {
      year,
      version: closings.version,
      holidays: holidays.map(({ day, name, source }) => ({ day, name, source })),
      closings: closings.days,
    };
    print(context, options, value, () => {
      const rows = [
        ...value.holidays.map(({ day, name, source }) => [day, name, source]),
        ...value.closings.map(({ day, name }) => [day, name, "imported"]),
      ];
      return table(["day", "name", "source"], rows, "");
    });
  });
}

function importFile(context: CommandContext, file: string, options: ChangeOptions): Promise<void> {
  const days = readClosings(readGivenText(context, "The file", file));
  return withSession(context, options, [], async (session) => {
    const { closings, added, moved } = await importClosings(onboardingDeps(session), session.actor, days);
    const dates = moved.map(({ organizationId, from, to }) => ({ org: organizationId, from, to }));
    const value = { version: closings.version, added, moved: dates };
    print(context, options, value, () => {
      const closed = table(
        ["closed", "name"],
        added.map(({ day, name }) => [day, name]),
        "",
      );
      const due = dates.map(({ org, from, to }) => [org, from, to]);
      return `${closed}\n\n${table(["organization", "was due", "is due"], due, "No due date moved.")}`;
    });
  });
}
