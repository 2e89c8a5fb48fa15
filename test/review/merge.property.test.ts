import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DoseFacts, FindingFact, MessageContribution } from "../../src/review/contribution.ts";
import { measuresOf } from "../../src/review/measures.ts";
import { SAMPLED_PATIENTS_MAX, mergeSamples, type SampledPatient } from "../../src/review/patient-sample.ts";
import { bucketAt, bucketsOfDays } from "../../src/review/window-tally.ts";
import { bookOf, bucketByDay, mergeBooks, type ReviewBook, tallyBook } from "../support/review-book.ts";
import { MemoryLedger } from "../support/memory-ledger.ts";

const DAYS = ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"] as const;
const DAY_MS = 86_400_000;
const START = Date.parse("2026-11-02T06:00:00Z");

function outcomesOf(grain: "dose" | "patient" | "message"): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom("p", "f", "n", "u"), {
      minLength: measuresOf(grain).length,
      maxLength: measuresOf(grain).length,
    })
    .map((letters) => letters.join(""));
}

const finding: fc.Arbitrary<FindingFact> = fc
  .record({
    id: fc.constantFrom("RV-A04", "RV-D01", "RV-J01"),
    site: fc.constantFrom("N", "S"),
    fails: fc.boolean(),
  })
  .map(({ id, site, fails }) => ({ id, at: "RXA[1]-5", cause: `${id}|${site}|03|EHR|`, fails }));

const dose: fc.Arbitrary<DoseFacts> = fc
  .record({
    key: fc.constantFrom("1", "2", "3"),
    class: fc.constantFrom("administered", "historical", "refused"),
    outcomes: outcomesOf("dose"),
    findings: fc.array(finding, { maxLength: 2 }),
    counts: fc.subarray(["code|RXA-5|CVX|03|administered", "lot|x|03|MSD"]),
    delay: fc.option(fc.nat(40), { nil: undefined }),
  })
  .map(({ delay, ...facts }) => (delay === undefined ? facts : Object.assign(facts, { delayDays: delay })));

interface Drawn {
  readonly day: number;
  readonly second: number;
  readonly contribution: Omit<MessageContribution, "messageId" | "receivedAtMs" | "day">;
}

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    day: fc.nat(DAYS.length - 1),
    second: fc.nat(20),
    sort: fc.constantFrom("update", "update", "update", "query", "unreadable"),
    processingId: fc.constantFrom("P", "P", "T"),
    ack: fc.constantFrom("AA", "AE"),
    message: fc.record({ outcomes: outcomesOf("message"), findings: fc.array(finding, { maxLength: 1 }) }),
    patient: fc.record({
      key: fc.constantFrom("a", "b", "c"),
      outcomes: outcomesOf("patient"),
      protection: fc.constantFrom("Y", "N", ""),
      person: fc.constantFrom("x", "y", ""),
    }),
    doses: fc.uniqueArray(dose, { maxLength: 3, selector: ({ key }) => key }),
  })
  .map(({ day, second, message, patient, doses, ...head }): Drawn => ({
    day,
    second,
    contribution: {
      format: 1,
      basis: "test",
      controlId: "",
      outcome: "processed",
      maskedNumbers: [],
      ...head,
      message: { ...message, counts: ["site|N"] },
      ...(head.sort === "update" && {
        patient: {
          key: patient.key,
          outcomes: patient.outcomes,
          findings: [],
          counts: ["race|coded"],
          traits: {
            family: "f",
            phone: "",
            street: "",
            email: "",
            motherMaiden: "",
            person: patient.person,
            protection: patient.protection,
            protectionSince: "",
            identifiers: [],
          },
        },
      }),
      doses: head.sort === "update" ? doses : [],
    } as Drawn["contribution"],
  }));

const contributions: fc.Arbitrary<readonly MessageContribution[]> = fc
  .array(drawn, { minLength: 1, maxLength: 25 })
  .map((list) =>
    list.map(({ day, second, contribution }, index) => ({
      ...contribution,
      messageId: `m${`${index}`.padStart(3, "0")}`,
      receivedAtMs: START + day * DAY_MS + second * 1000,
      day: DAYS[day] ?? DAYS[0],
    })),
  );

function bookOfAll(list: readonly MessageContribution[]): ReviewBook {
  return mergeBooks(list.map((one) => bookOf(one, "real", bucketByDay)));
}

describe("a review is a sum", () => {
  test("mergeBooks() gives the same book whatever the grouping and the order", () => {
    fc.assert(
      fc.property(contributions, fc.array(fc.nat(4)), fc.infiniteStream(fc.nat()), (list, groups, order) => {
        const ranked = list.map((one) => ({ one, rank: order.next().value ?? 0 }));
        const shuffled = ranked.toSorted((a, b) => a.rank - b.rank).map(({ one }) => one);
        const parts = Map.groupBy(shuffled, (_, index) => groups[index % Math.max(1, groups.length)] ?? 0);
        const merged = mergeBooks([...parts.values()].map(bookOfAll));
        expect(merged).toEqual(bookOfAll(list));
      }),
    );
  });

  test("fold() in any order and portions, with messages taken out, judged anew and moved by a marker, gives for any window what the full recomputation gives", async () => {
    await fc.assert(
      fc.asyncProperty(
        contributions,
        contributions,
        fc.infiniteStream(fc.nat()),
        fc.tuple(fc.nat(3), fc.nat(3)),
        fc.array(fc.constantFrom("stays", "stays", "goes", "anew", "moves")),
        fc.subarray([START + DAY_MS + 5_000, START + 2 * DAY_MS + 9_000]),
        async (list, others, order, [one, other], fates, cuts) => {
          const [before, after] = [bucketAt([]), bucketAt(cuts)];
          const span = bucketsOfDays(DAYS[Math.min(one, other)] ?? "", DAYS[Math.max(one, other)] ?? "");
          const isInside = (bucket: string): boolean => bucket >= span.from && bucket <= span.to;
          const fateOf = (index: number): string => fates[index % Math.max(1, fates.length)] ?? "stays";
          const anew = list.map((old, index) => {
            const { messageId, receivedAtMs, day } = old;
            const fresh = { ...(others[index % others.length] ?? old), messageId, receivedAtMs, day };
            return fateOf(index) === "anew" ? fresh : old;
          });
          const ledger = new MemoryLedger("real", before);
          const ranked = list.map((contribution) => ({ contribution, rank: order.next().value ?? 0 }));
          const shuffled = ranked.toSorted((a, b) => a.rank - b.rank).map(({ contribution }) => contribution);
          const size = 1 + ((order.next().value ?? 0) % 7);
          for (let from = 0; from < shuffled.length; from += size)
            await ledger.change(shuffled.slice(from, from + size));
          await ledger.change(
            list.filter((_, index) => fateOf(index) === "goes"),
            "without",
          );
          const staying = anew.filter((_, index) => fateOf(index) !== "goes");
          for (const contribution of staying) await ledger.change([contribution], "with", after);
          const book = mergeBooks(staying.map((contribution) => bookOf(contribution, "real", after)));
          expect(await ledger.tally(span)).toEqual(tallyBook(book, isInside));
        },
      ),
    );
  });

  test("a patient and a dose that are sent again count once, by the latest message", () => {
    const facts = { outcomes: "fnnnnnnnp", findings: [], counts: [] };
    const message = (messageId: string, atMs: number, outcomes: string): MessageContribution => ({
      format: 1,
      basis: "test",
      messageId,
      controlId: "",
      receivedAtMs: atMs,
      day: "2026-11-02",
      processingId: "P",
      sort: "update",
      outcome: "processed",
      ack: "AA",
      message: { outcomes: "pp", findings: [], counts: [] },
      maskedNumbers: [],
      doses: [{ ...facts, outcomes, key: "1", class: "administered", delayDays: 0 }],
    });
    const list = [message("m2", START + 1, "pnnnnnnnp"), message("m1", START, "fnnnnnnnp")];
    const { total } = tallyBook(bookOfAll(list), () => true);
    expect(total).toMatchObject({
      messages: 2,
      doses: 1,
      "doses received": 2,
      "outcome|a|passed": 1,
      "arrival|0": 1,
    });
    expect(total["outcome|a|failed"]).toBeUndefined();
  });
});

function at(receivedAtMs: number, day: string): MessageContribution {
  return { receivedAtMs, day } as MessageContribution;
}

describe("bucketAt()", () => {
  test("cuts a day at a fix marker, and keeps the order of time", () => {
    const bucketOf = bucketAt([START + DAY_MS + 5_000]);
    const buckets = [
      bucketOf(at(START + DAY_MS + 4_999, "2026-11-03")),
      bucketOf(at(START + DAY_MS + 5_000, "2026-11-03")),
      bucketOf(at(START + 2 * DAY_MS, "2026-11-04")),
    ];
    expect(buckets.toSorted()).toEqual(buckets);
    expect(buckets).toEqual(["2026-11-03#000", "2026-11-03#001", "2026-11-04#001"]);
  });
});

describe("mergeSamples()", () => {
  test("keeps the same patients whatever the parts, and no more than the bound", () => {
    const all = Array.from({ length: SAMPLED_PATIENTS_MAX + 50 }, (_, index): SampledPatient => ({
      key: `${(index * 7_919) % 100_003}`.padStart(6, "0"),
      atMs: START,
      messageId: `m${index}`,
      persons: [],
      traits: {
        family: "",
        phone: "",
        street: "",
        email: "",
        motherMaiden: "",
        person: "",
        protection: "",
        protectionSince: "",
        identifiers: [],
      },
    }));
    const whole = mergeSamples([all]);
    const parts = mergeSamples([mergeSamples([all.slice(0, 300)]), mergeSamples([all.slice(300)])]);
    expect(whole).toHaveLength(SAMPLED_PATIENTS_MAX);
    expect(parts).toEqual(whole);
  });
});
