import type { ReviewProgress } from "./report.ts";

const NUMBERS = new Intl.NumberFormat("en-US");

/** "re-evaluated 1,200 of 5,000 messages". */
export function progressText({ kind, done, of }: ReviewProgress): string {
  return `${kind} ${NUMBERS.format(done)} of ${NUMBERS.format(of)} messages`;
}
