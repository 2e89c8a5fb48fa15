import type { DateOnly } from "../kernel/dates.ts";
import { PHASES, type Phase } from "../onboarding/stages.ts";
import type { Schedule, Span } from "../onboarding/schedule.ts";
import { dataTable } from "./data-table.ts";
import { type Html, html } from "./html.ts";
import { day } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";

const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  plan: "Plan",
  review: "Technical review",
  move: "Production move",
  monitoring: "Monitoring",
};

const SPAN_STATES: Readonly<Record<Span["state"], Html>> = {
  done: stateMark("good", "done"),
  current: stateMark("news", "now"),
  planned: stateMark("neutral", "planned"),
};

const DRAWN = { width: 640, row: 22, foot: 16 } as const;
const MS_PER_DAY = 86_400_000;

/** The phases of a case on one line of time with today, and the same as a table. */
export function timeline(schedule: Schedule, today: string): Html {
  const spans = PHASES.flatMap((phase) => {
    const span = schedule[phase];
    return span === undefined ? [] : [{ phase, ...span }];
  });
  if (spans.length === 0) return html`<p class="empty">The schedule begins with the invitation.</p>`;
  return html`<div class="chart" tabindex="0" role="group" aria-label="Schedule as a chart">${drawing(spans, today)}</div>
${dataTable({
  caption: "Phases, first and last day inclusive",
  columns: [{ label: "Phase" }, { label: "First day" }, { label: "Last day" }, { label: "State" }],
  rows: spans.map(({ phase, from, to, state }) => [
    PHASE_NAMES[phase],
    day(from),
    day(to),
    SPAN_STATES[state],
  ]),
  empty: "",
})}`;
}

function drawing(spans: readonly (Span & { readonly phase: Phase })[], today: string): Html {
  const days = [...spans.flatMap(({ from, to }) => [from, to]), today].toSorted();
  const first = Date.parse(days[0] ?? today);
  const length = Math.max(MS_PER_DAY, Date.parse(days.at(-1) ?? today) + MS_PER_DAY - first);
  const x = (on: DateOnly | string, further = 0): number =>
    ((Date.parse(on) + further - first) / length) * DRAWN.width;
  const height = spans.length * DRAWN.row;
  const bars = spans.map(({ phase, from, to, state }, index) => {
    const [left, right] = [x(from), x(to, MS_PER_DAY)];
    const y = index * DRAWN.row + 3;
    const isLate = left > DRAWN.width * 0.7;
    return html`<rect class="span-${state}" x="${left.toFixed(1)}" y="${y}" width="${Math.max(3, right - left).toFixed(1)}" height="16" rx="2"/>
<text x="${(isLate ? left - 5 : right + 5).toFixed(1)}" y="${y + 12}" class="${isLate ? "before" : "after"}">${PHASE_NAMES[phase]}</text>`;
  });
  const now = x(today, MS_PER_DAY / 2).toFixed(1);
  const words = `Schedule from ${days[0] ?? ""} to ${days.at(-1) ?? ""}, today ${today}`;
  return html`<svg class="bars timeline" viewBox="0 0 ${DRAWN.width} ${height + DRAWN.foot}" role="img"><title>${words}</title>
${bars}<line class="today" x1="${now}" x2="${now}" y1="0" y2="${height}"/><text x="${now}" y="${height + 12}" class="${Number(now) > 580 ? "before" : "after"}">today</text></svg>`;
}
