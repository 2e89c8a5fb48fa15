import {
  resolveVaccineCode,
  type VaccineCode,
  vaccineCodeSystem,
  type VaccineCodeSystem,
} from "../codes/vaccine-code.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import type { Segment } from "../hl7/message.ts";
import { fieldAt, isFieldEmpty, leafAt, valueAt } from "../hl7/value-at.ts";
import { informationSource, isGiven } from "../immunization/profiles/predicates.ts";
import { isRealDay, judgeCode } from "./check-value.ts";
import { dayOf, HOLDS, type Statement, when } from "./statement.ts";

/** The coding system of one triplet of RXA-5; without one, the system whose codes look like this. */
function systemOf(code: string, system: string): VaccineCodeSystem | undefined {
  if (system !== "") return vaccineCodeSystem(system);
  if (/^\d{2,3}$/.test(code)) return "CVX";
  return /^\d{4}[0-9A-Z]$/.test(code) ? "CPT" : "NDC";
}

/** Both triplets of RXA-5, resolved; undefined for one that was not sent. */
export function vaccineCodes(
  codes: CodeSets,
  rxa: Segment,
): readonly [VaccineCode | undefined, VaccineCode | undefined] {
  const resolve = (first: number): VaccineCode | undefined => {
    const code = valueAt(rxa, 5, first);
    if (code === "") return undefined;
    const system = systemOf(code, valueAt(rxa, 5, first + 2));
    return system === undefined ? { kind: "malformed" } : resolveVaccineCode(codes, code, system);
  };
  return [resolve(1), resolve(4)];
}

const isUsable = (code: VaccineCode | undefined): boolean => code !== undefined && code.kind !== "malformed";
const isKnown = (code: VaccineCode | undefined): boolean => code?.kind === "known";

/** CVX that RXA-5 means, of either triplet. */
function cvxOf(codes: CodeSets, rxa: Segment): readonly string[] {
  return vaccineCodes(codes, rxa).flatMap((code) => (code?.kind === "known" ? code.cvx : []));
}

function isNewDose(rxa: Segment): boolean {
  return isGiven(rxa) && informationSource(rxa)?.code === "00";
}

function observations(group: readonly Segment[]): readonly Segment[] {
  return group.filter(({ name }) => name === "OBX");
}

/**
 * Whether the group says which VIS was handed over and when: one OBX-4 with {document, presented} or with
 * {vaccine type, published, presented}.
 */
function hasStatementOfVis(group: readonly Segment[]): boolean {
  const sets = new Map<string, Set<string>>();
  for (const obx of observations(group)) {
    const key = valueAt(obx, 4);
    const codes = sets.get(key) ?? new Set<string>();
    sets.set(key, codes.add(valueAt(obx, 3)));
  }
  return [...sets.values()].some(
    (codes) =>
      codes.has("29769-7") && (codes.has("69764-9") || (codes.has("30956-7") && codes.has("29768-9"))),
  );
}

const IZ_PLACE = { segment: "RXA", errorCode: "999", applicationErrorCode: "3" } as const;

export const DOSE_STATEMENTS: readonly Statement[] = [
  {
    id: "RXA-3-FUTURE",
    segment: "RXA",
    place: "RXA-3",
    name: "Date/Time Start of Administration",
    severity: "E",
    errorCode: "999",
    applicationErrorCode: "1",
    loss: "dose",
    problem: "RXA-3 Date/Time Start of Administration is in the future",
    outcome: "dose {dose} is not stored",
    fix: "Send the day on which the dose was given or refused.",
    source: "CDC guide R1.5, HL70533 1; gateway decision D9",
    example: "20991231",
    find: ({ segment, today }) => {
      const given = valueAt(segment, 3);
      return when(isRealDay(given) && dayOf(given) > today, { field: 3 });
    },
  },
  {
    id: "RXA-3-BEFORE-BIRTH",
    segment: "RXA",
    place: "RXA-3",
    name: "Date/Time Start of Administration",
    severity: "E",
    errorCode: "999",
    applicationErrorCode: "1",
    loss: "dose",
    problem: "RXA-3 Date/Time Start of Administration is before the patient's birth",
    outcome: "dose {dose} is not stored",
    fix: "Correct the date of administration or PID-7.",
    source: "CDC guide R1.5, HL70533 1; gateway decision D9",
    example: "the day before PID-7",
    find: ({ segment, patient, today }) => {
      const born = patient === undefined ? "" : valueAt(patient, 7);
      const given = valueAt(segment, 3);
      if (!isRealDay(born) || !isRealDay(given) || dayOf(born) > today) return HOLDS;
      return when(dayOf(given) < dayOf(born), { field: 3 });
    },
  },
  {
    id: "IZ-30",
    ...IZ_PLACE,
    place: "RXA-4",
    name: "Date/Time End of Administration",
    severity: "W",
    loss: "field",
    problem: "RXA-4 Date/Time End of Administration differs from RXA-3",
    outcome: "RXA-4 is not stored",
    fix: "Send the date of RXA-3, or nothing.",
    source: "CDC guide R1.5, IZ-30",
    example: "the day after RXA-3",
    find: ({ segment }) => {
      const [start, end] = [valueAt(segment, 3), valueAt(segment, 4)];
      const length = Math.min(start.length, end.length);
      return when(isRealDay(start) && isRealDay(end) && start.slice(0, length) !== end.slice(0, length), {
        field: 4,
      });
    },
  },
  {
    id: "RXA-5-CODE",
    segment: "RXA",
    place: "RXA-5.1",
    name: "Administered Code",
    severity: "E",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "dose",
    problem: "RXA-5 Administered Code: {value} is no CVX, NDC or CPT code of a vaccine",
    outcome: "dose {dose} is not stored",
    fix: "Send the CVX code with its leading zero, as 08 for Hep B, and CVX as its system.",
    source: "CDC guide R1.5, RXA-5; gateway decisions D9 and D11",
    example: "9Z9^mystery^CVX",
    find: ({ segment, codes }) =>
      when(!isFieldEmpty(fieldAt(segment, 5)) && !vaccineCodes(codes, segment).some(isUsable), {
        field: 5,
        repetition: 1,
        component: 1,
        value: valueAt(segment, 5),
      }),
  },
  {
    id: "RXA-5-UNKNOWN",
    segment: "RXA",
    place: "RXA-5.1",
    name: "Administered Code",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "none",
    problem: "RXA-5 Administered Code: {value} is not in the code tables of this registry",
    outcome: "dose {dose} is stored with the code as sent and looked up again when the tables are renewed",
    fix: "Check the code.",
    source: "CDC guide R1.5, RXA-5; gateway decision D9",
    example: "899^new vaccine^CVX",
    find: ({ segment, codes }) => {
      const found = vaccineCodes(codes, segment);
      return when(found.some(isUsable) && !found.some(isKnown), {
        field: 5,
        repetition: 1,
        component: 1,
        value: valueAt(segment, 5),
      });
    },
  },
  {
    id: "RXA-5-UNUSABLE",
    segment: "RXA",
    place: "RXA-5",
    name: "Administered Code",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "none",
    problem: "RXA-5 Administered Code: one of the two codes is no CVX, NDC or CPT code",
    outcome: "dose {dose} is stored by the other code",
    fix: "Send two codes of the same vaccine, or one.",
    source: "CDC guide R1.5, RXA-5; gateway decision D9",
    example: "9Z9^mystery^CVX^00006-4171-00^M-M-R II^NDC",
    find: ({ segment, codes }) => {
      const found = vaccineCodes(codes, segment);
      const bad = found.findIndex((code) => code?.kind === "malformed");
      return bad < 0 || !found.some(isUsable)
        ? HOLDS
        : [{ field: 5, repetition: 1, component: bad === 0 ? 1 : 4 }];
    },
  },
  {
    id: "RXA-5-SYSTEM",
    segment: "RXA",
    place: "RXA-5.3",
    name: "Administered Code, Name of Coding System",
    severity: "W",
    errorCode: "101",
    loss: "none",
    problem: "RXA-5.3 Name of Coding System is empty",
    outcome: "the system is told from the form of the code",
    fix: "Send CVX, NDC or CPT.",
    source: "CDC guide R1.5, RXA-5 and CE.3",
    example: "03^MMR",
    find: ({ segment, codes }) => {
      const [first] = vaccineCodes(codes, segment);
      return when(isUsable(first) && valueAt(segment, 5, 3) === "", {
        field: 5,
        repetition: 1,
        component: 3,
      });
    },
  },
  {
    id: "IZ-48",
    ...IZ_PLACE,
    place: "RXA-6",
    name: "Administered Amount",
    severity: "W",
    loss: "none",
    instead: ["999"],
    problem: "RXA-6 Administered Amount must be 999 for a refusal",
    outcome: "stored as 999",
    fix: "Send 999 with RXA-20 RE.",
    source: "CDC guide R1.5, IZ-48",
    example: "0.5 with RXA-20 RE",
    find: ({ segment }) =>
      when(valueAt(segment, 20) === "RE" && !["", "999"].includes(valueAt(segment, 6)), { field: 6 }),
  },
  {
    id: "IZ-49",
    ...IZ_PLACE,
    place: "RXA-6",
    name: "Administered Amount",
    severity: "W",
    loss: "none",
    instead: ["999"],
    problem: "RXA-6 Administered Amount must be 999 when no vaccine was administered (998)",
    outcome: "stored as 999",
    fix: "Send 999 with CVX 998.",
    source: "CDC guide R1.5, IZ-49",
    example: "0.5 with RXA-5 998",
    find: ({ segment }) =>
      when(valueAt(segment, 5) === "998" && !["", "999"].includes(valueAt(segment, 6)), { field: 6 }),
  },
  {
    id: "IZ-47",
    ...IZ_PLACE,
    place: "RXA-9",
    name: "Administration Notes",
    severity: "W",
    loss: "field",
    problem: "RXA-9 Administration Notes names an information source, but RXA-20 says that nothing was given",
    outcome: "RXA-9 is not stored",
    fix: "Leave RXA-9 empty with RXA-20 RE or NA.",
    source: "CDC guide R1.5, IZ-47",
    example: "00^New immunization record^NIP001 with RXA-20 RE",
    find: ({ segment }) =>
      when(["RE", "NA"].includes(valueAt(segment, 20)) && !isFieldEmpty(fieldAt(segment, 9)), { field: 9 }),
  },
  {
    id: "RXA-9.1-MISSING",
    segment: "RXA",
    place: "RXA-9.1",
    name: "Administration Notes, Identifier",
    severity: "W",
    errorCode: "101",
    loss: "none",
    instead: ["01", "Historical information - source unspecified", "NIP001"],
    problem: "RXA-9 Administration Notes holds notes but no information source",
    outcome: "stored as 01, source unspecified",
    fix: "Send 00 for a dose given here, 01 to 08 for history, with NIP001.",
    source: "CDC guide R1.5, RXA-9 and IZ-31; gateway decision D9",
    example: "^given at school",
    find: ({ segment }) =>
      when(
        isGiven(segment) && !isFieldEmpty(fieldAt(segment, 9)) && informationSource(segment) === undefined,
        { field: 9, repetition: 1, component: 1, into: fieldAt(segment, 9).length + 1 },
      ),
  },
  {
    id: "IZ-31",
    segment: "RXA",
    place: "RXA-9.1",
    name: "Administration Notes, Identifier",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "none",
    instead: ["01", "Historical information - source unspecified", "NIP001"],
    problem: "RXA-9 Administration Notes: {value} is not a code of NIP001",
    outcome: "stored as 01, source unspecified",
    fix: "Send 00 for a dose given here, 01 to 08 for history.",
    source: "CDC guide R1.5, IZ-31; gateway decision D9",
    example: "77^odd^NIP001",
    find: ({ segment, codes }) => {
      const source = informationSource(segment);
      return source === undefined || !isGiven(segment)
        ? HOLDS
        : when(judgeCode(codes, ["NIP001"], source.code).kind !== "guide", {
            field: 9,
            repetition: source.repetition,
            component: 1,
            value: source.code,
          });
    },
  },
  {
    id: "RXA-9-AMBIGUOUS",
    ...IZ_PLACE,
    place: "RXA-9",
    name: "Administration Notes",
    severity: "W",
    loss: "none",
    problem: "RXA-9 Administration Notes names two different information sources",
    outcome: "the first counts",
    fix: "Send one information source.",
    source: "CDC guide R1.5, RXA-9; gateway decision",
    example: "00^New^NIP001~01^Historical^NIP001",
    find: ({ segment }) => {
      const sources = new Set(
        fieldAt(segment, 9)
          .filter((repetition) => leafAt(repetition, 3) === "NIP001")
          .map((repetition) => leafAt(repetition, 1)),
      );
      return when(sources.size > 1, { field: 9 });
    },
  },
  {
    id: "IZ-23",
    segment: "RXA",
    profiles: ["Z22"],
    place: "RXA",
    name: "",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "6",
    loss: "none",
    problem: "A dose given here has no OBX 64994-7, funding program eligibility",
    outcome: "dose {dose} is stored without eligibility",
    fix: "Send an OBX 64994-7 with a code of HL70064.",
    source: "CDC guide R1.5, IZ-23",
    example: "no OBX 64994-7 after RXA-9 00, RXA-20 CP",
    find: ({ segment, group }) =>
      when(isNewDose(segment) && observations(group).every((obx) => valueAt(obx, 3) !== "64994-7"), {}),
  },
  {
    id: "IZ-24",
    segment: "RXA",
    profiles: ["Z22"],
    place: "RXA",
    name: "",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "6",
    loss: "none",
    problem: "A dose given here has no vaccine information statement",
    outcome: "dose {dose} is stored without it",
    fix: "Send OBX 69764-9 and 29769-7, or 30956-7, 29768-9 and 29769-7, with one OBX-4.",
    source: "CDC guide R1.5, IZ-24; NIST value set PHVS_VISVaccines_IIS",
    example: "29769-7 without 69764-9",
    find: ({ segment, group, codes }) => {
      const expected = codes.tables.get("PHVS_VISVaccines_IIS");
      const isExpected = valueAt(segment, 5, 3) === "CVX" && expected?.has(valueAt(segment, 5)) === true;
      return when(isExpected && isNewDose(segment) && !hasStatementOfVis(group), {});
    },
  },
  {
    id: "NIST-02",
    segment: "RXA",
    place: "RXA-5",
    name: "Administered Code",
    severity: "I",
    errorCode: "0",
    loss: "none",
    problem: "CVX 213 says only that it was some COVID-19 vaccine",
    outcome: "dose {dose} is stored",
    fix: "Send the code of the product for a dose given here.",
    source: "NIST-02",
    example: "213 with RXA-9 00",
    find: ({ segment, codes }) =>
      when(isNewDose(segment) && cvxOf(codes, segment).includes("213"), { field: 5 }),
  },
  {
    id: "IZ-45",
    segment: "ORC",
    place: "ORC-3.1",
    name: "Filler Order Number",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    loss: "none",
    problem: "ORC-3 Filler Order Number must be 9999 when nothing was given (RXA-20 RE or NA)",
    outcome: "stored as sent",
    fix: "Send 9999 in ORC-3.1.",
    source: "CDC guide R1.5, IZ-45",
    example: "V1^NPC with RXA-20 RE",
    find: ({ segment, group }) => {
      const rxa = group.find(({ name }) => name === "RXA");
      const number = valueAt(segment, 3);
      return rxa === undefined || number === ""
        ? HOLDS
        : when(number !== "9999" && ["RE", "NA"].includes(valueAt(rxa, 20)), {
            field: 3,
            repetition: 1,
            component: 1,
          });
    },
  },
];
