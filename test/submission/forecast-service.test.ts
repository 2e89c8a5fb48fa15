import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CdsiCase, readCase } from "../../scripts/cdsi-cases.ts";
import { readCsv } from "../../scripts/read-csv.ts";
import { loadSchedule } from "../../src/forecast/current-schedule.ts";
import { isoOf } from "../../src/forecast/day.ts";
import { readScheduleFolder } from "../../src/store/schedule-folder.ts";
import { CDC_FOLDER, hasCdcData } from "../support/cdc-data.ts";
import { checkProfile } from "../../src/validation/validate.ts";
import type { ForecastService } from "../../src/submission/forecast-service.ts";
import { BASE_QUERY, BASE_UPDATE, messageOf } from "../support/conformance-messages.ts";
import { editMessage } from "../support/edit-message.ts";
import { forecastService } from "../support/fictitious-schedule.ts";
import { ask, personFrom } from "../support/pure-registry.ts";
import { CODES, RECEIVED_AT_MS } from "../support/read-reports-of.ts";

const FORECAST_QUERY = editMessage(BASE_QUERY, [
  { segment: "MSH", field: 21, value: "Z44^CDCPHINVS" },
  { segment: "QPD", field: 1, value: "Z44^Request Evaluated History and Forecast^CDCPHINVS" },
]);

const SERVICE = forecastService();

/** A dose of another day, behind B. */
function given(day: string, cvx: string, key: string): string {
  return `ORC|RE||${key}^NPC\rRXA|0|1|${day}||${cvx}^vaccine^CVX|999|||01^Historical^NIP001|||||||||||CP|A\r`;
}

function said(code: string, value: string): string {
  return `OBX|9|CE|${code}^Said^LN|9|${value}||||||F|||20260105\r`;
}

function answer(er7: string, service: ForecastService | undefined = SERVICE): string {
  return ask(FORECAST_QUERY, [personFrom("W", [{ er7 }])], {}, service).answer;
}

/** OBX of the answer as `set code value`, by order group. */
function observations(er7: string, service?: ForecastService): readonly (readonly string[])[] {
  return answer(er7, service)
    .split("ORC|")
    .slice(1)
    .map((group) =>
      group
        .split("\r")
        .filter((line) => line.startsWith("OBX|"))
        .map((line) => line.split("|"))
        .map((fields) => `${fields[4]} ${fields[3]?.split("^")[0]} ${fields[5]?.split("^")[0]}`),
    );
}

describe("a Z44 is answered with evaluation and forecast", () => {
  test("each dose by its vaccine group, then what is due", () => {
    const [first, second, forecast] = observations(BASE_UPDATE + given("20240601", "08", "V9"));
    expect(first).toEqual([
      "1 30956-7 45",
      "1 59779-9 VXC16",
      "1 59780-7 Alpha 3-dose series",
      "1 30973-2 1",
      "1 59781-5 Y",
    ]);
    expect(second).toEqual([
      "1 30956-7 03",
      "1 59779-9 VXC16",
      "1 59780-7 Gamma 1-dose series",
      "1 30973-2 1",
      "1 59781-5 Y",
    ]);
    expect(forecast).toEqual([
      "1 30956-7 45",
      "1 59779-9 VXC16",
      "1 59780-7 Alpha 3-dose series",
      "1 30973-2 2",
      "1 30981-5 20240629",
      "1 30980-7 20240709",
      "1 59778-1 20240905",
      "1 59783-1 Not Complete, overdue",
      "2 30956-7 03",
      "2 59779-9 VXC16",
      "2 59780-7 Beta 1-dose series; Gamma 1-dose series",
      "2 30973-2 1",
      "2 30981-5 20260202",
      "2 30980-7 20260202",
      "2 59777-3 20320308",
      "2 59778-1 20260202",
      "2 59783-1 Not Complete",
    ]);
  });

  test("a dose that does not count says why", () => {
    const [first] = observations(BASE_UPDATE + given("20240310", "08", "V9"));
    expect(first?.slice(-2)).toEqual([
      "1 59781-5 N",
      "1 30982-3 Not Valid; Too young; Not a preferable or allowable vaccine",
    ]);
  });

  test("a dose given in part does not count", () => {
    const part = given("20240601", "08", "V9").replace("|CP|", "|PA|");
    expect(observations(BASE_UPDATE + part)[0]?.slice(-1)).toEqual([
      "1 30982-3 Sub-standard; Dose condition",
    ]);
  });

  test("names the data in a notice that keeps AA", () => {
    const text = answer(BASE_UPDATE);
    expect(text).toContain("MSA|AA|");
    expect(text).toMatch(/\rERR\|[^\r]*RSP-FORECAST-DATA[^\r]*supporting data 1\.0/);
  });

  test("is clean by our own profile", () => {
    const message = messageOf(
      answer(BASE_UPDATE + given("20240601", "08", "V9") + given("20240310", "08", "V8")),
    );
    const findings = checkProfile(message, "Z42", {
      nowMs: RECEIVED_AT_MS,
      zone: "America/Chicago",
      codes: CODES,
    });
    expect(findings.map(({ ruleId, location }) => `${ruleId} ${JSON.stringify(location)}`)).toEqual([]);
  });

  test.each([
    { name: "immunity by a finding", obx: said("75505-8", "371111005^immune^SCT"), status: "Immune" },
    {
      name: "a contraindication",
      obx: said("30945-0", "VXC18^yeast^CDCPHINVS"),
      status: "Contraindicated",
    },
    { name: "another code", obx: said("30945-0", "VXC30^rodent^CDCPHINVS"), status: "Not Complete, overdue" },
    {
      name: "the same code of another system",
      obx: said("75505-8", "371111005^x^L"),
      status: "Not Complete, overdue",
    },
    {
      name: "a code in another observation",
      obx: said("64994-7", "371111005^x^SCT"),
      status: "Not Complete, overdue",
    },
  ])("$name: $status", ({ obx, status }) => {
    const forecast = observations(BASE_UPDATE + obx).at(-1);
    expect(forecast?.find((line) => line.startsWith("1 59783-1"))).toBe(`1 59783-1 ${status}`);
  });

  test.each([
    { name: "in production nobody accepted the data", service: forecastService(false) },
    { name: "no data were read", service: { ...SERVICE, loaded: () => undefined } },
  ])("holds the history alone while $name", ({ service }) => {
    expect(observations(BASE_UPDATE, service).at(-1)).toEqual(["1 30982-3 no forecast available"]);
    expect(answer(BASE_UPDATE, service)).toContain("RSP-NO-FORECAST");
  });

  test("in test no data need be accepted", () => {
    const asked = ask(
      FORECAST_QUERY,
      [personFrom("W", [{ er7: BASE_UPDATE }])],
      { realm: "test" },
      forecastService(false),
    );
    expect(asked.answer).toContain("RSP-FORECAST-DATA");
  });
});

/** Of CDC's cases, one in so many is answered. */
const EVERY = 40;

function rulesBroken({ patient }: CdsiCase, service: ForecastService): readonly string[] {
  const born = { value: isoOf(patient.born).replaceAll("-", "") };
  const doses = patient.doses.map((dose, index) =>
    given(isoOf(dose.day).replaceAll("-", ""), dose.cvx, `C${index}`),
  );
  const [head = ""] = BASE_UPDATE.split("ORC|");
  const update = editMessage(head, [{ segment: "PID", field: 7, ...born }]) + doses.join("");
  const query = editMessage(FORECAST_QUERY, [{ segment: "QPD", field: 6, ...born }]);
  const text = ask(query, [personFrom("W", [{ er7: update }])], {}, service).answer;
  if (!text.includes("supporting data 4.61")) return ["no forecast"];
  const context = { nowMs: RECEIVED_AT_MS, zone: "America/Chicago", codes: CODES };
  return checkProfile(messageOf(text), "Z42", context).map(({ ruleId }) => ruleId);
}

test.runIf(hasCdcData())(
  "answers to patients of CDC's cases, by CDC's data, are clean by our own profile",
  () => {
    const load = loadSchedule(readScheduleFolder(join(CDC_FOLDER, "supporting-data-4.61")));
    if (load.kind !== "loaded") throw new Error("CDC's data are not read");
    const service = { ...SERVICE, loaded: () => load.loaded };
    const rows = readCsv(readFileSync(join(CDC_FOLDER, "healthy-test-cases-4.42.csv"), "utf8"));
    const cases = rows.filter((_, index) => index % EVERY === 0).flatMap((row) => readCase(row) ?? []);
    expect(cases.length).toBeGreaterThan(20);
    expect(cases.flatMap((one) => rulesBroken(one, service).map((rule) => `${one.id} ${rule}`))).toEqual([]);
  },
);
