import { GatewayError } from "../kernel/gateway-error.ts";
import type { Person, PersonDocument, PatientSource } from "../registry/ports.ts";
import type { StoredReport } from "../registry/vaccination/stored-report.ts";
import type { VaccinationEvent } from "../registry/vaccination/vaccination-event.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { SealPlace } from "../vault/sealing.ts";
import {
  packPatientRevision,
  type PackedPatientRevision,
  type PackedReport,
  packReport,
  unpackPatientRevision,
  unpackReport,
} from "./packed-documents.ts";

/** A row as either database gives it. */
export type Row = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/*
 * What was sealed by this program under this place is what it was; the guards only find a document that another version
 * of the program wrote in another form.
 */
function isPersonDocument(value: unknown): value is PersonDocument {
  return (
    isObject(value) &&
    isObject(value["demographics"]) &&
    isObject(value["protection"]) &&
    typeof value["isReported"] === "boolean" &&
    Array.isArray(value["formerIds"])
  );
}

function isSourceDocument(
  value: unknown,
): value is { readonly key: string; readonly revisions: readonly PackedPatientRevision[] } {
  return isObject(value) && typeof value["key"] === "string" && Array.isArray(value["revisions"]);
}

function isPackedReport(value: unknown): value is PackedReport {
  return isObject(value) && typeof value["id"] === "string" && Array.isArray(value["revisions"]);
}

function isVaccinationEvent(value: unknown): value is VaccinationEvent {
  return isObject(value) && typeof value["id"] === "string" && Array.isArray(value["members"]);
}

/** The column of a row that holds a text. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new GatewayError("internal", { cause: new Error(`no ${column}`) });
  return value;
}

type Table = "patient" | "patient_source" | "vaccination_report" | "vaccination_event";

function placeOf(table: Table, rowId: string, organizationId: string): SealPlace {
  return { table, column: "document", rowId, organizationId };
}

/** Seals and opens the registry's documents and digests its keys, for one realm (decision D27). */
export interface RegistryDocuments {
  /** 64 bits of a keyed digest: whom two texts of 2^64 bring together by chance, patient matching keeps apart. */
  digest(purpose: "identifier" | "blocking" | "source" | "order-number", text: string): bigint;
  sealPerson(person: Person): Uint8Array;
  openPerson(row: Row): Person;
  sealSource(source: PatientSource): Uint8Array;
  openSource(row: Row): PatientSource;
  sealReport(report: StoredReport): Uint8Array;
  openReport(row: Row): StoredReport;
  sealEvent(event: VaccinationEvent): Uint8Array;
  openEvent(row: Row): VaccinationEvent;
}

/** A document as a row held it, opened. */
interface Opened {
  readonly document: unknown;
  readonly person: Person;
}

function isSameDocument(a: unknown, b: unknown): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
}

/**
 * The same for one work, which finds people by the very keys that it saves, and may find a person by two searches: each text is
 * digested once, and a document opened once.
 */
export function withinOneWork(documents: RegistryDocuments): RegistryDocuments {
  const known = new Map<string, bigint>();
  const opened = new Map<string, Opened>();
  return {
    ...documents,
    openPerson: (row) => {
      const id = textOf(row, "id");
      const before = opened.get(id);
      if (before !== undefined && isSameDocument(before.document, row["document"])) return before.person;
      const person = documents.openPerson(row);
      opened.set(id, { document: row["document"], person });
      return person;
    },
    digest: (purpose, text) => {
      const name = `${purpose}|${text}`;
      const value = known.get(name) ?? documents.digest(purpose, text);
      known.set(name, value);
      return value;
    },
  };
}

export function createRegistryDocuments({
  sealing,
  digest,
}: Pick<RealmKeys, "digest" | "sealing">): RegistryDocuments {
  const seal = (place: SealPlace, value: unknown): Uint8Array => sealing.seal(place, JSON.stringify(value));

  const open = <T>(place: SealPlace, row: Row, guard: (value: unknown) => value is T): T => {
    const { document } = row;
    try {
      if (!(document instanceof Uint8Array)) throw new Error("no document");
      const value: unknown = JSON.parse(sealing.open(place, document));
      if (!guard(value)) throw new Error("a document of another form");
      return value;
    } catch (error) {
      throw new GatewayError("internal", { cause: error });
    }
  };

  return {
    digest: (purpose, text) => {
      const bytes = Buffer.from(digest.digest(`registry-${purpose}`, text), "base64url");
      return bytes.readBigInt64BE(0);
    },
    sealPerson: ({ id, scope, document }) => seal(placeOf("patient", id, scope), document),
    openPerson: (row) => {
      const [id, scope] = [textOf(row, "id"), textOf(row, "scope")];
      return { id, scope, document: open(placeOf("patient", id, scope), row, isPersonDocument) };
    },
    sealSource: ({ id, organizationId, key, revisions }) =>
      seal(placeOf("patient_source", id, organizationId), {
        key,
        revisions: revisions.map(packPatientRevision),
      }),
    openSource: (row) => {
      const [id, organizationId] = [textOf(row, "id"), textOf(row, "organization_id")];
      const { key, revisions } = open(placeOf("patient_source", id, organizationId), row, isSourceDocument);
      return {
        id,
        organizationId,
        site: textOf(row, "site"),
        key,
        revisions: revisions.map(unpackPatientRevision),
      };
    },
    sealReport: (report) => seal(placeOf("vaccination_report", report.id, ""), packReport(report)),
    openReport: (row) =>
      unpackReport(open(placeOf("vaccination_report", textOf(row, "id"), ""), row, isPackedReport)),
    sealEvent: (event) => seal(placeOf("vaccination_event", event.id, ""), event),
    openEvent: (row) => open(placeOf("vaccination_event", textOf(row, "id"), ""), row, isVaccinationEvent),
  };
}
