import { fieldName, segmentName } from "../immunization/field-names.ts";
import { componentName } from "./component-name.ts";
import { attributes, type Html, html, type HtmlValue, NOTHING } from "./html.ts";
import { type RawField, type RawMessage, type RawSegment, readRawMessage } from "./raw-message.ts";
import { counted } from "./show-values.ts";
import { severityMark } from "./state-mark.ts";

/** A finding as far as a text needs it. */
export interface PlacedFinding {
  readonly rule: string;
  readonly severity: string;
  /** As ERR-2 writes it, `PID^1^7`; absent for the whole message. */
  readonly location?: string | undefined;
  /** What is wrong, in words; `""` when the words are not known any more. */
  readonly text: string;
}

/** Where a finding points: all that ERR-2 says, 1-based. */
interface Place {
  readonly segment: string;
  readonly sequence: number;
  readonly field: number | undefined;
  readonly repetition: number | undefined;
  readonly component: number | undefined;
}

interface Placed {
  readonly place: Place;
  readonly finding: PlacedFinding;
}

function placeOf(location: string): Place {
  const [segment = "", ...numbers] = location.split("^");
  const [sequence = 1, field, repetition, component] = numbers.map(Number);
  return { segment, sequence, field, repetition, component };
}

/** Bytes of markup that segments with a finding may take beyond a text's room. */
const FOUND_BYTES_MAX = 8_000;
/** Markup around one field, one component and one finding, in both texts together. */
const COST = { field: 290, component: 55, character: 2, finding: 220 } as const;

function costOf({ fields }: RawSegment): number {
  const parts = fields.flatMap(({ repetitions }) => repetitions.flat());
  const characters = parts.reduce((sum, text) => sum + text.length, 0);
  return fields.length * COST.field + parts.length * COST.component + characters * COST.character;
}

/** What of a long message is shown, so that the page stays small. */
function shownSegments(
  segments: readonly RawSegment[],
  found: readonly Placed[],
  bytesMax: number,
): readonly RawSegment[] {
  let room = bytesMax - found.length * COST.finding;
  let further = FOUND_BYTES_MAX;
  return segments.filter((segment) => {
    const cost = costOf(segment);
    room -= cost;
    if (room >= 0) return true;
    if (!found.some(({ place }) => isIn(place, segment))) return false;
    further -= cost;
    return further >= 0;
  });
}

function isIn({ segment, sequence }: Place, { name, sequence: own }: RawSegment): boolean {
  return segment === name && sequence === own;
}

/** Where a text stands on its page. */
export interface TextPlace {
  /** Of the ids of places, so that two texts can stand on one page. */
  readonly prefix: string;
  /** Bytes of markup that the text may take; what follows is counted. */
  readonly bytesMax: number;
}

/** A message twice: as a tree with the names of its fields, and as it was sent, with each finding at the very component. */
export function messageText(
  text: string,
  findings: readonly PlacedFinding[],
  { prefix, bytesMax }: TextPlace,
): Html {
  const message = readRawMessage(text);
  const found = findings.flatMap((finding): readonly Placed[] =>
    finding.location === undefined || finding.location === ""
      ? []
      : [{ place: placeOf(finding.location), finding }],
  );
  const shown = shownSegments(message.segments, found, bytesMax);
  const left = message.segments.length - shown.length;
  const more =
    left > 0 &&
    html`<p class="quiet">${counted(left, "segment")} more not shown here; the command line shows all: <code>iis message show</code>.</p>`;
  return html`<div class="beside message">
<div class="tree"><h3>By segment</h3>${shown.map((segment) => treeSegment(segment, message.delimiters, { found, prefix }))}${more}</div>
<div class="raw-side"><h3>As sent</h3><ol class="raw" tabindex="0" aria-label="Message as sent">${shown.map((segment) => rawSegment(segment, message.delimiters, { found, prefix }))}</ol></div>
</div>`;
}

/** The id of a place within a page: what the link of a finding leads to. */
export function placeId(prefix: string, location: string): string {
  const { segment, sequence, field } = placeOf(location);
  return [prefix, segment, sequence, ...(field === undefined ? [] : [field])].join("-");
}

type Delimiters = RawMessage["delimiters"];

interface TreeContext {
  readonly found: readonly Placed[];
  readonly prefix: string;
}

function treeSegment(segment: RawSegment, delimiters: Delimiters, { found, prefix }: TreeContext): Html {
  const { name, sequence, fields } = segment;
  const own = found.filter(({ place }) => isIn(place, segment));
  const about = own.filter(({ place }) => place.field === undefined);
  const told = own.flatMap(({ place }) => place.field ?? []);
  const sent = new Map(fields.map((field) => [field.number, field]));
  const numbers = [...new Set([...sent.keys(), ...told])].toSorted((a, b) => a - b);
  const rows = numbers.map((number) => {
    const field = sent.get(number) ?? { number, repetitions: [] };
    const here = own.filter(({ place }) => place.field === number);
    return treeField(segment, field, delimiters, { found: here, prefix });
  });
  const many = sequence > 1 && html` <span class="quiet">${sequence}</span>`;
  return html`<details class="segment" ${attributes({ open: name !== "MSH" || own.length > 0 })} id="${prefix}-${name}-${sequence}"><summary><code>${name}</code>${many} ${segmentName(name)} ${notesOf(about)}</summary>
<ul class="plain fields">${rows}</ul></details>
`;
}

function treeField(
  segment: RawSegment,
  field: RawField,
  delimiters: Delimiters,
  { found, prefix }: TreeContext,
): Html {
  const { name, sequence } = segment;
  const { number, repetitions } = field;
  const values: readonly HtmlValue[] = repetitions.map(
    (components, index) =>
      html`<span class="repetition">${componentsOf(segment, number, components, delimiters, marksOf(found, index + 1))}</span>`,
  );
  const own = attributes({
    id: `${prefix}-${name}-${sequence}-${number}`,
    class: gravest(found),
  });
  return html`<li ${own}><code class="place">${name}-${number}</code> <span class="name">${fieldName(name, number)}</span>
<span class="value code">${values.length === 0 ? html`<span class="quiet">not sent</span>` : values}</span>${notesOf(found)}</li>`;
}

/** The components of one repetition that findings point at; a finding without a component means the whole. */
function marksOf(found: readonly Placed[], repetition: number): readonly Placed[] {
  return found.filter(({ place }) => (place.repetition ?? 1) === repetition);
}

function componentsOf(
  { name }: RawSegment,
  field: number,
  components: readonly string[],
  { component: delimiter }: Delimiters,
  marks: readonly Placed[],
): readonly HtmlValue[] {
  const isWhole = marks.some(({ place }) => place.component === undefined);
  return components.map((text, index): HtmlValue => {
    const number = index + 1;
    const before = index > 0 && html`<i>${delimiter}</i>`;
    const hover = components.length > 1 ? componentName(name, field, number) : "";
    const own = attributes({ title: hover === "" ? undefined : `${name}-${field}.${number} ${hover}` });
    const isMarked = (isWhole && text !== "") || marks.some(({ place }) => place.component === number);
    if (isMarked) return html`${before}<mark ${own}>${text === "" ? "∅" : text}</mark>`;
    return hover === "" || text === "" ? html`${before}${text}` : html`${before}<span ${own}>${text}</span>`;
  });
}

function notesOf(found: readonly Placed[]): Html {
  if (found.length === 0) return NOTHING;
  return html`<span class="notes">${found.map(({ finding: { rule, severity, text } }) => html`<span class="note">${severityMark(severity)} ${text} <code class="quiet">${rule}</code></span>`)}</span>`;
}

function gravest(found: readonly Placed[]): string | undefined {
  const severities = new Set(found.map(({ finding }) => finding.severity));
  const worst = ["E", "W", "I"].find((severity) => severities.has(severity));
  return worst === undefined ? undefined : `has-${worst}`;
}

function rawSegment(segment: RawSegment, delimiters: Delimiters, { found, prefix }: TreeContext): Html {
  const { name, fields } = segment;
  const own = found.filter(({ place }) => isIn(place, segment));
  let last = name === "MSH" ? 1 : 0;
  const parts = fields.map((field): HtmlValue => {
    const gap = delimiters.field.repeat(field.number - last);
    last = field.number;
    return html`${gap}${rawField(segment, field, delimiters, { found: own, prefix })}`;
  });
  return html`<li><b>${name}</b>${parts}</li>
`;
}

function rawField(
  segment: RawSegment,
  field: RawField,
  delimiters: Delimiters,
  { found: own, prefix }: TreeContext,
): Html {
  const { name, sequence } = segment;
  const { number, repetitions } = field;
  const found = own.filter(({ place }) => place.field === number);
  const text = repetitions.map((components, index): HtmlValue => {
    const marks = marksOf(found, index + 1);
    const before = index > 0 && delimiters.repetition;
    if (marks.length === 0) return html`${before}${components.join(delimiters.component)}`;
    return html`${before}${componentsOf(segment, number, components, delimiters, marks)}`;
  });
  const title = `${name}-${number} ${fieldName(name, number)}`.trim();
  return html`<span title="${title}" data-place="${prefix}-${name}-${sequence}-${number}">${text}</span>`;
}
