import type { CodeSets } from "../../codes/code-sets.ts";
import { currentState } from "./current-state.ts";
import { statedFacts } from "./stated-facts.ts";
import type { StoredReport } from "./stored-report.ts";
import type { ReportSource, VaccinationContent } from "./vaccination-report.ts";
import { vaccineMeant, type VaccineMeant } from "./vaccine-meant.ts";

/** What a source record said last, withdrawn or not: what a new report is compared with. */
export interface LastSaid {
  readonly stored: StoredReport;
  readonly content: VaccinationContent;
  readonly source: ReportSource;
  readonly vaccine: VaccineMeant;
  /** What a statement states; `""` of all else. */
  readonly stated: string;
}

/** The records of one person while a message is worked through; looked up by name, so that no report looks at all. */
export interface WorkingRecords {
  /** Those of one name, by their ids. */
  readonly named: (name: string) => readonly LastSaid[];
  /** The record that holds this very order of this very message. */
  readonly holding: (source: ReportSource) => StoredReport | undefined;
  readonly put: (stored: StoredReport) => void;
  readonly all: () => readonly StoredReport[];
  /** What was put, each record once. */
  readonly written: () => readonly StoredReport[];
}

/** What a record can be found by: its number; without one, its site and day, which never change then. */
export function nameOf(key: string | undefined, site: string, { date }: VaccinationContent): string {
  return key ?? JSON.stringify([site, date]);
}

function lastSaid(codes: CodeSets, stored: StoredReport): LastSaid {
  const state = currentState(stored);
  const [first, ...others] = stored.revisions;
  const revision = others.at(-1) ?? first;
  const [head, ...rest] = revision.sources;
  const said =
    state.kind === "withdrawn" ? { content: revision.content, source: rest.at(-1) ?? head } : state;
  const { content, source } = said;
  const stated = content.kind === "statement" ? statedFacts(content) : "";
  return { stored, content, source, vaccine: vaccineMeant(codes, content), stated };
}

function placeOf({ messageId, rxaSequence }: ReportSource): string {
  return JSON.stringify([messageId, rxaSequence]);
}

function byId(a: StoredReport, b: StoredReport): number {
  return a.id < b.id ? -1 : 1;
}

/** Records that may be looked up and changed; the given ones are never touched. */
export function workingRecords(existing: readonly StoredReport[], codes: CodeSets): WorkingRecords {
  const records = new Map<string, StoredReport>();
  const names = new Map<string, Map<string, LastSaid | StoredReport>>();
  const places = new Map<string, string>();
  const written = new Set<string>();

  const file = (stored: StoredReport): void => {
    records.set(stored.id, stored);
    const name = nameOf(stored.key, stored.site, stored.revisions[0].content);
    const sharing = names.get(name) ?? new Map<string, LastSaid | StoredReport>();
    names.set(name, sharing.set(stored.id, stored));
    for (const { sources } of stored.revisions) {
      for (const source of sources) places.set(placeOf(source), stored.id);
    }
  };
  for (const stored of existing.toSorted(byId)) file(stored);

  return {
    named: (name) => {
      const sharing = names.get(name) ?? new Map<string, LastSaid | StoredReport>();
      return [...sharing].map(([id, known]) => {
        if ("stored" in known) return known;
        const said = lastSaid(codes, known);
        sharing.set(id, said);
        return said;
      });
    },
    holding: (source) => records.get(places.get(placeOf(source)) ?? ""),
    put: (stored) => {
      file(stored);
      written.add(stored.id);
    },
    all: () => [...records.values()],
    written: () => [...records.values()].filter(({ id }) => written.has(id)),
  };
}
