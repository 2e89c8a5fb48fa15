import type { PredicateId } from "./predicates.ts";

/** Message profiles of the CDC guide that the gateway reads or writes. */
export type ProfileId = "Z22" | "Z23" | "Z31" | "Z32" | "Z33" | "Z34" | "Z42" | "Z44";

/** R required; RE required but may be empty; O optional; X not supported (CDC guide R1.5, section 2; addendum). */
export type Usage = "R" | "RE" | "O" | "X";

/** Usage that depends on other data: `yes` when the predicate holds, `no` when not, O when it cannot be told. */
export interface Conditional<P> {
  readonly if: P;
  readonly yes: Usage;
  readonly no: Usage;
}

/** Data types without parts. TS_… and DT_D are the guide's narrowed types: zone, no zone, month, exactly a day. */
export type PrimitiveType =
  | "ST"
  | "TX"
  | "FT"
  | "NM"
  | "SI"
  | "ID"
  | "IS"
  | "DT"
  | "DT_D"
  | "TS"
  | "TS_Z"
  | "TS_NZ"
  | "TS_M"
  | "varies";

export type CompositeType =
  | "CE"
  | "CWE"
  | "CX"
  | "EI"
  | "HD"
  | "XPN"
  | "XPN_M"
  | "FN"
  | "SAD"
  | "XAD"
  | "XTN"
  | "XCN"
  | "XON"
  | "LA2"
  | "CQ"
  | "MSG"
  | "PT"
  | "VID"
  | "ERL";

export type DataType = PrimitiveType | CompositeType;

/** A condition on a sibling component, 1-based: valued, empty, or (not) one of the values. */
export interface ComponentCondition {
  readonly component: number;
  readonly is?: "valued" | "empty";
  readonly in?: readonly string[];
  readonly notIn?: readonly string[];
}

/** What a value must look like. */
export interface Form {
  readonly pattern: RegExp;
  /** The same in words, for the person who has to send it: `Send {words}.` */
  readonly words: string;
}

/** What a place may hold, whether field or component. */
interface Content {
  readonly name: string;
  readonly type: DataType;
  /** Most characters; the guide gives lengths to primitive types only. */
  readonly lengthMax?: number;
  /** Code tables in the order they are asked; a code of a later one counts by what it maps to. */
  readonly tables?: readonly string[];
  /** Retired and finer codes that mean one of the first table are read as that one. */
  readonly maps?: true;
  /** The only values that pass, where a statement is narrower than the table. */
  readonly values?: readonly string[];
  /** What a value must look like where no table and no type says it. */
  readonly form?: Form;
  /** Conformance statements of the guide that this row carries out. */
  readonly statements?: readonly string[];
}

/** One component of a composite type; subcomponents when the row belongs to a type used inside another. */
export interface ComponentRow extends Content {
  /** 1-based. */
  readonly component: number;
  readonly usage: Usage | Conditional<ComponentCondition>;
}

/** One field of a segment as a profile constrains it. Fields without a row are O and not looked at. */
export interface FieldRow extends Content {
  /** 1-based, as the standard counts (MSH-9 is 9). */
  readonly field: number;
  readonly usage: Usage | Conditional<PredicateId>;
  /** Most repetitions; 1 unless said. */
  readonly max?: number;
}

/** No upper bound on repetitions. */
export const MANY: number = Number.POSITIVE_INFINITY;

export interface SegmentRow {
  readonly segment: string;
  readonly name: string;
  readonly source: string;
  readonly fields: readonly FieldRow[];
}

/** A place of a segment in the message. */
export interface SegmentElement {
  readonly kind: "segment";
  readonly segment: string;
  readonly usage: Usage;
  readonly max: number;
}

/** A group of segments. It opens with its first segment, or with `anchor` when the first one is missing. */
export interface GroupElement {
  readonly kind: "group";
  readonly group: string;
  readonly usage: Usage;
  readonly max: number;
  /** The segment without which the group says nothing; never taken as out of sequence. */
  readonly anchor: string;
  readonly elements: readonly StructureElement[];
}

export type StructureElement = SegmentElement | GroupElement;

/** One message profile. A segment name stands in one place of its structure. */
export interface Profile {
  readonly id: ProfileId;
  readonly name: string;
  readonly source: string;
  readonly structure: readonly StructureElement[];
  readonly segments: readonly SegmentRow[];
}
