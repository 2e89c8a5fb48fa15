import type { CodeSets } from "../../codes/code-sets.ts";
import type { IdSource } from "../../kernel/clock.ts";
import { byQuality, fillsOf } from "./best-report.ts";
import { type ConsolidationRule, type RecordView, REVIEW_DAYS_MAX, ruleFor } from "./consolidation-rules.ts";
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
  /** The order in which it was begun. */
  readonly number: number;
  readonly best: RecordView;
  readonly joined: Joined[];
}

const MS_PER_DAY = 86_400_000;

/** A living record as the rules look at it; undefined when nothing of it counts. */
export function recordView(stored: StoredReport, codes: CodeSets): RecordView | undefined {
  const { id, site } = stored;
  const state = currentState(stored);
  if (state.kind !== "living") return undefined;
  const { content, sinceMs } = state;
  const dayNumber = Date.parse(content.date) / MS_PER_DAY;
  return { id, site, content, sinceMs, dayNumber, vaccine: vaccineMeant(codes, content) };
}

/** Clusters by vaccine family: rules join and flag only what shares one and is near. */
class Neighbourhood {
  readonly #byFamily = new Map<string, Cluster[]>();

  add(cluster: Cluster): void {
    for (const family of cluster.best.vaccine.families) {
      const sharing = this.#byFamily.get(family);
      if (sharing === undefined) this.#byFamily.set(family, [cluster]);
      else sharing.push(cluster);
    }
  }

  /** Each cluster once, in the order in which they were added. */
  near({ vaccine, dayNumber }: RecordView): readonly Cluster[] {
    const found = vaccine.families.flatMap((family) =>
      (this.#byFamily.get(family) ?? []).filter(
        ({ best }) => Math.abs(best.dayNumber - dayNumber) <= REVIEW_DAYS_MAX,
      ),
    );
    return vaccine.families.length === 1
      ? found
      : [...new Set(found)].toSorted((a, b) => a.number - b.number);
  }
}

/** A record joins only where no record that is there says it is another dose. */
function isBarred(record: RecordView, { joined }: Cluster): boolean {
  return joined.some(
    (member) => shareFamily(record.vaccine, member.record.vaccine) && !ruleFor(record, member.record).same,
  );
}

interface Offer {
  readonly cluster: Cluster;
  readonly rule: ConsolidationRule;
}

/** The nearest day, then the same code, then the better best record. */
function bestOffer(record: RecordView, clusters: readonly Cluster[]): Offer | undefined {
  const distance = ({ cluster }: Offer): number => Math.abs(cluster.best.dayNumber - record.dayNumber);
  const isOtherCode = ({ cluster }: Offer): number => Number(cluster.best.vaccine.cvx !== record.vaccine.cvx);
  const [offer] = clusters
    .map((cluster) => ({ cluster, rule: ruleFor(cluster.best, record) }))
    .filter(({ cluster, rule }) => rule.same && !isBarred(record, cluster))
    .toSorted((a, b) => distance(a) - distance(b) || isOtherCode(a) - isOtherCode(b));
  return offer;
}

interface Clusters {
  readonly all: readonly Cluster[];
  readonly neighbourhood: Neighbourhood;
}

/** From the best record to the least: each joins the event that it fits best, or begins one. */
function clustersOf(records: readonly RecordView[]): Clusters {
  const all: Cluster[] = [];
  const neighbourhood = new Neighbourhood();
  for (const record of records) {
    const offer = bestOffer(record, neighbourhood.near(record));
    if (offer !== undefined) {
      offer.cluster.joined.push({ record, rule: offer.rule });
      continue;
    }
    const cluster = { number: all.length, best: record, joined: [] };
    all.push(cluster);
    neighbourhood.add(cluster);
  }
  return { all, neighbourhood };
}

const FLAG_ORDER: readonly EventFlag[] = ["same-day-conflict", "near-date", "review"];

function flagsOf(cluster: Cluster, neighbourhood: Neighbourhood): readonly EventFlag[] {
  const own = cluster.joined.map(({ rule }) => rule.flag);
  const others = neighbourhood
    .near(cluster.best)
    .filter((other) => other !== cluster)
    .map(({ best }) => ruleFor(cluster.best, best))
    .filter(({ same }) => !same)
    .map(({ flag }) => flag);
  const found = new Set([...own, ...others]);
  return FLAG_ORDER.filter((flag) => found.has(flag));
}

function eventOf(cluster: Cluster, neighbourhood: Neighbourhood): Omit<VaccinationEvent, "id"> {
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
    flags: flagsOf(cluster, neighbourhood),
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
  const records = reports
    .map((stored) => recordView(stored, codes))
    .filter((record) => record !== undefined)
    .toSorted(byQuality);
  const { all, neighbourhood } = clustersOf(records);
  const drafts = all
    .map((cluster) => eventOf(cluster, neighbourhood))
    .toSorted((a, b) =>
      a.date === b.date ? (a.bestReportId < b.bestReportId ? -1 : 1) : a.date < b.date ? -1 : 1,
    );
  const kept = keepIds(drafts, previous);
  return drafts.map((draft, index) => Object.assign({ id: kept[index] ?? newId() }, draft));
}
