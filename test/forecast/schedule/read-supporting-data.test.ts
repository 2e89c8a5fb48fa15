import { describe, expect, test } from "vitest";
import {
  readSupportingData,
  type SupportingFile,
} from "../../../src/forecast/schedule/read-supporting-data.ts";
import { readScheduleFolder } from "../../../src/store/schedule-folder.ts";
import { FICTITIOUS_FOLDER, fictitiousSchedule } from "../../support/fictitious-schedule.ts";

const FILES = readScheduleFolder(FICTITIOUS_FOLDER).files;

/** The fictitious release with one replacement in one file. */
function changed(name: string, from: string | RegExp, to: string): readonly SupportingFile[] {
  const files = FILES.map((file) =>
    file.name.includes(name) ? { ...file, text: file.text.replace(from, to) } : file,
  );
  expect(files).not.toEqual(FILES);
  return files;
}

describe("readSupportingData()", () => {
  test("reads a release in CDC's form", () => {
    const schedule = fictitiousSchedule();
    expect([...schedule.antigens.keys()].toSorted()).toEqual(["Alpha", "Beta", "Gamma"]);
    expect(schedule.vaccines.get("904")).toEqual([
      { antigen: "Alpha", beginAge: { months: 0, days: 0 }, endAge: { months: 600, days: 0 } },
      { antigen: "Beta", beginAge: undefined, endAge: undefined },
    ]);
    const alpha = schedule.antigens.get("Alpha");
    expect(alpha?.series.map((series) => series.name)).toEqual([
      "Alpha 3-dose series",
      "Alpha risk booster series",
    ]);
    expect(alpha?.series[0]?.doses[2]).toMatchObject({
      number: 3,
      intervals: [{ from: { kind: "previous-dose" } }, { from: { kind: "target-dose", number: 1 } }],
      inadvertent: new Set(["904"]),
      season: undefined,
    });
    expect(schedule.vaccineGroups[1]).toEqual({
      name: "Beta/Gamma",
      antigens: ["Beta", "Gamma"],
      administerFull: true,
    });
  });

  test.each([
    {
      name: "a DTD",
      files: changed("Alpha", "<antigen", "<!DOCTYPE a><antigen"),
      problem: /DTD is not allowed/,
    },
    {
      name: "an entity",
      files: changed("Alpha", "3-dose", "&x;"),
      problem: /Alpha-508.xml: line \d+: undefined entity/,
    },
    {
      name: "a cut file",
      files: changed("Alpha", /<\/antigenSupportingData>\s*$/, ""),
      problem: /unclosed tag/,
    },
    {
      name: "an age that is none",
      files: changed("Beta", "8 years", "eight"),
      problem: /maxAge: "eight" is no age/,
    },
    {
      name: "an unknown condition",
      files: changed("Alpha", "Vaccine Count by Age", "Mood"),
      problem: /"Mood" is no one of/,
    },
    {
      name: "an unknown series type",
      files: changed("Beta", "Standard<", "Usual<"),
      problem: /seriesType: "Usual"/,
    },
    {
      name: "a dose number that is none",
      files: changed("Beta", "Dose 1", "First"),
      problem: /not `Dose N`/,
    },
    {
      name: "an antigen without file",
      files: FILES.filter((file) => !file.name.includes("Gamma")),
      problem: /no file for the antigen Gamma/,
    },
    {
      name: "an unknown vaccine group",
      files: changed("Alpha", /<vaccineGroup>Alpha/g, "<vaccineGroup>Other"),
      problem: /no vaccine group Other/,
    },
    {
      name: "an unknown series group",
      files: changed("Alpha", "<equivalentSeriesGroups>2", "<equivalentSeriesGroups>9"),
      problem: /no series group 9/,
    },
    {
      name: "an unknown target dose",
      files: changed("Alpha", "<fromTargetDose>1", "<fromTargetDose>8"),
      problem: /no target dose 8/,
    },
    {
      name: "an interval from nothing",
      files: changed("Alpha", "<fromPrevious>Y", "<fromPrevious>N"),
      problem: /measured from nothing/,
    },
    {
      name: "no schedule file",
      files: FILES.filter((file) => !file.name.startsWith("Schedule")),
      problem: /0 files with scheduleSupportingData/,
    },
    {
      name: "another document",
      files: [...FILES, { name: "x.xml", text: "<html/>" }],
      problem: /root element html is unknown/,
    },
    {
      name: "an antigen twice",
      files: [...FILES, ...FILES.filter((file) => file.name.includes("Beta"))],
      problem: /several files/,
    },
    {
      name: "deep nesting",
      files: [...FILES, { name: "x.xml", text: "<a>".repeat(40) }],
      problem: /nested too deep/,
    },
    { name: "nothing", files: [], problem: /0 files/ },
  ])("refuses $name", ({ files, problem }) => {
    const read = readSupportingData(files);
    expect(read.kind === "bad" ? read.problems.join("\n") : "read").toMatch(problem);
  });

  test("notes codes that the schedule file does not list and goes on", () => {
    const read = readSupportingData(changed("Alpha", "<guidelineCode>001", "<guidelineCode>777"));
    expect(read).toMatchObject({ kind: "read", notes: ["observation 777 is not described"] });
  });
});

test("readScheduleFolder() takes the version from the folder's name and digests the content", () => {
  const folder = readScheduleFolder(FICTITIOUS_FOLDER);
  expect(folder.version).toBe("1.0");
  expect(folder.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(folder.files.map((file) => file.name)).toEqual([
    "AntigenSupportingData- Alpha-508.xml",
    "AntigenSupportingData- Beta-508.xml",
    "AntigenSupportingData- Gamma-508.xml",
    "ScheduleSupportingData.xml",
  ]);
});
