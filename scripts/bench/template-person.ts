import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import type { IdSource } from "../../src/kernel/clock.ts";
import { REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import { toMatchRecord } from "../../src/registry/matching/match-record.ts";
import { peopleKeys } from "../../src/registry/people-keys.ts";
import { newPersonId } from "../../src/registry/person-id.ts";
import type {
  PersonChange,
  PersonDocument,
  PersonKeys,
  RegistryTransaction,
} from "../../src/registry/ports.ts";
import { recordUpdate } from "../../src/registry/record-update.ts";
import { createRegistryDocuments } from "../../src/store/registry-documents.ts";
import type { RealmKeys } from "../../src/vault/load-vault.ts";
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
  phone: "8347261",
  house: "73737",
};
/** How a document writes the day of `MARKS.birth`. */
const BIRTH_DAY_MARK = "1905-06-07";

function withDashes(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

/** Leaves documents as the store writes them, so that the template is what would be sealed. */
const UNSEALED: Pick<RealmKeys, "digest" | "sealing"> = {
  sealing: {
    seal: (_place, text) => Buffer.from(text, "utf8"),
    open: (_place, bytes) => Buffer.from(bytes).toString("utf8"),
  },
  digest: { digest: () => "" },
};

/** Text with marks in it, cut at each of them: the parts at odd places are marks. */
type Pieces = readonly string[];

/** What the registry writes of a patient of the benchmark, with marks in place of what differs. */
interface Template {
  readonly scope: string;
  readonly awaitsCodes: 0 | 1;
  readonly personId: string;
  readonly rowIds: readonly string[];
  readonly document: Pieces;
  readonly source: RowTemplate & {
    readonly key: Pieces;
    readonly organizationId: string;
    readonly site: string;
  };
  readonly reports: readonly (RowTemplate & { readonly key: Pieces | undefined })[];
  readonly events: readonly RowTemplate[];
}

interface RowTemplate {
  readonly id: string;
  readonly document: Pieces;
}

/** One patient as rows; documents are JSON, still to be sealed, keys are plain texts, still to be digested. */
export interface PersonRows {
  readonly person: {
    readonly id: string;
    readonly scope: string;
    readonly atMs: number;
    readonly document: string;
    readonly awaitsCodes: 0 | 1;
  };
  readonly keys: PersonKeys;
  readonly source: {
    readonly id: string;
    readonly organizationId: string;
    readonly site: string;
    readonly key: string;
    readonly document: string;
  };
  readonly reports: readonly {
    readonly id: string;
    readonly key: string | undefined;
    readonly document: string;
  }[];
  readonly events: readonly { readonly id: string; readonly document: string }[];
}

const VALUE_NAMES = ["n", "family", "given", "middle", "maiden", "birth", "phone", "house"] as const;

async function recordMarks(
  organizationId: string,
  codes: CodeSets,
): Promise<{ readonly change: PersonChange; readonly rowIds: readonly string[] }> {
  const caught: PersonChange[] = [];
  const rowIds: string[] = [];
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
      rowIds.push(`MARK-ROW-${10_000_000_000_000_000n + BigInt(rowIds.length)}`);
      return rowIds.at(-1) ?? "";
    },
  });
  const [change] = caught;
  if (change === undefined) throw new Error("the benchmark's message names nobody");
  return { change, rowIds };
}

async function makeTemplate(organizationId: string, codes: CodeSets): Promise<Template> {
  const { change, rowIds } = await recordMarks(organizationId, codes);
  const { person, sources, reports, events } = change;
  // The id of the person begins like those of the rows.
  const marks = [...rowIds, person.id, BIRTH_DAY_MARK, ...VALUE_NAMES.map((name) => MARKS[name])];
  const pattern = new RegExp(`(${marks.join("|")})`);
  const cut = (text: string): Pieces => text.split(pattern);
  const documents = createRegistryDocuments(UNSEALED);
  const cutDocument = (bytes: Uint8Array): Pieces => cut(Buffer.from(bytes).toString("utf8"));
  const [source, ...others] = sources;
  if (source === undefined || others.length > 0) throw new Error("the benchmark's message has one chart");
  const { id, organizationId: owner, site, key } = source;
  return {
    scope: person.scope,
    awaitsCodes: change.awaitsCodes === true ? 1 : 0,
    personId: person.id,
    rowIds,
    document: cutDocument(documents.sealPerson(person)),
    source: {
      id,
      organizationId: owner,
      site,
      key: cut(key),
      document: cutDocument(documents.sealSource(source)),
    },
    reports: reports.map(({ report }) => ({
      id: report.id,
      key: report.key === undefined ? undefined : cut(report.key),
      document: cutDocument(documents.sealReport(report)),
    })),
    events: events.map((event) => ({ id: event.id, document: cutDocument(documents.sealEvent(event)) })),
  };
}

function hasDemographics(value: unknown): value is PersonDocument {
  return typeof value === "object" && value !== null && "demographics" in value;
}

function keysOf(document: string, scope: string): PersonKeys {
  const person: unknown = JSON.parse(document);
  if (!hasDemographics(person)) throw new Error("the template is no person");
  return peopleKeys(toMatchRecord(person.demographics), scope);
}

/**
 * Makes what recording the benchmark's messages writes of each patient, from one patient that the registry itself computed:
 * a hundredth of the work of a message. The keys are computed of each.
 *
 * @returns by the number of the message
 */
export async function createPersonMaker(
  organizationId: string,
  codes: CodeSets,
  newId: IdSource,
): Promise<(n: number) => PersonRows> {
  const template = await makeTemplate(organizationId, codes);
  const { scope, awaitsCodes, personId, rowIds, source, reports, events } = template;
  return (n) => {
    const values = benchValues(n, "");
    const found = new Map<string, string>([
      [personId, newPersonId(newId)],
      [BIRTH_DAY_MARK, withDashes(values.birth)],
    ]);
    for (const mark of rowIds) found.set(mark, newId());
    for (const name of VALUE_NAMES) found.set(MARKS[name], values[name]);
    const fill = (pieces: Pieces): string => {
      let text = "";
      for (const [at, piece] of pieces.entries()) text += at % 2 === 0 ? piece : (found.get(piece) ?? piece);
      return text;
    };
    const idOf = (mark: string): string => found.get(mark) ?? mark;
    const document = fill(template.document);
    return {
      person: { id: idOf(personId), scope, atMs: Date.now(), document, awaitsCodes },
      keys: keysOf(document, scope),
      source: { ...source, id: idOf(source.id), key: fill(source.key), document: fill(source.document) },
      reports: reports.map((report) => ({
        id: idOf(report.id),
        key: report.key && fill(report.key),
        document: fill(report.document),
      })),
      events: events.map((event) => ({ id: idOf(event.id), document: fill(event.document) })),
    };
  };
}
