import { parseHl7Day } from "../src/kernel/dates.ts";
import type { Demographics, PersonName } from "../src/registry/matching/demographics.ts";

/** What two records of a labelled pair are to each other, in the words of the matcher. */
export type Kind = "match" | "possible" | "different";

/** Two records, and what a person said of them. */
export interface LabelledPair {
  readonly id: string;
  readonly expected: Kind;
  readonly a: Demographics;
  readonly b: Demographics;
}

type Fields = ReadonlyMap<string, string>;

const LABELS: ReadonlyMap<string, Kind> = new Map([
  ["match", "match"],
  ["possible match", "possible"],
  ["not a match", "different"],
]);

/** `field=value` parts, each ended by a comma; a part without `=` goes on with the value before it. */
function readFields(text: string): Fields {
  const fields = new Map<string, string>();
  let last = "";
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    if (equals > 0) {
      last = part.slice(0, equals).trim();
      fields.set(last, part.slice(equals + 1).trim());
    } else if (part.trim() !== "" && last !== "") {
      fields.set(last, `${fields.get(last)}, ${part.trim()}`.replace(/^, /, ""));
    }
  }
  return fields;
}

function isNamed(name: PersonName): boolean {
  return name.family !== "" || name.given !== "";
}

function multipleBirth(status: string, type: string): boolean | undefined {
  if (status === "Y" || Number(type) > 1) return true;
  return status === "N" || type === "1" ? false : undefined;
}

/** SSN, Medicaid number and MRN are left out: messages rarely carry the first two, and all three make the test trivial. */
function readDemographics(text: string): Demographics {
  const fields = readFields(text);
  const at = (field: string): string => fields.get(field) ?? "";
  const order = Number.parseInt(at("birthOrder"), 10);
  const own = {
    family: at("nameLast"),
    given: at("nameFirst"),
    middle: at("nameMiddle"),
    suffix: at("nameSuffix"),
  };
  const alias = { family: at("nameLastHyph"), given: at("nameAlias"), middle: "", suffix: "" };
  const guardian = { family: at("guardianNameLast"), given: at("guardianNameFirst"), middle: "", suffix: "" };
  const maiden = { family: at("motherMaidenName"), given: "", middle: "", suffix: "" };
  return {
    names: [own, ...[alias].filter(isNamed)],
    birthDate: parseHl7Day(at("birthDate")),
    sex: at("gender"),
    motherMaidenName: isNamed(maiden) ? maiden : undefined,
    multipleBirth: multipleBirth(at("birthStatus"), at("birthType")),
    birthOrder: Number.isNaN(order) ? undefined : order,
    relatives: [guardian].filter(isNamed),
    addresses: [
      {
        street: at("addressStreet1"),
        city: at("addressCity"),
        state: at("addressState"),
        zip: at("addressZip"),
      },
    ],
    phones: [at("phone")].filter((phone) => phone !== ""),
    identifiers: [],
  };
}

/** The four lines of a pair, as far as they have come. */
interface Draft {
  id: string;
  expected?: Kind | undefined;
  a?: Demographics;
  b?: Demographics;
}

function finished(draft: Draft): LabelledPair | undefined {
  const { id, expected, a, b } = draft;
  return expected === undefined || a === undefined || b === undefined ? undefined : { id, expected, a, b };
}

/** A line of such a file: what it says, and the rest. */
const LINE = /^(TEST|EXPECT|PATIENT A|PATIENT B)\s*:(.*)$/i;

/**
 * The pairs of a labelled file, one after the other. Lines that are none of `TEST:`, `EXPECT:`, `PATIENT A:`, `PATIENT B:`
 * are passed over; a pair with a line missing or with another label is left out and told to `skipped`.
 *
 * Form: the text files of the patient-matching test set of AIRA.
 */
export async function* readLabelledPairs(
  lines: AsyncIterable<string>,
  skipped: (id: string) => void,
): AsyncGenerator<LabelledPair> {
  let draft: Draft | undefined;
  for await (const line of lines) {
    const [, word = "", rest = ""] = LINE.exec(line.trim()) ?? [];
    switch (word.toUpperCase()) {
      case "TEST":
        if (draft !== undefined) skipped(draft.id);
        draft = { id: rest.trim() };
        break;
      case "EXPECT":
        if (draft !== undefined) draft.expected = LABELS.get(rest.trim().toLowerCase());
        break;
      case "PATIENT A":
        if (draft !== undefined) draft.a = readDemographics(rest);
        break;
      case "PATIENT B":
        if (draft !== undefined) draft.b = readDemographics(rest);
        break;
      default:
        break;
    }
    const pair: LabelledPair | undefined = draft === undefined ? undefined : finished(draft);
    if (pair !== undefined) {
      yield pair;
      draft = undefined;
    }
  }
  if (draft !== undefined) skipped(draft.id);
}
