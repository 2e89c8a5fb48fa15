/** Quantile of the normal distribution for a one-sided confidence of 95 %. */
const Z = 1.645;

/** The counts that a rate is made of. */
export interface Trials {
  readonly passed: number;
  readonly failed: number;
}

/** A rate with its one-sided 95 % Wilson bounds; all null without a trial. */
export interface Interval {
  readonly rate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** @see Wilson 1927; review rules, section 0.3 */
export function wilsonInterval({ passed, failed }: Trials): Interval {
  const n = passed + failed;
  if (n === 0) return { rate: null, lower: null, upper: null };
  const rate = passed / n;
  const squared = Z * Z;
  const centre = (rate + squared / (2 * n)) / (1 + squared / n);
  const half = (Z * Math.sqrt((rate * (1 - rate)) / n + squared / (4 * n * n))) / (1 + squared / n);
  return { rate, lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

/** Objects without a failure from which on the lower bound reaches a target; 0 for a target of 0, Infinity for 1. */
export function objectsNeeded(target: number): number {
  if (target <= 0) return 0;
  if (target >= 1) return Number.POSITIVE_INFINITY;
  return Math.ceil((Z * Z * target) / (1 - target) - 1e-9);
}
