import { expect, test } from "vitest";
import { type DelayHistogram, createLoopStrain } from "../../src/http/loop-strain.ts";

const MS = 1_000_000;

test.each([
  { what: "nothing late", delaysMs: [20, 30], strain: "none" },
  { what: "one late window", delaysMs: [20, 900], strain: "none" },
  { what: "two late windows", delaysMs: [500, 900], strain: "strained" },
  { what: "two lost windows", delaysMs: [5_000, 2_000], strain: "stalled" },
  { what: "back to normal", delaysMs: [5_000, 2_000, 20], strain: "none" },
])("createLoopStrain(): $what is $strain", ({ delaysMs, strain }) => {
  const rest = [...delaysMs];
  const histogram: DelayHistogram = { percentile: () => (rest.shift() ?? 0) * MS, reset: () => {} };
  const loop = createLoopStrain(histogram, { windowMs: 10, strainedMs: 400, stalledMs: 1_500 });
  for (const _ of delaysMs) loop.look();
  expect([loop.strain(), loop.delayMs()]).toEqual([strain, delaysMs.at(-1)]);
});
