import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import type { IdSource } from "../../src/kernel/clock.ts";
import { REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import { toMatchRecord } from "../../src/registry/matching/match-record.ts";
import { NO_KEYS, peopleKeys } from "../../src/registry/people-keys.ts";
import { newPersonId } from "../../src/registry/person-id.ts";
import type { PersonChange, RegistryTransaction } from "../../src/registry/ports.ts";
import { recordUpdate } from "../../src/registry/record-update.ts";
import { BENCH_FACILITY, type BenchValues, benchValues, updateWith } from "./bench-message.ts";

const NOBODY_ASKED = { dayQueries: 0, minuteQueries: 0, notFound: 0 } as const;

/** A registry that knows nobody and hands out what is to be written. */
function catcher(caught: PersonChange[]): RegistryTransaction {
  return {
    lockPeople: async () => {},
    findPeople: async () => ({ people: [], isCapped: false }),
    readDecoys: async () => {},
    holdPerson: async () => undefined,
    readRecords: async () => ({ sources: [], reports: [], events: [], formerEvents: [] }),
    findKeysElsewhere: async () => [],
    savePerson: async (change) => void caught.push(change),
    savePairs: async () => {},
    saveDisclosures: async () => {},
    readQueryUse: async () => NOBODY_ASKED,
    countQuery: async () => NOBODY_ASKED,
  };
}

/** Values that stand nowhere else in what is written, to be replaced by those of each patient. */
const MARKS: BenchValues = {
  id: "MARK-ID",
  n: "909090909",
  family: "Markfamily",
  given: "Markgiven",
  middle: "Markmiddle",
  maiden: "Markmaiden",
  birth: "19050607",
  phone: "8383",
  house: "73737",
};
/** How a document writes the day of `MARKS.birth`. */
const BIRTH_DAY_MARK = "1905-06-07";

function withDashes(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

/** What the registry writes of a patient of the benchmark, as text with the marks in it. */
interface Template {
  readonly json: string;
  readonly personId: string;
  readonly rowIds: readonly string[];
}

async function makeTemplate(organizationId: string, codes: CodeSets): Promise<Template> {
  const caught: PersonChange[] = [];
  const ids: string[] = [];
  const reading = readMessage(updateWith(MARKS));
  if (reading.kind !== "message") throw new Error("the benchmark's message is not read");
  await recordUpdate(catcher(caught), reading.message, {
    messageId: "MARK-MESSAGE-OF-THE-PERSON",
    site: BENCH_FACILITY,
    organizationId,
    receivedAtMs: Date.now(),
    zone: REGISTRY_ZONE,
    scope: organizationId,
    sharedScopes: [],
    codes,
    newId: () => {
      ids.push(`MARK-ROW-${10_000_000_000_000_000 + ids.length}`);
      return ids.at(-1) ?? "";
    },
  });
  const [change] = caught;
  if (change === undefined) throw new Error("the benchmark's message names nobody");
  const json = JSON.stringify({ ...change, savedKeys: NO_KEYS });
  return { json, personId: change.person.id, rowIds: ids };
}

function isPersonChange(value: unknown): value is PersonChange {
  return typeof value === "object" && value !== null && "person" in value && "events" in value;
}

/**
 * Makes what recording the benchmark's messages writes of each patient, from one patient that the registry itself computed:
 * a hundredth of the work of a message.
 *
 * @returns by the number of the message
 */
export async function createPersonMaker(
  organizationId: string,
  codes: CodeSets,
  newId: IdSource,
): Promise<(n: number) => PersonChange> {
  const { json, personId, rowIds } = await makeTemplate(organizationId, codes);
  const names = ["n", "family", "given", "middle", "maiden", "birth", "phone", "house"] as const;
  const marks = [personId, ...rowIds, BIRTH_DAY_MARK, ...names.map((name) => MARKS[name])];
  const pattern = new RegExp(marks.join("|"), "g");
  return (n) => {
    const values = benchValues(n, "");
    const found = new Map<string, string>([
      [personId, newPersonId(newId)],
      [BIRTH_DAY_MARK, withDashes(values.birth)],
      ...rowIds.map((mark): [string, string] => [mark, newId()]),
      ...names.map((name): [string, string] => [MARKS[name], values[name]]),
    ]);
    const change: unknown = JSON.parse(json.replace(pattern, (mark) => found.get(mark) ?? mark));
    if (!isPersonChange(change)) throw new Error("the template is no person");
    const { person } = change;
    return { ...change, savedKeys: peopleKeys(toMatchRecord(person.document.demographics), person.scope) };
  };
}
