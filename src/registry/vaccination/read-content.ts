import type { Repetition, Segment } from "../../hl7/message.ts";
import { fieldAt, isFieldEmpty, leafAt, valueAt } from "../../hl7/value-at.ts";
import { informationSource, isGiven } from "../../immunization/profiles/predicates.ts";
import { parseHl7Day } from "../../kernel/dates.ts";
import type { OrderGroup } from "./order-groups.ts";
import type { Coded, InformationStatement, ReportKind, VaccinationContent } from "./vaccination-report.ts";

/** RXA-5 of a group that is about no vaccine (CDC guide R1.5, RXA-5 and IZ-49). */
const NO_VACCINE = "998";
/** RXA-6 of an amount that is not known (CDC guide R1.5, RXA-6). */
const UNKNOWN_AMOUNT = "999";
const GIVEN_HERE = "00";
const UNSPECIFIED_SOURCE = "01";

function codedIn(repetition: Repetition | undefined, first = 1): Coded | undefined {
  const code = leafAt(repetition, first);
  if (code === "") return undefined;
  return { code, text: leafAt(repetition, first + 1), system: leafAt(repetition, first + 2) };
}

function codedAt(segment: Segment | undefined, field: number): Coded | undefined {
  return segment && codedIn(fieldAt(segment, field)[0]);
}

function vaccineCodesOf(rxa: Segment): readonly Coded[] {
  const [repetition] = fieldAt(rxa, 5);
  return [codedIn(repetition), codedIn(repetition, 4)].filter((code) => code !== undefined);
}

function completionOf(rxa: Segment): VaccinationContent["completion"] {
  const status = valueAt(rxa, 20);
  switch (status) {
    case "CP":
    case "PA":
    case "RE":
    case "NA":
      return status;
    default:
      return isGiven(rxa) ? "CP" : "";
  }
}

function kindOf(rxa: Segment, completion: VaccinationContent["completion"]): ReportKind {
  if (completion === "RE") return "refused";
  if (vaccineCodesOf(rxa).some(({ code }) => code === NO_VACCINE)) return "statement";
  if (completion === "NA" || completion === "") return "not-given";
  return informationSource(rxa)?.code === GIVEN_HERE ? "given" : "historical";
}

function isDose(kind: ReportKind): boolean {
  return kind === "given" || kind === "historical";
}

function observation(group: OrderGroup, code: string): Coded | undefined {
  const obx = group.segments.find((one) => one.name === "OBX" && valueAt(one, 3) === code);
  return codedAt(obx, 5);
}

/** OBX that tell of one statement, by OBX-3. */
const STATEMENT_FIELDS: Readonly<Record<string, keyof InformationStatement>> = {
  "69764-9": "barCode",
  "30956-7": "vaccineType",
  "29768-9": "published",
  "29769-7": "presented",
};

/** Sets of one OBX-4 that say a statement was handed over, or which; a vaccine type alone says neither (IZ-24). */
function informationStatementsOf(group: OrderGroup): readonly InformationStatement[] {
  const sets = new Map<string, Partial<Record<keyof InformationStatement, string>>>();
  for (const obx of group.segments) {
    const field = obx.name === "OBX" ? STATEMENT_FIELDS[valueAt(obx, 3)] : undefined;
    if (field === undefined) continue;
    const set = sets.get(valueAt(obx, 4)) ?? {};
    set[field] ??= valueAt(obx, 5);
    sets.set(valueAt(obx, 4), set);
  }
  return [...sets.values()]
    .map(({ barCode = "", vaccineType = "", published = "", presented = "" }) => ({
      barCode,
      vaccineType,
      published,
      presented,
    }))
    .filter(({ barCode, published, presented }) => barCode !== "" || published !== "" || presented !== "");
}

/** Segments counted within their group, so that the same dose is the same text wherever it stands in a message. */
function countedInGroup(segments: readonly Segment[]): readonly Segment[] {
  const counts = new Map<string, number>();
  return segments.map(({ name, fields }) => {
    const sequence = (counts.get(name) ?? 0) + 1;
    counts.set(name, sequence);
    return { name, sequence, fields };
  });
}

/** Leaves out the parts that are not there: a document is kept for ever. */
function present<T extends object>(parts: { readonly [K in keyof T]: T[K] | undefined }): Partial<T>;
function present(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function given(rxa: Segment): Pick<VaccinationContent, "amount" | "lot" | "expires" | "locationCode"> {
  const amount = valueAt(rxa, 6);
  return {
    amount: amount === UNKNOWN_AMOUNT ? "" : amount,
    lot: valueAt(rxa, 15),
    expires: valueAt(rxa, 16),
    locationCode: valueAt(rxa, 11, 4),
  };
}

/**
 * Read what one ORDER group of an accepted message says.
 *
 * @returns undefined when RXA-3 is no day or RXA-5 is empty; validation refuses such a group before
 */
export function readContent(group: OrderGroup): VaccinationContent | undefined {
  const { rxa } = group;
  const date = parseHl7Day(valueAt(rxa, 3));
  const vaccineCodes = vaccineCodesOf(rxa);
  if (date === undefined || vaccineCodes.length === 0) return undefined;
  const completion = completionOf(rxa);
  const kind = kindOf(rxa, completion);
  const rxr = group.segments.find(({ name }) => name === "RXR");
  const provider = fieldAt(rxa, 10);
  return {
    kind,
    vaccineCodes,
    date,
    informationSource: isDose(kind) ? (informationSource(rxa)?.code ?? UNSPECIFIED_SOURCE) : "",
    completion,
    ...given(rxa),
    informationStatements: informationStatementsOf(group),
    refusalReasons: fieldAt(rxa, 18)
      .map((repetition) => codedIn(repetition))
      .filter((reason) => reason !== undefined),
    segments: countedInGroup(group.segments),
    ...present<Pick<VaccinationContent, OptionalPart>>({
      unit: codedAt(rxa, 7),
      manufacturer: codedAt(rxa, 17),
      route: codedAt(rxr, 1),
      bodySite: codedAt(rxr, 2),
      eligibility: observation(group, "64994-7"),
      fundingSource: observation(group, "30963-3"),
      provider: isFieldEmpty(provider) ? undefined : provider[0],
    }),
  };
}

type OptionalPart =
  | "unit"
  | "manufacturer"
  | "route"
  | "bodySite"
  | "eligibility"
  | "fundingSource"
  | "provider";
