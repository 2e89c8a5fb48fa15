import { type Html, html } from "./html.ts";
import { countText, percentText } from "./show-values.ts";

/** One day of a rate. */
export interface RateDay {
  readonly day: string;
  readonly passed: number;
  readonly failed: number;
}

const SPARK = { width: 120, height: 24, pad: 2, daysMax: 20 } as const;

/** A length of a drawing, to a tenth and as short as it gets. */
function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The share that passed, day by day, for a glance; the newest twenty days with traffic. */
export function sparkline(days: readonly RateDay[], name: string): Html {
  const shown = days.filter(({ passed, failed }) => passed + failed > 0).slice(-SPARK.daysMax);
  if (shown.length === 0) return html`<span class="quiet">no traffic</span>`;
  const { width, height, pad } = SPARK;
  const rates = shown.map(({ passed, failed }) => passed / (passed + failed));
  const lowest = Math.min(...rates, 0.9);
  const step = shown.length === 1 ? 0 : (width - 2 * pad) / (shown.length - 1);
  const points = rates.map((rate, index): readonly [number, number] => [
    pad + index * step,
    pad + ((1 - rate) / (1 - lowest)) * (height - 2 * pad),
  ]);
  const [lastX, lastY] = points.at(-1) ?? [pad, pad];
  const words = `${name}, by day: ${percentText(rates[0])} on ${shown[0]?.day ?? ""}, lowest ${percentText(Math.min(...rates))}, ${percentText(rates.at(-1))} on ${shown.at(-1)?.day ?? ""}`;
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" role="img"><title>${words}</title>
<polyline points="${points.map(([x, y]) => `${at(x)},${at(y)}`).join(" ")}"/><circle cx="${at(lastX)}" cy="${at(lastY)}" r="2.5"/></svg>`;
}

/** A rate with its bounds against target and floor, shares from 0 to 1. */
export interface IntervalFacts {
  readonly rate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly target: number;
  readonly floor: number;
}

const INTERVAL = { width: 160, height: 18 } as const;

/** Where a share lies on a bar that begins well below the floor, so that what matters has room. */
function scaleOf({ lower, rate, floor }: IntervalFacts): (share: number) => number {
  const least = Math.min(floor > 0 ? floor : 0.5, lower ?? 1, rate ?? 1);
  const from = Math.max(0, Math.floor((least - 0.05) * 10) / 10);
  return (share) => ((Math.max(from, share) - from) / (1 - from)) * INTERVAL.width;
}

/** The Wilson bounds as a bar, the rate as a dot, target and floor as ticks. */
export function intervalBar(facts: IntervalFacts): Html {
  const { rate, lower, upper, target, floor } = facts;
  if (rate === null || lower === null || upper === null)
    return html`<span class="quiet">nothing counted</span>`;
  const x = scaleOf(facts);
  const { width, height } = INTERVAL;
  const middle = height / 2;
  const words = `${percentText(rate)}, between ${percentText(lower)} and ${percentText(upper)}; target ${percentText(target)}, floor ${percentText(floor)}`;
  const floorTick = floor > 0 && floor < target;
  return html`<svg class="interval" viewBox="-4 0 ${width + 8} ${height}" role="img"><title>${words}</title>
<line class="rail" x1="0" x2="${width}" y1="${middle}" y2="${middle}"/>
${floorTick && html`<line class="floor" x1="${at(x(floor))}" x2="${at(x(floor))}" y1="3" y2="${height - 3}"/>`}
<line class="target" x1="${at(x(target))}" x2="${at(x(target))}" y1="1" y2="${height - 1}"/>
<rect class="range" x="${at(x(lower))}" y="${middle - 3}" width="${at(Math.max(1, x(upper) - x(lower)))}" height="6"/>
<circle class="rate" cx="${at(x(rate))}" cy="${middle}" r="4"/></svg>`;
}

/** One bar: its parts from the bottom up. */
export interface Bar {
  readonly label: string;
  readonly parts: readonly {
    readonly kind: "AA" | "AE" | "AR" | "fault" | "plain";
    readonly count: number;
  }[];
  /** A sign above the bar, with its meaning. */
  readonly mark?: string;
}

const BARS = { height: 96, foot: 16, width: 640, top: 14 } as const;

/** Width of one bar with its gap at most, so that few bars do not look like walls. */
const SLOT_MAX = 32;

/** Counts by day or hour as stacked bars; every bar says its own numbers, and the caller puts a table beside it. */
export function barChart(bars: readonly Bar[], title: string, description: string): Html {
  if (bars.length === 0) return html`<p class="empty">Nothing was received.</p>`;
  const sums = bars.map(({ parts }) => parts.reduce((sum, { count }) => sum + count, 0));
  const most = Math.max(1, ...sums);
  const { width, height, foot, top } = BARS;
  const slot = Math.min(SLOT_MAX, width / bars.length);
  const tall = height - top;
  const drawn = bars.map((bar, index) => oneBar(bar, { x: index * slot, slot, tall, most }));
  const every = Math.max(1, Math.ceil(40 / slot));
  const labels = bars.map(({ label }, index) => {
    if (index % every !== 0) return false;
    return html`<text x="${at(index * slot + 1)}" y="${height + foot - 4}">${label}</text>`;
  });
  return html`<svg class="bars" viewBox="0 0 ${width} ${height + foot}" role="img"><title>${title}</title><desc>${description}</desc>
<line class="rail" x1="0" x2="${width}" y1="${height}" y2="${height}"/><text class="scale" x="${width}" y="10">most: ${countText(most)}</text>
${drawn}${labels}</svg>`;
}

interface Place {
  readonly x: number;
  readonly slot: number;
  readonly tall: number;
  readonly most: number;
}

function oneBar({ label, parts, mark }: Bar, { x, slot, tall, most }: Place): Html {
  const gap = Math.min(3, slot * 0.2);
  let bottom: number = BARS.height;
  const boxes = parts.flatMap(({ kind, count }) => {
    if (count === 0) return [];
    const size = Math.max(1, (count / most) * tall);
    bottom -= size;
    return [
      html`<rect class="part-${kind}" x="${at(x + gap / 2)}" y="${at(bottom)}" width="${at(slot - gap)}" height="${at(size)}"/>`,
    ];
  });
  const numbers = parts.map(({ kind, count }) => (kind === "plain" ? String(count) : `${kind} ${count}`));
  const words = `${label}: ${numbers.join(", ")}${mark === undefined ? "" : `, ${mark}`}`;
  const sign = mark !== undefined && html`<path class="sign" d="M${at(x + slot / 2)} 1l5 9h-10z"/>`;
  return html`<g><title>${words}</title>${boxes}${sign}</g>`;
}
