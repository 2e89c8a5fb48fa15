import type { Day } from "../day.ts";
import type { Duration } from "../duration.ts";

/** From when to when a row of the supporting data is in effect, both days inclusive (Logic Specification 4.6, 3.3). */
export interface EffectivePeriod {
  readonly effective: Day | undefined;
  readonly cessation: Day | undefined;
}

/** An age range: begin inclusive, end exclusive; undefined is no limit. */
export interface AgeRange {
  readonly beginAge: Duration | undefined;
  readonly endAge: Duration | undefined;
}

/** Table 6-14 and section 7.5: the ages of a series dose. */
export interface AgeRow extends EffectivePeriod {
  readonly absoluteMinimum: Duration | undefined;
  readonly minimum: Duration | undefined;
  readonly earliestRecommended: Duration | undefined;
  readonly latestRecommended: Duration | undefined;
  readonly maximum: Duration | undefined;
}

/** What an interval is measured from (rules CALCDTINT-1, -2, -8, -9). */
export type IntervalOrigin =
  | { readonly kind: "previous-dose" }
  | { readonly kind: "target-dose"; readonly number: number }
  | { readonly kind: "most-recent"; readonly cvx: ReadonlySet<string> }
  | { readonly kind: "observation"; readonly code: string };

/** Tables 6-17 and 6-20. */
export interface IntervalRow extends EffectivePeriod {
  readonly from: IntervalOrigin;
  readonly absoluteMinimum: Duration | undefined;
  readonly minimum: Duration | undefined;
  readonly earliestRecommended: Duration | undefined;
  readonly latestRecommended: Duration | undefined;
  /** The interval priority flag of rule FORECASTPRIORITY-1. */
  readonly hasPriority: boolean;
}

/** Tables 6-25 and 6-28. */
export interface SeriesVaccine extends AgeRange {
  readonly cvx: string;
  readonly mvx: string | undefined;
  /** The forecast vaccine type flag of rule FORECASTRECVAC-1. */
  readonly isForecast: boolean;
}

/** A condition of a conditional skip (section 6.2). */
export type SkipCondition =
  | ({ readonly kind: "age" } & AgeRange)
  | { readonly kind: "completed-series"; readonly seriesGroups: ReadonlySet<string> }
  | { readonly kind: "interval"; readonly interval: Duration }
  | ({
      readonly kind: "vaccine-count";
      readonly start: Day | undefined;
      readonly end: Day | undefined;
      readonly doseCount: number;
      readonly doseType: "valid" | "total";
      readonly logic: "greater than" | "equal to" | "less than";
      /** Empty: every vaccine that holds the antigen of the series. */
      readonly cvx: ReadonlySet<string>;
    } & AgeRange);

export type Logic = "and" | "or";

export interface SkipSet extends EffectivePeriod {
  readonly id: string;
  readonly logic: Logic;
  readonly conditions: readonly SkipCondition[];
}

export interface ConditionalSkip {
  readonly context: "evaluation" | "forecast" | "both";
  readonly logic: Logic;
  readonly sets: readonly SkipSet[];
}

export interface Season {
  readonly start: Day | undefined;
  readonly end: Day | undefined;
}

export interface SeriesDose {
  /** The target dose number, from 1. */
  readonly number: number;
  readonly ages: readonly AgeRow[];
  readonly intervals: readonly IntervalRow[];
  readonly allowableIntervals: readonly IntervalRow[];
  readonly preferable: readonly SeriesVaccine[];
  readonly allowable: readonly SeriesVaccine[];
  readonly inadvertent: ReadonlySet<string>;
  readonly skips: readonly ConditionalSkip[];
  readonly isRecurring: boolean;
  readonly season: Season | undefined;
}

export type SeriesType = "Standard" | "Risk" | "Evaluation Only";

export type Gender = "Female" | "Male" | "Transgender" | "Unknown";

/** An observation that makes a risk series relevant (section 5.1). */
export interface Indication extends AgeRange {
  readonly code: string;
}

export interface AntigenSeries {
  readonly name: string;
  readonly antigen: string;
  readonly vaccineGroup: string;
  readonly type: SeriesType;
  readonly equivalentGroups: ReadonlySet<string>;
  /** Empty: all. */
  readonly genders: ReadonlySet<Gender>;
  readonly isDefault: boolean;
  readonly isProduct: boolean;
  readonly seriesGroup: string;
  readonly seriesGroupName: string;
  /** A letter; A comes first. */
  readonly priority: string;
  /** 1 is the best; without one, last. */
  readonly preference: number;
  readonly minAgeToStart: Duration | undefined;
  readonly maxAgeToStart: Duration | undefined;
  readonly indications: readonly Indication[];
  readonly doses: readonly SeriesDose[];
}

/** Table 7-3: born before a day counts as immune, unless excluded or born elsewhere. */
export interface BirthDateImmunity {
  readonly bornBefore: Day;
  readonly country: string | undefined;
  readonly exclusions: readonly string[];
}

/** Table 7-5. */
export interface AntigenContraindication extends AgeRange {
  readonly code: string;
  readonly text: string;
}

/** Table 7-6. */
export interface VaccineContraindication {
  readonly code: string;
  readonly text: string;
  readonly vaccines: readonly (AgeRange & { readonly cvx: string })[];
}

export interface Antigen {
  readonly name: string;
  readonly immunity: {
    readonly guidelineCodes: readonly string[];
    readonly birthDates: readonly BirthDateImmunity[];
  };
  readonly contraindications: readonly AntigenContraindication[];
  readonly vaccineContraindications: readonly VaccineContraindication[];
  readonly series: readonly AntigenSeries[];
}

export interface AntigenAssociation extends AgeRange {
  readonly antigen: string;
}

export interface VaccineGroup {
  readonly name: string;
  readonly antigens: readonly string[];
  /** The administer full vaccine group flag of rule FORECASTDN-2. */
  readonly administerFull: boolean;
}

/** Table 6-23; which vaccines it concerns is the key under which it stands. */
export interface VaccineConflict {
  readonly begin: Duration;
  readonly minimumEnd: Duration;
  readonly end: Duration;
}

/** A code of another system for an observation, such as SNOMED or CDCPHINVS. */
export interface CodedValue {
  readonly code: string;
  readonly system: string;
}

export interface CodedObservation {
  readonly code: string;
  readonly title: string;
  readonly values: readonly CodedValue[];
}

/** The rules of one release of CDC's supporting data, in memory and checked. */
export interface Schedule {
  readonly antigens: ReadonlyMap<string, Antigen>;
  /** CVX → the antigens it holds. */
  readonly vaccines: ReadonlyMap<string, readonly AntigenAssociation[]>;
  readonly vaccineGroups: readonly VaccineGroup[];
  /** Impacted (current) CVX → conflicting (previous) CVX → rule. */
  readonly conflicts: ReadonlyMap<string, ReadonlyMap<string, VaccineConflict>>;
  readonly observations: ReadonlyMap<string, CodedObservation>;
}
