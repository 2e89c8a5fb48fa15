import { type Day, parseIsoDay } from "../day.ts";
import { type Duration, parseDuration } from "../duration.ts";
import type { EffectivePeriod, AgeRange } from "./schedule.ts";
import type { XmlElement } from "./xml-element.ts";

/** Takes what is wrong with a document, with the place. */
export type Report = (problem: string) => void;

/** Reads values from under one element and reports, with its place, each that is not what it must be. */
export interface ElementReader {
  readonly children: (name: string) => readonly ElementReader[];
  /** The first element of that name; an empty reader when there is none. */
  readonly child: (name: string) => ElementReader;
  readonly isEmpty: boolean;
  /** The text of the child, undefined when absent, empty or `n/a`: CDC writes all three for the same. */
  readonly text: (name: string) => string | undefined;
  /** The texts of all children of that name. */
  readonly texts: (name: string) => readonly string[];
  readonly required: (name: string) => string;
  readonly duration: (name: string) => Duration | undefined;
  readonly requiredDuration: (name: string) => Duration;
  readonly day: (name: string) => Day | undefined;
  readonly yes: (name: string) => boolean;
  readonly integer: (name: string) => number | undefined;
  /** The value of a closed list, in the list's own spelling. */
  readonly oneOf: <T extends string>(name: string, values: readonly T[]) => T | undefined;
  readonly report: Report;
}

const EMPTY: XmlElement = { name: "", text: "", children: [] };

function present(text: string | undefined): string | undefined {
  return text === undefined || text === "" || text.toLowerCase() === "n/a" ? undefined : text;
}

function plainWords(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, " ").trim();
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** A day as CDC writes it: `YYYYMMDD`, `MM/DD/YYYY` or ISO. */
export function parseCdcDay(text: string): Day | undefined {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact !== null) return parseIsoDay(`${compact[1]}-${compact[2]}-${compact[3]}`);
  const american = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  if (american !== null) return parseIsoDay(`${american[3]}-${american[1]}-${american[2]}`);
  return parseIsoDay(text);
}

/** @param place where the element stands, for reports */
export function elementReader(element: XmlElement, place: string, report: Report): ElementReader {
  const textOf = (name: string): string | undefined =>
    present(element.children.find((child) => child.name === name)?.text);
  const at = (name: string): string => `${place}/${name}`;
  const parsed = <T>(name: string, parse: (text: string) => T | undefined, what: string): T | undefined => {
    const text = textOf(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) report(`${at(name)}: "${text}" is no ${what}`);
    return value;
  };
  const missing = (name: string): void => report(`${at(name)} is missing`);
  const reader: ElementReader = {
    children: (name) =>
      element.children
        .filter(
          (child) => child.name === name && (child.children.length > 0 || present(child.text) !== undefined),
        )
        .map((child, index) => elementReader(child, `${place}/${name}[${index + 1}]`, report)),
    child: (name) =>
      elementReader(element.children.find((child) => child.name === name) ?? EMPTY, at(name), report),
    isEmpty: element.children.length === 0 && present(element.text) === undefined,
    text: textOf,
    texts: (name) =>
      element.children.flatMap((child) => (child.name === name ? [present(child.text) ?? []].flat() : [])),
    required: (name) => {
      const text = textOf(name);
      if (text === undefined) missing(name);
      return text ?? "";
    },
    duration: (name) => parsed(name, parseDuration, "age or interval"),
    requiredDuration: (name) => {
      if (textOf(name) === undefined) missing(name);
      return parsed(name, parseDuration, "age or interval") ?? { months: 0, days: 0 };
    },
    day: (name) => parsed(name, parseCdcDay, "day"),
    yes: (name) => parsed(name, (text) => YES_NO[text.toLowerCase()], "Yes or No") ?? false,
    integer: (name) => parsed(name, wholeNumber, "number"),
    oneOf: (name, values) =>
      parsed(
        name,
        (text) => values.find((value) => plainWords(value) === plainWords(text)),
        `one of ${values.join(", ")}`,
      ),
    report: (problem) => report(`${place}: ${problem}`),
  };
  return reader;
}

const YES_NO: Readonly<Record<string, boolean>> = { yes: true, y: true, no: false, n: false };

/** `effectiveDate` and `cessationDate` of a row. */
export function periodOf(reader: ElementReader): EffectivePeriod {
  return { effective: reader.day("effectiveDate"), cessation: reader.day("cessationDate") };
}

/** `beginAge` and `endAge` of a row. */
export function ageRangeOf(reader: ElementReader): AgeRange {
  return { beginAge: reader.duration("beginAge"), endAge: reader.duration("endAge") };
}

/** A list that CDC writes in one text, such as `100; 109; 133`. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(/[;,]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
