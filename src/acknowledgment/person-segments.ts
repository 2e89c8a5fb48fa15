import type { CodeSets } from "../codes/code-sets.ts";
import { type FieldContent, segment, type SegmentText } from "../hl7/encode-message.ts";
import type { Field, Segment } from "../hl7/message.ts";
import { fieldAt, leafAt } from "../hl7/value-at.ts";
import type { PersonView } from "../registry/patient/person-view.ts";
import { REGISTRY } from "./answer-header.ts";
import {
  cleanAddresses,
  cleanIdentifiers,
  cleanNames,
  cleanPhones,
  codedValue,
  codeOnly,
  dayOnly,
  repeated,
} from "./clean-values.ts";

const NONE: Field = [];
/** HL7 table 0203: an id of this registry. */
const STATE_REGISTRY_ID = "SR";
const UNKNOWN_SEX = "U";

/** Reads the fields of one PID or PD1 view. */
function reader(fields: ReadonlyMap<number, Field>): {
  readonly field: (number: number) => Field;
  readonly leaf: (number: number) => string;
} {
  const field = (number: number): Field => fields.get(number) ?? NONE;
  return { field, leaf: (number) => leafAt(field(number)[0], 1) };
}

function codedList(codes: CodeSets, tables: readonly string[], field: Field): FieldContent {
  return repeated(
    field.map((one) => codedValue(codes, tables, leafAt(one, 1))).filter((code) => code !== undefined),
  );
}

function ownId({ id }: PersonView): readonly string[] {
  return [id, "", "", REGISTRY, STATE_REGISTRY_ID];
}

/** What every answer says of the person it is about. */
function coreFields(codes: CodeSets, person: PersonView): Readonly<Record<number, FieldContent>> {
  const { field, leaf } = reader(person.pid);
  const isDead = leaf(30) === "Y";
  const isMultiple = leaf(24) === "Y";
  return {
    1: "1",
    3: { repetitions: [ownId(person), ...cleanIdentifiers(codes, person.ownIdentifiers)] },
    5: cleanNames(codes, field(5)),
    6: cleanNames(codes, field(6).slice(0, 1), "M"),
    7: dayOnly(leaf(7)),
    8: codeOnly(codes, "HL70001", leaf(8)) ?? UNKNOWN_SEX,
    11: cleanAddresses(codes, field(11)),
    24: codeOnly(codes, "HL70136", leaf(24)),
    25: isMultiple && /^\d{1,2}$/.test(leaf(25)) ? leaf(25) : undefined,
    29: isDead ? dayOnly(leaf(29)) : undefined,
    30: codeOnly(codes, "HL70136", leaf(30)),
  };
}

function personDetails(codes: CodeSets, person: PersonView): readonly SegmentText[] {
  const { leaf } = reader(person.pd1);
  const publicity = codedValue(codes, ["HL70215"], leaf(11));
  const protection = codeOnly(codes, "HL70136", leaf(12));
  const status = codeOnly(codes, "HL70441", leaf(16));
  if (publicity === undefined && protection === undefined && status === undefined) return [];
  return [
    segment("PD1", {
      11: publicity,
      12: protection,
      13: protection && dayOnly(leaf(13)),
      16: status,
      17: status && dayOnly(leaf(17)),
      18: publicity && dayOnly(leaf(18)),
    }),
  ];
}

function relativeSegments(codes: CodeSets, relatives: readonly Segment[]): readonly SegmentText[] {
  const written = relatives.flatMap((nk1) => {
    const name = cleanNames(codes, fieldAt(nk1, 2));
    const relationship = codedValue(codes, ["HL70063"], leafAt(fieldAt(nk1, 3)[0], 1));
    return name === undefined || relationship === undefined ? [] : [{ nk1, name, relationship }];
  });
  return written.map(({ nk1, name, relationship }, index) =>
    segment("NK1", {
      1: `${index + 1}`,
      2: name,
      3: relationship,
      4: cleanAddresses(codes, fieldAt(nk1, 4)),
      5: cleanPhones(codes, fieldAt(nk1, 5)),
    }),
  );
}

/** PID, PD1 and NK1 of a history (Z32). */
export function historyPerson(codes: CodeSets, person: PersonView): readonly SegmentText[] {
  const { field } = reader(person.pid);
  const pid = segment("PID", {
    ...coreFields(codes, person),
    10: codedList(codes, ["HL70005", "CDCREC-RACE"], field(10)),
    13: cleanPhones(codes, field(13)),
    22: codedList(codes, ["HL70189", "CDCREC-ETHNICITY"], field(22).slice(0, 1)),
  });
  return [pid, ...personDetails(codes, person), ...relativeSegments(codes, person.relatives)];
}

/** PID of an evaluated history (Z42), which has neither PD1 nor NK1. */
export function forecastPerson(codes: CodeSets, person: PersonView): readonly SegmentText[] {
  return [segment("PID", coreFields(codes, person))];
}

function cityOf(field: Field): FieldContent {
  const city = field.map((address) => leafAt(address, 3)).find((text) => text !== "");
  return city === undefined ? undefined : ["", "", city, "", "", "", "L"];
}

/** PID of a candidate (Z31): as little as lets an asker tell its own patient (decision D29). */
export function candidatePerson(codes: CodeSets, person: PersonView, number: number): SegmentText {
  const { field, leaf } = reader(person.pid);
  return segment("PID", {
    1: `${number}`,
    3: ownId(person),
    5: cleanNames(codes, field(5).slice(0, 1)),
    7: dayOnly(leaf(7)),
    8: codeOnly(codes, "HL70001", leaf(8)) ?? UNKNOWN_SEX,
    11: cityOf(field(11)),
  });
}
