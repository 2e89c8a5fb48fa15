import type { MessageContribution } from "./contribution.ts";
import { type DataKind, failsIn, isEvidence } from "./contribution-cells.ts";

/** One place in one message that shows a cause. */
export interface Example {
  readonly messageId: string;
  readonly controlId: string;
  readonly at: string;
  readonly receivedAtMs: number;
}

/** Newest examples of each cause. */
export type ExampleBook = Readonly<Record<string, readonly Example[]>>;

/** Kept of each cause. */
export const EXAMPLES_MAX = 3;

/** The failures of one message, by cause. */
export function examplesOf(contribution: MessageContribution, kind: DataKind): ExampleBook {
  const { messageId, controlId, receivedAtMs, message, patient, doses } = contribution;
  const objects = [message, ...(patient === undefined ? [] : [patient]), ...doses];
  const isCounted = isEvidence(contribution, kind);
  const failures = objects
    .flatMap(({ findings }) => findings)
    .filter((finding) => failsIn(finding, kind) && (isCounted || finding.id.startsWith("RV-J")));
  const examples = failures.map(({ cause, at }) => ({
    [cause]: [{ messageId, controlId, at, receivedAtMs }],
  }));
  return mergeExamples(examples);
}

function byNewest(a: Example, b: Example): number {
  return (
    b.receivedAtMs - a.receivedAtMs || (a.messageId < b.messageId ? 1 : a.messageId > b.messageId ? -1 : 0)
  );
}

/** Associative, order-independent: the newest of each cause, one a message. */
export function mergeExamples(books: Iterable<ExampleBook>): ExampleBook {
  const byCause = new Map<string, Map<string, Example>>();
  for (const book of books) {
    for (const [cause, examples] of Object.entries(book)) {
      const known = byCause.get(cause) ?? new Map<string, Example>();
      for (const example of examples) {
        const other = known.get(example.messageId);
        if (other === undefined || example.at < other.at) known.set(example.messageId, example);
      }
      byCause.set(cause, known);
    }
  }
  return Object.fromEntries(
    [...byCause]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([cause, examples]) => [cause, [...examples.values()].toSorted(byNewest).slice(0, EXAMPLES_MAX)]),
  );
}
