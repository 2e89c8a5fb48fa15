/** How a column of a patient's row is written. */
export type ColumnType = "text" | "integer" | "bytes";

/** The tables that hold a patient. */
export type PatientTableName =
  | "patient"
  | "patient_source"
  | "vaccination_report"
  | "vaccination_event"
  | "patient_identifier"
  | "match_key";

/** A table that holds a part of a patient. */
export interface PatientTable {
  readonly name: PatientTableName;
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  /** Lies in the order of random keys: a row put into a large one touches a page of its own. */
  readonly isKeyed: boolean;
}

/** What the first message of a patient leaves, without the message; tables that others refer to come first. */
export const PATIENT_TABLES: readonly PatientTable[] = [
  {
    name: "patient",
    columns: [
      ["id", "text"],
      ["scope", "text"],
      ["created_at_ms", "integer"],
      ["document", "bytes"],
      ["awaits_codes", "integer"],
    ],
    isKeyed: false,
  },
  {
    name: "patient_source",
    columns: [
      ["id", "text"],
      ["patient_id", "text"],
      ["organization_id", "text"],
      ["site", "text"],
      ["key", "integer"],
      ["document", "bytes"],
    ],
    isKeyed: false,
  },
  {
    name: "vaccination_report",
    columns: [
      ["id", "text"],
      ["patient_id", "text"],
      ["source_id", "text"],
      ["key", "integer"],
      ["document", "bytes"],
    ],
    isKeyed: false,
  },
  {
    name: "vaccination_event",
    columns: [
      ["id", "text"],
      ["patient_id", "text"],
      ["document", "bytes"],
    ],
    isKeyed: false,
  },
  {
    name: "patient_identifier",
    columns: [
      ["key", "integer"],
      ["patient_id", "text"],
    ],
    isKeyed: true,
  },
  {
    name: "match_key",
    columns: [
      ["key", "integer"],
      ["patient_id", "text"],
    ],
    isKeyed: true,
  },
];
