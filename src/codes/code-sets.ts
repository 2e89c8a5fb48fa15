/** CDC's state of a code. `never-active` codes were published and never used. */
export type CodeStatus = "active" | "inactive" | "non-us" | "never-active" | "pending";

export interface CvxCode {
  /** Two or three digits, leading zero kept. */
  readonly code: string;
  readonly name: string;
  readonly status: CodeStatus;
  /** Immune globulins, antitoxins, tests, and the codes that say no vaccine was given. */
  readonly nonVaccine: boolean;
  /** Names a vaccine group only; right for history and refusals, too little for a dose given. */
  readonly unspecified: boolean;
  /** `YYYYMMDD` or `""`: only where the date is about the product, never the day a table was edited. */
  readonly from: string;
  readonly to: string;
  /** Whole months; undefined when unknown, 1440 means no upper limit. */
  readonly ageFromMonths?: number;
  readonly ageToMonths?: number;
  /** CVX codes that name the vaccine groups this code counts for. */
  readonly groups: readonly string[];
}

export interface MvxCode {
  readonly code: string;
  readonly name: string;
  readonly status: CodeStatus;
}

export interface CptCode {
  readonly code: string;
  /** CVX codes it may stand for; several CPT numbers cover two. */
  readonly cvx: readonly string[];
}

/** One package of a vaccine; an NDC may stand in several rows (two CVX, both kinds). */
export interface NdcCode {
  /** `5-4-2` with hyphens. */
  readonly ndc: string;
  readonly kind: "sale" | "use";
  readonly cvx: string;
  /** `""` when CDC names no manufacturer. */
  readonly mvx: string;
  readonly product: string;
  /** `YYYYMMDD` or `""` for unknown or still open. */
  readonly from: string;
  readonly to: string;
  /** NDC of the other kind: units of use of a unit of sale and the other way round. */
  readonly linked: readonly string[];
}

export interface Product {
  readonly cvx: string;
  readonly mvx: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface VaccineGroup {
  readonly name: string;
  /** `""` for the few groups that no CVX names. */
  readonly cvx: string;
  readonly members: readonly string[];
}

export interface VisDocument {
  /** 24 digits beginning 253. */
  readonly barCode: string;
  readonly name: string;
  readonly edition: string;
  readonly current: boolean;
  readonly cvx: readonly string[];
}

/**
 * How a code stands to the value set of the guide: `guide` in it; `known` in HL7's table or a later one, or taken by
 * other registries; `retired` once in use; `detail` below the level the guide asks for; `invalid` known to be wrong.
 */
export type TableStanding = "guide" | "known" | "retired" | "detail" | "invalid";

export interface TableCode {
  readonly code: string;
  readonly name: string;
  readonly standing: TableStanding;
  /** What belongs in component 3 of a CE. */
  readonly system: string;
  /** The code of the guide that means the same, or `""`. */
  readonly mapsTo: string;
}

export type CodeTable = ReadonlyMap<string, TableCode>;

/** One line of `codes status`. */
export interface CodeSetSummary {
  readonly name: string;
  /** ISO day of the snapshot. */
  readonly asOf: string;
  readonly source: string;
  readonly count: number;
}

/**
 * All code tables at one moment. Handed in wherever codes are read, so that an import swaps them whole; never changed in
 * place.
 */
export interface CodeSets {
  /** Names this state of the tables; two states with the same text hold the same codes. */
  readonly version: string;
  readonly summaries: readonly CodeSetSummary[];
  readonly cvx: ReadonlyMap<string, CvxCode>;
  readonly mvx: ReadonlyMap<string, MvxCode>;
  readonly cpt: ReadonlyMap<string, CptCode>;
  /** By the eleven digits without hyphens. */
  readonly ndc: ReadonlyMap<string, readonly NdcCode[]>;
  readonly products: readonly Product[];
  readonly groups: readonly VaccineGroup[];
  /** By bar code. */
  readonly vis: ReadonlyMap<string, VisDocument>;
  /** By the name the guide gives the table: `HL70001`, `NIP001`, `PHVS_…`. */
  readonly tables: ReadonlyMap<string, CodeTable>;
}
