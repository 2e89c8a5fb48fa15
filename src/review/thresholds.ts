import { RefusedError } from "../kernel/refused-error.ts";
import { DEFAULT_CONFIGURATION, type ReviewConfiguration } from "./configuration.ts";
import { type MeasureId, MEASURES } from "./measures.ts";

/** Numbers of a configuration that staff set; what the plan announced is the plan's. */
export type ReviewThresholds = Omit<ReviewConfiguration, "version" | "expectedMessagesPerDay">;

/** A set of thresholds as it was stored; never changed. */
export interface ThresholdsVersion {
  /** 1, 2, 3 … */
  readonly version: number;
  readonly thresholds: ReviewThresholds;
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
}

/** What holds before anybody set any. */
export const DEFAULT_THRESHOLDS: ReviewThresholds = numbersOf(DEFAULT_CONFIGURATION);

function numbersOf(configuration: ReviewConfiguration): ReviewThresholds {
  const { version: _version, expectedMessagesPerDay: _perDay, ...numbers } = configuration;
  return numbers;
}

/** What reports are made by: the newest set under the name `set-3`, or the program's own numbers under theirs. */
export function configurationOf(newest: ThresholdsVersion | undefined): ReviewConfiguration {
  return newest === undefined
    ? DEFAULT_CONFIGURATION
    : { ...newest.thresholds, version: `set-${newest.version}` };
}

/** What one kind of threshold takes, known by its path. */
interface Bound {
  readonly paths: RegExp;
  readonly takes: string;
  readonly permits: (value: number) => boolean;
}

const COUNT_MAX = 1_000_000;

const whole =
  (min: number, max: number): Bound["permits"] =>
  (value) =>
    Number.isInteger(value) && value >= min && value <= max;
const between =
  (min: number, max: number): Bound["permits"] =>
  (value) =>
    value >= min && value <= max;

/** Largest target of a rate: a lower bound comes near to 1, and never to 1. */
const RATE_TARGET_MAX = 0.999;

const idsOf = (...gates: readonly string[]): string =>
  MEASURES.filter(({ gate }) => gates.includes(gate))
    .map(({ id }) => id.replaceAll(".", "\\."))
    .join("|");

/** The first row whose paths match holds. */
const BOUNDS: readonly Bound[] = [
  {
    paths: new RegExp(`^measures\\.(?:${idsOf("G0", "G3")})\\.(?:target|floor)$`),
    takes: "1 only: nothing may fail there",
    permits: (value) => value === 1,
  },
  {
    paths: new RegExp(`^measures\\.(?:${idsOf("G1", "G2")})\\.target$`),
    takes: `a share from 0 to ${RATE_TARGET_MAX}: no number of objects proves 1`,
    permits: between(0, RATE_TARGET_MAX),
  },
  {
    paths: /^gates\.volumeShare(?:Min|Max)$/,
    takes: "0 to 100 times what the plan announced",
    permits: between(0, 100),
  },
  { paths: /(?:Share(?:Min|Max)|\.target|\.floor)$/, takes: "a share from 0 to 1", permits: between(0, 1) },
  { paths: /^cleanTrafficDays$/, takes: "a whole number from 1 to 260", permits: whole(1, 260) },
  {
    paths: /^population\./,
    takes: `a whole number from 1 to ${COUNT_MAX}: nobody is no population`,
    permits: whole(1, COUNT_MAX),
  },
  { paths: /./, takes: `a whole number from 0 to ${COUNT_MAX}`, permits: whole(0, COUNT_MAX) },
];

/** Characters of a name that a refusal repeats. */
const NAME_SHOWN_MAX = 100;

function refuse(text: string): never {
  throw new RefusedError("usage", text);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkNumber(value: unknown, path: string): number {
  const bound = BOUNDS.find(({ paths }) => paths.test(path));
  if (typeof value === "number" && bound?.permits(value) === true) return value;
  return refuse(`"${path}" takes ${bound?.takes ?? "a number"}.`);
}

/** What `given` says in the places of `defaults`, and these where it says nothing. */
function filledIn(defaults: unknown, given: unknown, path: string): unknown {
  if (!isRecord(defaults)) return checkNumber(given, path);
  if (!isRecord(given)) return refuse(`${path === "" ? "The file" : `"${path}"`} takes a JSON object.`);
  const under = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(defaults, name));
  if (unknown !== undefined)
    refuse(
      `No threshold is called "${under(unknown).slice(0, NAME_SHOWN_MAX)}". "review thresholds" lists them.`,
    );
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      Object.hasOwn(given, name) ? filledIn(value, given[name], under(name)) : value,
    ]),
  );
}

/** Whether a value has a number wherever `like` has one. */
function hasNumbersOf(like: unknown, value: unknown): boolean {
  if (!isRecord(like)) return typeof value === "number";
  return isRecord(value) && Object.entries(like).every(([name, part]) => hasNumbersOf(part, value[name]));
}

function isThresholds(value: unknown): value is ReviewThresholds {
  return hasNumbersOf(DEFAULT_THRESHOLDS, value);
}

function asThresholds(value: unknown): ReviewThresholds {
  if (!isThresholds(value)) throw new RangeError("thresholds without all their numbers");
  return value;
}

function checkOrder({ measures, gates }: ReviewThresholds): void {
  const wrong = MEASURES.map(({ id }): MeasureId => id).find(
    (id) => measures[id].floor > measures[id].target,
  );
  if (wrong !== undefined) {
    const { floor, target } = measures[wrong];
    refuse(`"measures.${wrong}": the floor ${floor} lies above the target ${target}.`);
  }
  if (gates.volumeShareMin > gates.volumeShareMax)
    refuse('"gates.volumeShareMin" lies above "gates.volumeShareMax".');
}

/**
 * Read what staff want to differ from the program's own numbers.
 *
 * @param text JSON: any part of a configuration, such as `{"failObjectsMin": 30, "measures": {"a": {"floor": 0.9}}}`
 * @throws RefusedError `usage`, naming what is unknown, out of its bounds or in the wrong order
 */
export function readThresholds(text: string): ReviewThresholds {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return refuse("The thresholds are not JSON.");
  }
  const read = asThresholds(filledIn(DEFAULT_THRESHOLDS, given, ""));
  checkOrder(read);
  return read;
}

/** Keeps the numbers that this program knows, with its own where a set of an older program has none. */
function knownPart(defaults: unknown, stored: unknown): unknown {
  if (!isRecord(defaults)) return typeof stored === "number" ? stored : defaults;
  const from = isRecord(stored) ? stored : {};
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, knownPart(value, from[name])]),
  );
}

/** A set of thresholds as it was stored, by this program or another version of it. */
export function restoreThresholds(json: string): ReviewThresholds {
  return asThresholds(knownPart(DEFAULT_THRESHOLDS, JSON.parse(json)));
}

/** One number, by its path: `measures.d.lot.target`. */
export interface Threshold {
  readonly name: string;
  readonly value: number;
}

function leavesOf(value: unknown, path: string): readonly Threshold[] {
  if (typeof value === "number") return [{ name: path, value }];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    leavesOf(part, path === "" ? name : `${path}.${name}`),
  );
}

/** All numbers, in the order of the configuration. */
export function listThresholds(thresholds: ReviewThresholds): readonly Threshold[] {
  return leavesOf(thresholds, "");
}
