/** What a soak looked at, now and then. */
export interface SoakSample {
  /** Since the load began. */
  readonly atMs: number;
  readonly rssBytes: number;
  readonly fileDescriptors: number;
  readonly walBytes: number;
}

/** What the senders counted, and what the store held at the end. */
export interface SoakCounts {
  readonly acknowledged: number;
  readonly notAcknowledged: number;
  /** Acknowledged messages that the store does not have. */
  readonly lost: number;
}

/** One promise of a soak. */
export interface SoakVerdict {
  readonly what: string;
  readonly held: boolean;
  readonly figure: string;
}

/** Before this part of the run is over, caches fill and nothing is judged. */
const WARM_UP_PART = 0.2;
/** A shorter run says nothing about growth. */
const SLOPE_MINUTES_MIN = 10;
const RSS_MB_PER_HOUR_MAX = 1;
const FILE_DESCRIPTORS_MORE_MAX = 10;
const WAL_BYTES_MAX = 64 * 1024 * 1024;
const MB = 1024 * 1024;
const HOUR_MS = 3_600_000;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Least-squares slope of the memory, MB an hour. */
export function rssSlope(samples: readonly SoakSample[]): number {
  if (samples.length < 2) return 0;
  const [atMean, rssMean] = [mean(samples.map(({ atMs }) => atMs)), mean(samples.map((one) => one.rssBytes))];
  const covered = samples.reduce((sum, { atMs }) => sum + (atMs - atMean) ** 2, 0);
  const together = samples.reduce((sum, one) => sum + (one.atMs - atMean) * (one.rssBytes - rssMean), 0);
  return covered === 0 ? 0 : ((together / covered) * HOUR_MS) / MB;
}

/** Judge a run by its samples and counts. */
export function judgeSoak(samples: readonly SoakSample[], counts: SoakCounts): readonly SoakVerdict[] {
  const endMs = samples.at(-1)?.atMs ?? 0;
  const warm = samples.filter(({ atMs }) => atMs >= endMs * WARM_UP_PART);
  const slope = rssSlope(warm);
  const isLong = endMs >= SLOPE_MINUTES_MIN * 60_000;
  const descriptors = warm.map((sample) => sample.fileDescriptors);
  const more = Math.max(0, ...descriptors) - (descriptors[0] ?? 0);
  const wal = Math.max(0, ...samples.map((sample) => sample.walBytes));
  return [
    {
      what: "every acknowledged message is in the store",
      held: counts.lost === 0 && counts.acknowledged > 0,
      figure: `${counts.acknowledged} acknowledged, ${counts.lost} lost`,
    },
    {
      what: "every message is acknowledged",
      held: counts.notAcknowledged === 0,
      figure: `${counts.notAcknowledged} not`,
    },
    {
      what: `memory grows by less than ${RSS_MB_PER_HOUR_MAX} MB an hour`,
      held: !isLong || slope < RSS_MB_PER_HOUR_MAX,
      figure: isLong ? `${slope.toFixed(2)} MB an hour` : "too short a run to judge",
    },
    {
      what: "open files stay the same",
      held: more <= FILE_DESCRIPTORS_MORE_MAX,
      figure: `${Math.max(0, more)} more than after the warm-up`,
    },
    {
      what: "the write-ahead log stays bounded",
      held: wal < WAL_BYTES_MAX,
      figure: `${(wal / MB).toFixed(1)} MB`,
    },
  ];
}
