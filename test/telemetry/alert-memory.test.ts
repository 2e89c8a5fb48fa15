import { expect, test } from "vitest";
import { createAlertMemory } from "../../src/telemetry/alert-memory.ts";

const ALERT = { id: "slow", severity: "warning", text: "It is slow. Mend it.", sinceMs: 60_000 } as const;

test("createAlertMemory() tells newest first what began and what is over", async () => {
  const { remember, recent } = createAlertMemory();
  await remember({ ...ALERT, state: "raised", durationMs: 20_000 });
  await remember({ ...ALERT, state: "cleared", durationMs: 720_000 });
  expect(recent()).toEqual([
    { atMs: 780_000, text: "Over after 12 min: It is slow. Mend it." },
    { atMs: 80_000, text: "It is slow. Mend it." },
  ]);
});

test("createAlertMemory() keeps the newest fifty", async () => {
  const { remember, recent } = createAlertMemory();
  for (let count = 1; count <= 51; count += 1)
    await remember({ ...ALERT, state: "raised", durationMs: count });
  expect([recent().length, recent()[0]?.atMs, recent().at(-1)?.atMs]).toEqual([50, 60_051, 60_002]);
});
