import type { PatientRevision } from "../registry/ports.ts";
import type { PatientReport } from "../registry/patient/patient-report.ts";
import type { ReportRevision, StoredReport } from "../registry/vaccination/stored-report.ts";
import type { VaccinationContent } from "../registry/vaccination/vaccination-report.ts";

type Segment = VaccinationContent["segments"][number];
type Field = Segment["fields"][number];
type Repetition = Field[number];
type Component = Repetition[number];

/*
 * Segments as documents keep them: their fields as one text, a third of what brackets around each leaf take. Fields in the form in
 * which a message is read are read too: so they stood in documents from before, and so stand those that a text would not give
 * back.
 */
type PackedFields = string | readonly Field[];

interface PackedSegment extends Omit<Segment, "fields"> {
  readonly fields: PackedFields;
}

/** A source record with its segments packed. */
export interface PackedReport extends Omit<StoredReport, "revisions"> {
  readonly revisions: readonly [PackedReportRevision, ...PackedReportRevision[]];
}

interface PackedReportRevision extends Omit<ReportRevision, "content"> {
  readonly content: Omit<VaccinationContent, "segments"> & { readonly segments: readonly PackedSegment[] };
}

/** What a chart says, with its segments packed. */
export interface PackedPatientRevision extends Omit<PatientRevision, "report"> {
  readonly report: Omit<PatientReport, "pid" | "pd1" | "relatives"> & {
    readonly pid: PackedSegment;
    readonly pd1?: PackedSegment;
    readonly relatives: readonly PackedSegment[];
  };
}

const DELIMITER = /[|~^&]/;

/** @returns undefined when a part is missing or holds a delimiter: the text would not give it back */
function joined<T>(
  parts: readonly T[],
  delimiter: string,
  textOf: (part: T) => string | undefined,
): string | undefined {
  let whole: string | undefined;
  for (const part of parts) {
    const text = textOf(part);
    if (text === undefined) return undefined;
    whole = whole === undefined ? text : whole + delimiter + text;
  }
  return whole;
}

function leafText(leaf: string): string | undefined {
  return DELIMITER.test(leaf) ? undefined : leaf;
}

function componentText(component: Component): string | undefined {
  return joined(component, "&", leafText);
}

function repetitionText(repetition: Repetition): string | undefined {
  return joined(repetition, "^", componentText);
}

/** An empty text stands for a field that was not sent, so that one that was sent empty has none. */
function fieldText(field: Field): string | undefined {
  return field.length === 0 ? "" : joined(field, "~", repetitionText) || undefined;
}

/** @returns what {@link unpackFields} gives back */
export function packFields(fields: readonly Field[]): PackedFields {
  return joined(fields, "|", fieldText) ?? fields;
}

function unpackField(text: string): Field {
  if (text === "") return [];
  return text.split("~").map((repetition) => repetition.split("^").map((component) => component.split("&")));
}

/** @returns fields that were packed, or were not */
export function unpackFields(packed: PackedFields): readonly Field[] {
  return typeof packed === "string" ? packed.split("|").map(unpackField) : packed;
}

function packSegment({ name, sequence, fields }: Segment): PackedSegment {
  return { name, sequence, fields: packFields(fields) };
}

function unpackSegment({ name, sequence, fields }: PackedSegment): Segment {
  return { name, sequence, fields: unpackFields(fields) };
}

function packReportRevision(revision: ReportRevision): PackedReportRevision {
  const { content } = revision;
  return { ...revision, content: { ...content, segments: content.segments.map(packSegment) } };
}

function unpackReportRevision(revision: PackedReportRevision): ReportRevision {
  const { content } = revision;
  return { ...revision, content: { ...content, segments: content.segments.map(unpackSegment) } };
}

export function packReport(report: StoredReport): PackedReport {
  const [first, ...others] = report.revisions;
  return { ...report, revisions: [packReportRevision(first), ...others.map(packReportRevision)] };
}

export function unpackReport(packed: PackedReport): StoredReport {
  const [first, ...others] = packed.revisions;
  return { ...packed, revisions: [unpackReportRevision(first), ...others.map(unpackReportRevision)] };
}

export function packPatientRevision(revision: PatientRevision): PackedPatientRevision {
  const { pid, pd1, relatives, ...report } = revision.report;
  const packed = { ...report, pid: packSegment(pid), relatives: relatives.map(packSegment) };
  return { ...revision, report: pd1 === undefined ? packed : { ...packed, pd1: packSegment(pd1) } };
}

export function unpackPatientRevision(revision: PackedPatientRevision): PatientRevision {
  const { pid, pd1, relatives, ...packed } = revision.report;
  const report = { ...packed, pid: unpackSegment(pid), relatives: relatives.map(unpackSegment) };
  return { ...revision, report: pd1 === undefined ? report : { ...report, pd1: unpackSegment(pd1) } };
}
