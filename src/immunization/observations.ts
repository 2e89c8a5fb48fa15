/** What OBX-5 holds for one OBX-3, by the guide's table of observations. */
export interface ObservationRow {
  /** LOINC, OBX-3.1. */
  readonly code: string;
  readonly name: string;
  /** OBX-2 that pass; the first is the guide's. */
  readonly types: readonly string[];
  /** Value set of OBX-5.1 when OBX-2 is CE or CWE. */
  readonly tables?: readonly string[];
  readonly statement?: string;
}

const CODED = ["CE", "CWE"];
/** The guide printed TS; the addendum asks for DT. Senders write both. */
const DAY = ["DT", "TS"];

/** CDC guide R1.5, NIP003 and Appendix B, with the 2015 addendum. Rows without a table take local codes. */
const ROWS: readonly ObservationRow[] = [
  {
    code: "64994-7",
    name: "Funding program eligibility",
    types: CODED,
    tables: ["HL70064"],
    statement: "IZ-35",
  },
  {
    code: "30963-3",
    name: "Funding source",
    types: CODED,
    tables: ["PHVS_ImmunizationFundingSource_IIS"],
  },
  { code: "30956-7", name: "Vaccine type", types: CODED, tables: ["CVX"], statement: "IZ-37" },
  { code: "38890-0", name: "Component vaccine type", types: CODED, tables: ["CVX"] },
  { code: "69764-9", name: "Document type", types: CODED, statement: "IZ-36" },
  { code: "29768-9", name: "VIS published", types: DAY },
  { code: "29769-7", name: "VIS presented", types: DAY },
  {
    code: "30945-0",
    name: "Contraindication or precaution",
    types: CODED,
    tables: ["PHVS_VaccinationContraindication_IIS"],
  },
  { code: "30946-8", name: "Contraindication effective", types: DAY },
  { code: "30944-3", name: "Contraindication until", types: DAY },
  { code: "31044-1", name: "Reaction", types: CODED, tables: ["PHVS_VaccinationReaction_IIS"] },
  {
    code: "59784-9",
    name: "Disease with presumed immunity",
    types: CODED,
    tables: ["PHVS_HistoryOfDiseaseAsEvidenceOfImmunity_IIS"],
  },
  {
    code: "75505-8",
    name: "Serological evidence of immunity",
    types: CODED,
    tables: ["PHVS_SerologicalEvidenceOfImmunity_IIS"],
  },
  {
    code: "59785-6",
    name: "Special indication",
    types: CODED,
    tables: ["PHVS_VaccinationSpecialIndications_IIS"],
  },
  {
    code: "59779-9",
    name: "Schedule used",
    types: CODED,
    tables: ["PHVS_ImmunizationScheduleIdentifier_IIS"],
  },
  { code: "59780-7", name: "Series name", types: [...CODED, "ST"] },
  { code: "30973-2", name: "Dose number in series", types: ["NM"] },
  { code: "59782-3", name: "Doses in primary series", types: ["NM"] },
  { code: "59781-5", name: "Dose validity", types: ["ID"], tables: ["HL70136"] },
  { code: "59783-1", name: "Series status", types: [...CODED, "ST"] },
  { code: "30982-3", name: "Reason", types: [...CODED, "ST"] },
  { code: "30979-9", name: "Vaccines due next", types: CODED, tables: ["CVX"] },
  { code: "30981-5", name: "Earliest date to give", types: DAY },
  { code: "30980-7", name: "Date vaccine due", types: DAY },
  { code: "59777-3", name: "Latest date to give", types: DAY },
  { code: "59778-1", name: "Date overdue", types: DAY },
  { code: "46249-9", name: "Take response type", types: ["ST"] },
  { code: "46250-7", name: "Take response date", types: DAY },
  { code: "48767-8", name: "Annotation comment", types: ["TX", "ST", "FT"] },
];

export const OBSERVATIONS: ReadonlyMap<string, ObservationRow> = new Map(ROWS.map((row) => [row.code, row]));
