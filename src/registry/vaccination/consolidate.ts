import type { CodeSets } from "../../codes/code-sets.ts";
import type { IdSource } from "../../kernel/clock.ts";
import { byQuality, fillsOf } from "./best-report.ts";
import { type ConsolidationRule, type RecordView, ruleFor } from "./consolidation-rules.ts";
import { currentState } from "./current-state.ts";
import { keepIds } from "./keep-ids.ts";
import type { StoredReport } from "./stored-report.ts";
import type { EventFlag, EventMember, PreviousEvent, VaccinationEvent } from "./vaccination-event.ts";
import { shareFamily, vaccineMeant } from "./vaccine-meant.ts";

export interface ConsolidationContext {
  readonly codes: CodeSets;
  /** Events of the last computation, so that ids stay. */
  readonly previous: readonly PreviousEvent[];
  readonly newId: IdSource;
}

interface Joined {
  readonly record: RecordView;
  readonly rule: ConsolidationRule;
}

/** An event while it is put together; the first record is its best. */
interface Cluster {
  readonly best: RecordView;
  readonly joined: Joined[];
}

function livingRecords(reports: readonly StoredReport[], codes: CodeSets): readonly RecordView[] {
  return reports
    .flatMap(({ id, site, ...stored }) => {
      const state = currentState({ id, site, ...stored });
      if (state.kind !== "living") return [];
      const { content, sinceMs } = state;
      return [{ id, site, content, sinceMs, vaccine: vaccineMeant(codes, content) }];
    })
    .toSorted(byQuality);
}

/** A record joins only where no record that is there says it is another dose. */
function isBarred(record: RecordView, { joined }: Cluster): boolean {
  return joined.some(
    (member) => shareFamily(record.vaccine, member.record.vaccine) && !ruleFor(record, member.record).same,
  );
}

function daysOf({ content }: RecordView): number {
  return Date.parse(content.date);
}

interface Offer {
  readonly cluster: Cluster;
  readonly rule: ConsolidationRule;
}

/** The same day and code before anything wider, then the nearest day, then the better best record. */
function bestOffer(record: RecordView, clusters: readonly Cluster[]): Offer | undefined {
  const distance = ({ cluster }: Offer): number => Math.abs(daysOf(cluster.best) - daysOf(record));
  const isOtherCode = ({ cluster }: Offer): number => Number(cluster.best.vaccine.cvx !== record.vaccine.cvx);
  const [offer] = clusters
    .map((cluster) => ({ cluster, rule: ruleFor(cluster.best, record) }))
    .filter(({ cluster, rule }) => rule.same && !isBarred(record, cluster))
    .toSorted((a, b) => distance(a) - distance(b) || isOtherCode(a) - isOtherCode(b));
  return offer;
}

/** From the best record to the least: each joins the event that it fits best, or begins one. */
function clustersOf(records: readonly RecordView[]): readonly Cluster[] {
  const clusters: Cluster[] = [];
  for (const record of records) {
    const offer = bestOffer(record, clusters);
    if (offer === undefined) clusters.push({ best: record, joined: [] });
    else offer.cluster.joined.push({ record, rule: offer.rule });
  }
  return clusters;
}

const FLAG_ORDER: readonly EventFlag[] = ["same-day-conflict", "near-date", "review"];

function flagsOf(cluster: Cluster, clusters: readonly Cluster[]): readonly EventFlag[] {
  const own = cluster.joined.map(({ rule }) => rule.flag);
  const others = clusters
    .filter((other) => other !== cluster)
    .map(({ best }) => ruleFor(cluster.best, best))
    .filter(({ same }) => !same)
    .map(({ flag }) => flag);
  const found = new Set([...own, ...others]);
  return FLAG_ORDER.filter((flag) => found.has(flag));
}

function eventOf(cluster: Cluster, clusters: readonly Cluster[]): Omit<VaccinationEvent, "id"> {
  const { best, joined } = cluster;
  const others = joined.map(({ record }) => record);
  const only: EventMember = { reportId: best.id, rule: joined[0]?.rule.id ?? "only" };
  return {
    kind: best.content.kind,
    date: best.content.date,
    cvx: best.vaccine.cvx,
    groups: best.vaccine.groups,
    bestReportId: best.id,
    members: [only, ...joined.map(({ record, rule }) => ({ reportId: record.id, rule: rule.id }))],
    filled: fillsOf(best, others),
    flags: flagsOf(cluster, clusters),
  };
}

/**
 * Computes a person's vaccinations anew from all source records. Pure and deterministic: the order of the records does not
 * matter, and the same records give the same events with the same ids. No true dose is left out: what no rule joins stands
 * alone.
 *
 * @param reports of one person, those of every state; deleted and withdrawn ones count for nothing
 */
export function consolidate(
  reports: readonly StoredReport[],
  { codes, previous, newId }: ConsolidationContext,
): readonly VaccinationEvent[] {
  const clusters = clustersOf(livingRecords(reports, codes));
  const drafts = clusters
    .map((cluster) => eventOf(cluster, clusters))
    .toSorted((a, b) =>
      a.date === b.date ? (a.bestReportId < b.bestReportId ? -1 : 1) : a.date < b.date ? -1 : 1,
    );
  const kept = keepIds(drafts, previous);
  return drafts.map((draft, index) => ({ id: kept[index] ?? newId(), ...draft }));
}
