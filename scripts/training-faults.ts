/** One message that is being written; a fault changes it before it becomes text. */
export interface Draft {
  /** Segments in order, each as its fields: `fields[0]` is the name, `fields[n]` field n (MSH-7 is `fields[6]`). */
  segments: string[][];
  /** The day of the message, `YYYYMMDD`. */
  readonly today: string;
  /** The day after, `YYYYMMDD`. */
  readonly tomorrow: string;
  readonly number: number;
}

/** One mistake that real senders make, by the rule that finds it. */
export interface TrainingFault {
  readonly name: string;
  /** The guide's letter. */
  readonly letter: string;
  /** Rule that the message breaks by it. */
  readonly rule: string;
  /** Which drafts it can be put into. */
  readonly needs: "any" | "given" | "history" | "child";
  readonly apply: (draft: Draft) => void;
}

function first(draft: Draft, name: string): string[] | undefined {
  return draft.segments.find(([segment]) => segment === name);
}

function set(draft: Draft, name: string, field: number, value: string): void {
  const segment = first(draft, name);
  if (segment === undefined) return;
  while (segment.length <= field) segment.push("");
  segment[field] = value;
}

/** The first RXA with an information source that begins so. */
function doseWith(draft: Draft, source: RegExp): string[] | undefined {
  return draft.segments.find(([name, ...fields]) => name === "RXA" && source.test(fields[8] ?? ""));
}

function setDose(draft: Draft, source: RegExp, field: number, value: string): void {
  const dose = doseWith(draft, source);
  if (dose !== undefined) dose[field] = value;
}

const GIVEN = /^00\^/;
const HISTORY = /^01\^/;

/** Component of a field of a segment. */
function part(fields: readonly string[] | undefined, field: number, component: number): string {
  return (fields?.[field] ?? "").split("^")[component - 1] ?? "";
}

/** CVX triplet only. */
function cvxOnly(draft: Draft): void {
  const dose = doseWith(draft, GIVEN);
  setDose(draft, GIVEN, 5, (dose?.[5] ?? "").split("^").slice(0, 3).join("^"));
}

/** NDC triplet only. */
function ndcOnly(draft: Draft): void {
  const dose = doseWith(draft, GIVEN);
  setDose(draft, GIVEN, 5, (dose?.[5] ?? "").split("^").slice(3, 6).join("^"));
}

function withoutObservation(draft: Draft, code: string): void {
  draft.segments = draft.segments.filter((segment) => segment[0] !== "OBX" || part(segment, 3, 1) !== code);
}

function setObservation(draft: Draft, code: string, field: number, value: string): void {
  const segment = draft.segments.find((one) => one[0] === "OBX" && part(one, 3, 1) === code);
  if (segment !== undefined) segment[field] = value;
}

/** A refusal behind the other orders, with RXA-18 and RXA-20 as given. */
export function addRefusal(draft: Draft, reason: string): void {
  draft.segments.push(
    ["ORC", "RE", "", "9999^TRN"],
    [
      "RXA",
      "0",
      "1",
      draft.today,
      "",
      "88^influenza, unspecified formulation^CVX",
      "999",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      reason,
      "",
      "RE",
      "A",
    ],
  );
}

/** In the order of the guide; each is found by its rule and fails its letter. */
export const TRAINING_FAULTS: readonly TrainingFault[] = [
  { name: "CVX only", letter: "a", rule: "RV-A04", needs: "given", apply: cvxOnly },
  { name: "NDC only", letter: "a", rule: "RV-A03", needs: "given", apply: ndcOnly },
  {
    name: "administration CPT as second code",
    letter: "a",
    rule: "RV-A04",
    needs: "given",
    apply: (draft) => {
      const cvx = (doseWith(draft, GIVEN)?.[5] ?? "").split("^").slice(0, 3);
      setDose(draft, GIVEN, 5, [...cvx, "90471", "Administration", "C4"].join("^"));
    },
  },
  {
    name: "unspecified vaccine given",
    letter: "a",
    rule: "RV-A05",
    needs: "given",
    apply: (draft) => {
      setDose(draft, GIVEN, 5, "88^influenza, unspecified formulation^CVX^90656^Flu^C4");
    },
  },
  {
    name: "today's product on an old dose",
    letter: "b",
    rule: "RV-B03",
    needs: "history",
    apply: (draft) => {
      setDose(draft, HISTORY, 5, "330^meningococcal B, unspecified^CVX");
      setDose(draft, HISTORY, 3, "20010610");
    },
  },
  {
    name: "withdrawn vaccine on a later dose",
    letter: "b",
    rule: "RV-B06",
    needs: "history",
    apply: (draft) => {
      setDose(draft, HISTORY, 5, "74^rotavirus, tetravalent^CVX");
      setDose(draft, HISTORY, 3, "20010508");
    },
  },
  {
    name: "NDC alone on history",
    letter: "b",
    rule: "RV-B02",
    needs: "history",
    apply: (draft) => {
      setDose(draft, HISTORY, 5, "49281-0860-78^IPOL^NDC");
      setDose(draft, HISTORY, 3, "20190508");
    },
  },
  {
    name: "no eligibility",
    letter: "c",
    rule: "RV-C01",
    needs: "child",
    apply: (draft) => {
      withoutObservation(draft, "64994-7");
    },
  },
  {
    name: "eligibility V00",
    letter: "c",
    rule: "RV-C03",
    needs: "child",
    apply: (draft) => {
      setObservation(draft, "64994-7", 5, "V00^VFC eligibility unknown^HL70064");
    },
  },
  {
    name: "no lot",
    letter: "d",
    rule: "RV-D01",
    needs: "given",
    apply: (draft) => {
      setDose(draft, GIVEN, 15, "");
    },
  },
  {
    name: "lot with text",
    letter: "d",
    rule: "RV-D03",
    needs: "given",
    apply: (draft) => {
      setDose(draft, GIVEN, 15, `LOT# ${doseWith(draft, GIVEN)?.[15] ?? ""}`);
    },
  },
  {
    name: "name of the manufacturer",
    letter: "d",
    rule: "RV-D07",
    needs: "given",
    apply: (draft) => {
      setDose(draft, GIVEN, 17, "Merck");
    },
  },
  {
    name: "no race",
    letter: "e",
    rule: "RV-E01",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 10, "");
    },
  },
  {
    name: "ethnicity as race",
    letter: "e",
    rule: "RV-E05",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 10, "2135-2^Hispanic or Latino^CDCREC");
    },
  },
  {
    name: "no ethnicity",
    letter: "e",
    rule: "RV-E02",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 22, "");
    },
  },
  {
    name: "state only",
    letter: "f",
    rule: "RV-F02",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 11, "^^^MN^^USA^H");
    },
  },
  {
    name: "no phone",
    letter: "f",
    rule: "RV-F04",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 13, "");
    },
  },
  {
    name: "phone without area code",
    letter: "f",
    rule: "RV-F06",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 13, "^PRN^PH^^^^2015207");
    },
  },
  {
    name: "refusal without reason",
    letter: "g",
    rule: "RV-G01",
    needs: "any",
    apply: (draft) => {
      addRefusal(draft, "");
    },
  },
  {
    name: "refusal with a local reason",
    letter: "g",
    rule: "RV-G02",
    needs: "any",
    apply: (draft) => {
      addRefusal(draft, "REFUSED");
    },
  },
  {
    name: "reason of refusal on a dose given",
    letter: "g",
    rule: "RV-G04",
    needs: "given",
    apply: (draft) => {
      setDose(draft, GIVEN, 18, "00^Parental decision^NIP002");
    },
  },
  {
    name: "protection indicator U",
    letter: "h",
    rule: "RV-H01",
    needs: "any",
    apply: (draft) => {
      set(draft, "PD1", 12, "U");
    },
  },
  {
    name: "scheduled dose sent as given",
    letter: "i",
    rule: "RV-I01",
    needs: "given",
    apply: (draft) => {
      setDose(draft, GIVEN, 3, draft.tomorrow);
    },
  },
  {
    name: "social security number as identifier",
    letter: "j",
    rule: "RV-J01",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 3, `${first(draft, "PID")?.[3] ?? ""}~471-22-9183^^^USA^SS`);
    },
  },
  {
    name: "social security number in its field",
    letter: "j",
    rule: "RV-J02",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 19, "471229183");
    },
  },
  {
    name: "phone of nines",
    letter: "k",
    rule: "RV-K01",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 13, "^PRN^PH^^^999^9999999");
    },
  },
  {
    name: "unknown address",
    letter: "k",
    rule: "RV-K02",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 11, "UNKNOWN^^UNKNOWN^MN^55155^USA^H");
    },
  },
  {
    name: "no name yet",
    letter: "k",
    rule: "RV-K03",
    needs: "any",
    apply: (draft) => {
      set(draft, "PID", 5, "Unknown^Unknown^^^^^L");
    },
  },
  {
    name: "lot N/A",
    letter: "k",
    rule: "RV-K04",
    needs: "given",
    apply: (draft) => {
      setDose(draft, GIVEN, 15, "N/A");
    },
  },
];
