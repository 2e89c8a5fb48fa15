import type { Letter } from "../measures.ts";
import type { WindowTally } from "../window-tally.ts";
import { reviewRule } from "../review-rules.ts";
import { countsUnder } from "./cell-reader.ts";
import type { CauseReport, ExampleReport } from "./report.ts";

/** Causes told of one rule, the most frequent; behind them stands the count of each finding. */
const CAUSES_MAX = 100;

/** Sums over the days tell when a cause was seen. */
function seenDays({ days }: WindowTally, cell: string): readonly string[] {
  return days.filter(({ cells }) => (cells[cell] ?? 0) > 0).map(({ day }) => day);
}

/** A short name of a cause that stays the same from report to report. */
function causeIdOf(cause: string): string {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < cause.length; index += 1) {
    hash = Math.imul(hash ^ cause.charCodeAt(index), 0x01_00_01_93);
  }
  return `c-${(hash >>> 0).toString(16).padStart(8, "0")}`;
}

/** The failures of one rule, grouped by what staff would fix, with one example each: the newest. */
export function causesOf(
  tally: WindowTally,
  letter: Letter,
): { readonly causes: readonly CauseReport[]; readonly examples: readonly ExampleReport[] } {
  const own = countsUnder(tally.total, "cause")
    .filter(({ parts }) => reviewRule(parts[0] ?? "")?.letter === letter)
    .toSorted((a, b) => b.count - a.count || (a.parts.join("|") < b.parts.join("|") ? -1 : 1))
    .slice(0, CAUSES_MAX);
  const causes = own.map(({ parts, count }): CauseReport => {
    const cause = parts.join("|");
    const [finding = "", site = "", vaccine = "", application = "", shape = ""] = parts;
    const days = seenDays(tally, `cause|${cause}`);
    const rule = reviewRule(finding);
    return {
      causeId: causeIdOf(cause),
      finding,
      title: rule?.title ?? "",
      site,
      key: { vaccine, application, shape },
      count,
      firstSeen: days[0] ?? "",
      lastSeen: days.at(-1) ?? "",
      fix: rule?.fix ?? "",
    };
  });
  const examples = own
    .flatMap(({ parts }) => {
      const cause = parts.join("|");
      return (tally.examples[cause] ?? [])
        .slice(0, 1)
        .map((example) => ({ example, causeId: causeIdOf(cause) }));
    })
    .toSorted((a, b) => b.example.receivedAtMs - a.example.receivedAtMs || (a.causeId < b.causeId ? -1 : 1))
    .map(({ example, causeId }) => ({
      messageId: example.messageId,
      controlId: example.controlId,
      path: example.at,
      receivedAt: new Date(example.receivedAtMs).toISOString(),
      causeId,
    }));
  return { causes, examples };
}
