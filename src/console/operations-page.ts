import { type Bar, barChart } from "./charts.ts";
import { dataTable, scrollTable } from "./data-table.ts";
import { folded, section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { answerLegend } from "./report-traffic.ts";
import { counted, instant, instantText } from "./show-values.ts";
import { type StateKind, stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { Gauge, OperationsView, TrafficHour } from "./views/operations.ts";

const GAUGE_STATES: Readonly<Record<Gauge["state"], readonly [StateKind, string]>> = {
  good: ["good", "good"],
  warn: ["attention", "watch"],
  bad: ["bad", "act"],
  unknown: ["neutral", "not known"],
};

/** Whether the gateway does its work: figures against written limits, traffic by hour, what ends soon, alerts. */
export function renderOperations(
  frame: Frame,
  { gauges, traffic, expiring, expiringCount, alerts }: OperationsView,
): string {
  const bad = gauges.filter(({ state }) => state === "bad").length;
  const warn = gauges.filter(({ state }) => state === "warn").length;
  return renderPage(frame, {
    title: "Operations",
    aside: html`<span class="aside">${bad > 0 && stateMark("bad", `${bad} to act on`)} ${warn > 0 && stateMark("attention", `${warn} to watch`)}
${bad + warn === 0 && stateMark("good", "all within limits")}</span>`,
    content: html`${section("gauges", "Now", gaugeTable(gauges))}
${traffic.map(({ realm, hours }) => section(`traffic-${realm}`, `Traffic in ${realm}`, trafficChart(realm, hours)))}
<div class="beside">${section("expiring", "Credentials that expire soon", html`${expiringTable(expiring)}${furtherExpiring(expiringCount - expiring.length)}`)}
${section("alerts", "Alerts", html`${alertTable(alerts)}<p class="quiet">Of the process that made this page. With WORKERS above 1 each keeps its own; the log has those of all.</p>`)}</div>`,
  });
}

function gaugeTable(gauges: readonly Gauge[]): Html {
  return dataTable({
    caption: "Figures against their limits",
    captionHidden: true,
    columns: [
      { label: "Figure" },
      { label: "State" },
      { label: "Value", kind: "number" },
      { label: "What it means, and what to do" },
    ],
    rows: gauges.map(({ name, state, value, means }) => [
      name,
      stateMark(...GAUGE_STATES[state]),
      value,
      means,
    ]),
    empty: "Nothing is measured yet.",
  });
}

function barOf({ at, AA, AE, AR }: TrafficHour): Bar {
  return {
    label: instantText(at).slice(11),
    parts: [
      { kind: "AA", count: AA },
      { kind: "AE", count: AE },
      { kind: "AR", count: AR },
    ],
  };
}

function trafficChart(realm: string, hours: readonly TrafficHour[]): Html {
  if (hours.every(({ AA, AE, AR }) => AA + AE + AR === 0))
    return html`<p class="empty">Nothing was received in the last ${hours.length} hours.</p>`;
  const table = scrollTable({
    caption: `Answers in ${realm} by hour`,
    captionHidden: true,
    columns: [
      { label: "Hour" },
      { label: "AA", kind: "number" },
      { label: "AE", kind: "number" },
      { label: "AR", kind: "number" },
    ],
    rows: hours.map(({ at, AA, AE, AR }) => [instant(at), AA, AE, AR]),
    empty: "Nothing was received.",
  });
  const chart = barChart(
    hours.map(barOf),
    `Answers in ${realm} by hour`,
    "One bar an hour: AA, AE and AR, from the bottom up.",
  );
  return html`<div class="chart" tabindex="0" role="group" aria-label="Answers by hour, chart">${chart}</div>${answerLegend()}${folded("The same as a table", table)}`;
}

function furtherExpiring(count: number): Html {
  if (count <= 0) return NOTHING;
  return html`<p class="quiet">${counted(count, "more", "more")} within 30 days: <code>iis credential list --expiring 30</code>.</p>`;
}

function expiringTable(expiring: OperationsView["expiring"]): Html {
  return dataTable({
    caption: "Credentials that expire soon",
    captionHidden: true,
    columns: [
      { label: "Organization" },
      { label: "User name", kind: "code" },
      { label: "Realm" },
      { label: "Expires" },
      { label: "Last used" },
    ],
    rows: expiring.map(({ organizationId, organization, username, realm, expiresAt, lastUsedAt }) => [
      html`<a href="${PATHS.organization(organizationId)}#credentials">${organization}</a>`,
      username,
      realm,
      instant(expiresAt),
      lastUsedAt === undefined ? html`<span class="quiet">never</span>` : instant(lastUsedAt),
    ]),
    empty: "None expires within 30 days.",
  });
}

function alertTable(alerts: OperationsView["alerts"]): Html {
  return dataTable({
    caption: "Alerts, newest first",
    captionHidden: true,
    columns: [{ label: "When" }, { label: "What" }],
    rows: alerts.map(({ at, text }) => [instant(at), text]),
    empty: "This process told of nothing since it started; what came before is in the log.",
  });
}
