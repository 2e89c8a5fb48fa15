import type { CodeReport, DayReport, ReviewReport } from "../review/report/report.ts";
import { type Bar, barChart } from "./charts.ts";
import { factList, scrollTable } from "./data-table.ts";
import { folded, section } from "./form-fields.ts";
import { type Html, html, type HtmlValue } from "./html.ts";
import { countText, counted, day, percentText } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";

/** What was received beside the rules: by day, by code, how soon, how often twice, from which site. */
export function trafficSections(report: ReviewReport): Html {
  return html`${section("days", "Traffic by day", days(report))}
<div class="beside">
${section("timeliness", "Timeliness", timeliness(report))}
${section("duplicates", "Duplicates", duplicates(report))}
</div>
<div class="beside">
${section("sites", "Sites", sites(report))}
${section("apart", "Received, but no evidence", apart(report))}
</div>
${section("codes", "Codes received", codes(report.codesReceived))}`;
}

const ALARMS: Readonly<Record<string, string>> = {
  silent: "silent: nothing came",
  low: "low: far below the plan",
  flood: "flood: far above the plan",
};

function legendEntry(kind: "AA" | "AE" | "AR"): Html {
  return html`<span><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="part-${kind}" width="12" height="12"/></svg> ${kind}</span>`;
}

/** A legend of the answers' colours, by word. */
export function answerLegend(): Html {
  return html`<p class="legend">${legendEntry("AA")}${legendEntry("AE")}${legendEntry("AR")}</p>`;
}

function barOf({ day: on, AA, AE, AR, alarm }: DayReport): Bar {
  const parts = [
    { kind: "AA", count: AA },
    { kind: "AE", count: AE },
    { kind: "AR", count: AR },
  ] as const;
  return { label: on.slice(5), parts, ...(alarm !== null && { mark: ALARMS[alarm] ?? alarm }) };
}

/** Days shown, the newest. */
const DAYS_SHOWN_MAX = 31;

function days(report: ReviewReport): Html {
  const shown = report.days.slice(-DAYS_SHOWN_MAX);
  const table = scrollTable({
    caption: "Messages, doses and answers by day",
    captionHidden: true,
    columns: [
      { label: "Day" },
      { label: "Messages", kind: "number" },
      { label: "Doses", kind: "number" },
      { label: "AA", kind: "number" },
      { label: "AE", kind: "number" },
      { label: "AR", kind: "number" },
      { label: "Volume" },
    ],
    rows: shown.map(({ day: on, messages, doses, AA, AE, AR, alarm }): readonly HtmlValue[] => [
      day(on),
      countText(messages),
      countText(doses),
      AA,
      AE,
      AR,
      alarm === null ? "" : stateMark("attention", alarm),
    ]),
    empty: "Nothing was received.",
  });
  if (shown.length === 0) return html`<p class="empty">Nothing was received.</p>`;
  const chart = barChart(
    shown.map(barOf),
    "Messages by day and answer",
    "One bar a day; a triangle marks a day on which the volume was not as planned.",
  );
  return html`<div class="chart" tabindex="0" role="group" aria-label="Messages by day, chart">${chart}</div>${answerLegend()}${folded("The same as a table", table)}${report.days.length > shown.length && html`<p class="quiet">The newest ${shown.length} days; give From and To for others.</p>`}`;
}

function dayCount(value: number | null): string {
  return value === null ? "–" : counted(Number(value.toFixed(1)), "day");
}

function timeliness({ timeliness: found }: ReviewReport): Html {
  return factList([
    ["Given doses counted", countText(found.n)],
    ["Same day", percentText(found.sameDay)],
    ["Within 1 day", percentText(found.le1)],
    ["Within 7 days", percentText(found.le7)],
    ["Within 30 days", percentText(found.le30)],
    ["Median", dayCount(found.medianDays)],
    ["90 of 100 within", dayCount(found.p90Days)],
    ["Initial load, left out", countText(found.initialLoadExcluded)],
  ]);
}

function duplicates({ duplicates: found }: ReviewReport): Html {
  return factList([
    ["Same message sent again", countText(found.identicalMessages)],
    ["Control id on other content", countText(found.controlIdReuse)],
    ["Doses sent for each distinct dose", found.resendFactor === null ? "–" : found.resendFactor.toFixed(1)],
    ["Same vaccine group within 3 days", countText(found.nearDuplicateDoses)],
    ["Given and historical on one day", countText(found.twins)],
    ["One order number on several doses", countText(found.sharedOrderNumbers)],
  ]);
}

function siteState(messages: number, silent: boolean): Html {
  if (silent) return stateMark("attention", "silent");
  return messages === 0 ? stateMark("neutral", "nothing yet") : stateMark("good", "sends");
}

/** Sites shown: the silent ones first, then those that send least. */
const SITES_SHOWN_MAX = 20;

function sites({ sites: found }: ReviewReport): Html {
  const shown = found
    .toSorted((a, b) => Number(b.silent) - Number(a.silent) || a.messages - b.messages)
    .slice(0, SITES_SHOWN_MAX);
  const more = found.length - shown.length;
  const table = scrollTable({
    caption: "Sites and when each last sent",
    captionHidden: true,
    columns: [
      { label: "Site", kind: "code" },
      { label: "Messages", kind: "number" },
      { label: "Last seen" },
      { label: "State" },
    ],
    rows: shown.map(({ code, mnvfc, messages, lastSeen, silent }) => [
      html`${code}${mnvfc && html` <span class="tag">MnVFC</span>`}`,
      countText(messages),
      day(lastSeen ?? undefined),
      siteState(messages, silent),
    ]),
    empty: "No site is current.",
  });
  return html`${table}${more > 0 && html`<p class="quiet">${counted(more, "more site")} that send more.</p>`}`;
}

function apart({ apart: found }: ReviewReport): Html {
  return factList([
    ["Queries", countText(found.queries)],
    ["Other message types", countText(found.otherTypes)],
    ["Other processing ids", countText(found.otherProcessingIds)],
    ["Refused (AE, nothing stored)", countText(found.refused)],
    ["Rejected (AR)", countText(found.rejected)],
    ["Not readable", countText(found.unreadable)],
  ]);
}

/** Rows of the table of codes; the page stays under 100 KB. */
const CODES_SHOWN_MAX = 20;

function isUsual({ status }: CodeReport): boolean {
  return /^(?:active|valid|)$/i.test(status);
}

function codes(found: readonly CodeReport[]): Html {
  const shown = found.toSorted((a, b) => Number(isUsual(a)) - Number(isUsual(b))).slice(0, CODES_SHOWN_MAX);
  const more = found.length - shown.length;
  const table = scrollTable({
    caption: "Codes that are not in use now stand first",
    columns: [
      { label: "Field", kind: "code" },
      { label: "Code", kind: "code" },
      { label: "Meaning" },
      { label: "Status" },
      { label: "Class" },
      { label: "Count", kind: "number" },
      { label: "Share", kind: "number" },
      { label: "Before", kind: "number" },
      { label: "Seen" },
    ],
    rows: shown.map((code) => [
      code.field,
      html`${code.system} ${code.code}`,
      code.label,
      isUsual(code) ? code.status : stateMark("attention", code.status),
      code.class,
      countText(code.count),
      percentText(code.share),
      percentText(code.previousShare),
      `${code.firstSeen.slice(5, 10)} to ${code.lastSeen.slice(5, 10)}`,
    ]),
    empty: "No code was received.",
  });
  return html`${folded(counted(found.length, "code"), table)}${more > 0 && html`<p class="quiet">${counted(more, "further code")} not shown; the report as JSON has all.</p>`}`;
}
