import { MEASURES, type Letter, type MeasureId } from "./measures.ts";

/** Target and floor of one measure, shares from 0 to 1. */
export interface MeasureThresholds {
  readonly target: number;
  readonly floor: number;
}

/**
 * Every number on which a verdict depends. Staff may change them (`review thresholds`); the whole object is stored with each
 * report, since MIIC publishes none of them.
 */
export interface ReviewConfiguration {
  /** Names this set of numbers: `default-2` the program's own, `set-3` what staff set for the third time. */
  readonly version: string;
  readonly measures: Readonly<Record<MeasureId, MeasureThresholds>>;
  /** Least evidence without which nothing passes. */
  readonly evidence: {
    readonly messagesMin: number;
    readonly givenDosesMin: number;
    readonly trafficDaysMin: number;
  };
  /** Objects from which on a rate below the floor fails a rule; below it staff look at each object. */
  readonly failObjectsMin: number;
  /** Objects from which on a census without failures is marked "pass suggested". */
  readonly censusObjectsMin: number;
  /** G0: days with traffic, counted back, in which no hit may lie. */
  readonly cleanTrafficDays: number;
  /** Share of messages that could not be judged, above which nothing passes. */
  readonly unreadableShareMax: number;
  /** Share of objects of one rule that could not be judged, above which it does not pass. */
  readonly unevaluatedShareMax: number;
  /** Share of patients that one junk value may have. */
  readonly junkValueShareMax: number;
  readonly population: PopulationThresholds;
  readonly gates: GateThresholds;
  /** Messages a business day that the plan announced; absent when it names none. */
  readonly expectedMessagesPerDay?: number;
}

/** Numbers of what signing asks for beside the rules; shares from 0 to 1. */
export interface GateThresholds {
  /** Shares of all answers. */
  readonly aeShareMax: number;
  readonly arShareMax: number;
  /** Messages a business day, against what the plan announced. */
  readonly volumeShareMin: number;
  readonly volumeShareMax: number;
  /** Queries of an organization that only queries (decision D25), and days with them. */
  readonly queriesMin: number;
  readonly queryDaysMin: number;
  /** Shares of these queries: that can be run; answered AE or AR; NF; TM. */
  readonly queryFormatShareMin: number;
  readonly queryAeShareMax: number;
  readonly queryNotFoundShareMax: number;
  readonly queryTooManyShareMax: number;
}

/** Numbers of the tests on populations (ids of review rules, section 1 in brackets). */
export interface PopulationThresholds {
  /** One code on so many objects (C09, E07, K10) … */
  readonly constantShareMin: number;
  readonly constantDosesMin: number;
  readonly constantPatientsMin: number;
  /** Declined and unknown, or "other race", above this share (E07). */
  readonly unknownShareMax: number;
  /** One lot on this share of so many doses (D12). */
  readonly lotShareMin: number;
  readonly lotDosesMin: number;
  /** Given doses without one refusal (G08). */
  readonly refusalsExpectedFrom: number;
  /** Refusals of which all have one reason (G09). */
  readonly refusalsMin: number;
  /** Share of protected patients above which the meaning of PD1-12 looks inverted, and patients without one (H05). */
  readonly protectedShareMax: number;
  readonly protectionExpectedFrom: number;
  readonly protectionPatientsMin: number;
  /** Future doses, and their share on one day ahead (I06). */
  readonly futureDosesMin: number;
  readonly futureClusterShareMin: number;
  /** Values in one identifier place, share of nine digits, of possible numbers, spread of areas, share of Minnesota's (S5). */
  readonly identifierValuesMin: number;
  readonly nineDigitShareMin: number;
  readonly possibleShareMin: number;
  readonly areasMin: number;
  readonly minnesotaShareMin: number;
  /** Patients and share of patients that share one value, and families and homes among them (K9). */
  readonly sharedPatientsMin: number;
  readonly sharedShareMin: number;
  readonly sharedVarietyMin: number;
  /** Share of days of the month 1 or 15 among historical doses and births (K5), and objects from which it is asked. */
  readonly historicalDayShareMax: number;
  readonly birthDayShareMax: number;
  readonly heapingObjectsMin: number;
}

function defaultMeasures(): Readonly<Record<MeasureId, MeasureThresholds>> {
  const rows = MEASURES.map(({ id, target, floor }): [MeasureId, MeasureThresholds] => [
    id,
    { target, floor },
  ]);
  return requireAll(Object.fromEntries(rows));
}

function requireAll(
  found: Readonly<Partial<Record<MeasureId, MeasureThresholds>>>,
): Readonly<Record<MeasureId, MeasureThresholds>> {
  if (!hasAll(found)) throw new RangeError("a measure has no thresholds");
  return found;
}

function hasAll(
  found: Readonly<Partial<Record<MeasureId, MeasureThresholds>>>,
): found is Readonly<Record<MeasureId, MeasureThresholds>> {
  return MEASURES.every(({ id }) => found[id] !== undefined);
}

/** What holds unless staff decide otherwise. */
export const DEFAULT_CONFIGURATION: ReviewConfiguration = {
  version: "default-2",
  measures: defaultMeasures(),
  evidence: { messagesMin: 100, givenDosesMin: 50, trafficDaysMin: 10 },
  failObjectsMin: 20,
  censusObjectsMin: 20,
  cleanTrafficDays: 5,
  unreadableShareMax: 0.05,
  unevaluatedShareMax: 0.05,
  junkValueShareMax: 0.01,
  gates: {
    aeShareMax: 0.2,
    arShareMax: 0.02,
    volumeShareMin: 0.5,
    volumeShareMax: 3,
    queriesMin: 50,
    queryDaysMin: 10,
    queryFormatShareMin: 0.95,
    queryAeShareMax: 0.05,
    queryNotFoundShareMax: 0.5,
    queryTooManyShareMax: 0.1,
  },
  population: {
    constantShareMin: 0.98,
    constantDosesMin: 100,
    constantPatientsMin: 200,
    unknownShareMax: 0.3,
    lotShareMin: 0.6,
    lotDosesMin: 50,
    refusalsExpectedFrom: 500,
    refusalsMin: 30,
    protectedShareMax: 0.2,
    protectionExpectedFrom: 2_000,
    protectionPatientsMin: 20,
    futureDosesMin: 5,
    futureClusterShareMin: 0.6,
    identifierValuesMin: 50,
    nineDigitShareMin: 0.8,
    possibleShareMin: 0.99,
    areasMin: 100,
    minnesotaShareMin: 0.25,
    sharedPatientsMin: 10,
    sharedShareMin: 0.02,
    sharedVarietyMin: 5,
    historicalDayShareMax: 0.2,
    birthDayShareMax: 0.1,
    heapingObjectsMin: 100,
  },
};

/** What the organization said of itself in its plan. */
export interface ReviewProfile {
  /** False: it sends no history, rule b does not apply. */
  readonly sendsHistory: boolean;
  /** True: it sees adults only, rule c does not apply. */
  readonly adultsOnly: boolean;
  /** `test`: agreed test data, so that T and D are evidence as P is (decision D30). */
  readonly dataKind: "real" | "test";
  /** It may only query: rules a to k do not apply (decision D25). */
  readonly queryOnly: boolean;
  /** It confirmed that PD1-12 `Y` means protect (decision D11). */
  readonly confirmsProtection: boolean;
}

export const DEFAULT_PROFILE: ReviewProfile = {
  sendsHistory: true,
  adultsOnly: false,
  dataKind: "real",
  queryOnly: false,
  confirmsProtection: false,
};

/** An act of a person on the review, with who, when and why. */
interface Act {
  readonly by: string;
  readonly atMs: number;
  readonly reason: string;
}

/** Staff accept a rule as it stands, until a moment or for good. The verdict stays what it is. */
export interface Waiver extends Act {
  readonly letter: Letter | "evidence";
  readonly untilMs?: number;
}

/** The organization showed a scripted message for what real traffic did not contain (rules g and h). */
export interface Attestation extends Act {
  readonly letter: Letter;
}

/**
 * Staff looked at something and found its cause: hits of a rule up to the moment of the act, or one finding about a
 * population (`RV-K09|phone|…`, the `key` of the finding) for good.
 */
export interface Clearance extends Act {
  readonly letter: Letter;
  readonly key?: string;
}

/** "Changed X at T": windows are cut there. */
export interface FixMarker {
  readonly by: string;
  readonly atMs: number;
  readonly text: string;
}

/** All acts on one review, in any order. */
export interface ReviewActs {
  readonly waivers: readonly Waiver[];
  readonly attestations: readonly Attestation[];
  readonly clearances: readonly Clearance[];
  readonly markers: readonly FixMarker[];
}

export const NO_ACTS: ReviewActs = { waivers: [], attestations: [], clearances: [], markers: [] };
