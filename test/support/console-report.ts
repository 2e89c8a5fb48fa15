import { compareReports } from "../../src/review/report/compare-reports.ts";
import type { WindowComparison } from "../../src/review/report/compare-reports.ts";
import { buildReport } from "../../src/review/report/build-report.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import { contributed, eligibility, given, historical, vxu } from "./review-messages.ts";
import { afternoonOf, REVIEW_DAYS, reportInput } from "./review-report.ts";

/** One message of a day: mostly right, every so often with what reviews find. */
function messageOf(day: string, number: number): string {
  const digit = String(number).padStart(4, "0");
  const isWithoutSecondCode = number % 9 === 0;
  const dose = given(
    {
      3: day,
      5: isWithoutSecondCode ? "115^Tdap^CVX" : "03^MMR^CVX^00006-4681-01^M-M-R II^NDC",
      ...(number % 7 === 0 && { 15: "" }),
      ...(number % 61 === 0 && { 3: "20301224" }),
    },
    number % 8 === 0 ? [] : [eligibility("V02")],
  );
  return vxu({
    msh: { 7: `${day}090000-0600`, 10: `NC-${digit}` },
    pid: {
      3: `${771_000 + number}^^^NORTHC^MR`,
      ...(number % 4 === 0 && { 10: "" }),
      ...(number % 5 === 0 && { 13: "" }),
    },
    orders: number % 3 === 0 ? [dose, historical("20230110", "03^MMR^CVX")] : [dose],
  });
}

function reportOf(days: readonly string[], perDay: number): ReviewReport {
  const contributions = days.flatMap((day, index) =>
    Array.from({ length: perDay }, (_unused, count) => {
      const number = index * perDay + count + 1;
      const options = { receivedAtMs: afternoonOf(day), messageId: `m-${day}-${number}` };
      return contributed(messageOf(day, number), options);
    }),
  );
  return buildReport(
    reportInput(contributions, {
      acts: {
        waivers: [
          {
            letter: "f",
            by: "rivera",
            atMs: afternoonOf("20261117"),
            reason: "phone system changes in December",
          },
        ],
        attestations: [
          { letter: "g", by: "rivera", atMs: afternoonOf("20261117"), reason: "scripted message 7" },
        ],
        clearances: [],
        markers: [{ by: "rivera", atMs: afternoonOf("20261109"), text: "NDC added to RXA-5.4" }],
      },
    }),
  );
}

/** A review with passing, failing and open rules, as the code makes it. */
export const SHOWN_REPORT: ReviewReport = reportOf(REVIEW_DAYS, 9);

/** The first half of the window against the second. */
export const SHOWN_COMPARISON: WindowComparison = compareReports(
  reportOf(REVIEW_DAYS.slice(0, 3), 4),
  SHOWN_REPORT,
);
