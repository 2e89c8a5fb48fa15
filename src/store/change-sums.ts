import { addInPlace, type Cells } from "../review/cells.ts";
import type { LedgerRow } from "../review/ledger.ts";
import { ownJson } from "./own-json.ts";
import { textOf } from "./registry-documents.ts";
import { lists, places, portions, type Rows, type Run, valueLists } from "./review-statements.ts";

/**
 * Characters that each part of a sum holds at most; the one after them holds the rest. What changes goes into the first, and on
 * from a part that is full: a large sum is written again once for many changes.
 */
const PART_CHARACTERS_MAX = [32_768, 131_072, 524_288] as const;

interface Part {
  readonly rows: Rows;
  readonly run: Run;
  readonly organizationId: string;
  readonly part: number;
}

/** Add to stored sums; a part that counts nothing any more is deleted. */
export async function changeSums(
  rows: Rows,
  run: Run,
  organizationId: string,
  changes: readonly LedgerRow[],
): Promise<void> {
  let carried = changes;
  for (let part = 0; carried.length > 0; part += 1)
    carried = await changePart({ rows, run, organizationId, part }, carried);
}

function isEmpty({ cells }: { readonly cells: Cells }): boolean {
  return Object.keys(cells).length === 0;
}

/** @returns sums that are too large for the part, which holds nothing of them now */
async function changePart(one: Part, changes: readonly LedgerRow[]): Promise<readonly LedgerRow[]> {
  const charactersMax = PART_CHARACTERS_MAX[one.part] ?? Infinity;
  const known = await readPart(one, changes);
  const after = changes.map(({ bucket, until, cells: added }) => {
    const cells = known.get(`${bucket}\n${until}`) ?? {};
    addInPlace(cells, added);
    return { bucket, until, cells, text: JSON.stringify(cells) };
  });
  const full = after.filter(({ text }) => text.length > charactersMax);
  const kept = after.filter((row) => row.text.length <= charactersMax && !isEmpty(row));
  const gone = [...full, ...after.filter(isEmpty)].filter(({ bucket, until }) =>
    known.has(`${bucket}\n${until}`),
  );
  await savePart(one, kept);
  await deletePart(one, gone);
  return full;
}

async function readPart(
  { rows, organizationId, part }: Part,
  changes: readonly LedgerRow[],
): Promise<ReadonlyMap<string, Record<string, number>>> {
  const asked = new Set(changes.map(({ bucket, until }) => `${bucket}\n${until}`));
  const known = new Map<string, Record<string, number>>();
  const [buckets, untils] = [
    lists([...new Set(changes.map(({ bucket }) => bucket))]),
    lists([...new Set(changes.map(({ until }) => until))]),
  ];
  for (const [some, others] of buckets.flatMap((own) => untils.map((other) => [own, other] as const))) {
    const found = await rows(
      `select bucket, until, cells from review_sum
        where organization_id = $1 and bucket in (${places(2, some.length)})
          and until in (${places(some.length + 2, others.length)}) and part = $${some.length + others.length + 2}`,
      [organizationId, ...some, ...others, part],
      `find-sums-${some.length}-${others.length}`,
    );
    for (const row of found) {
      const key = `${textOf(row, "bucket")}\n${textOf(row, "until")}`;
      if (asked.has(key)) known.set(key, ownJson(textOf(row, "cells")));
    }
  }
  return known;
}

async function savePart(
  { run, organizationId, part }: Part,
  kept: readonly { readonly bucket: string; readonly until: string; readonly text: string }[],
): Promise<void> {
  for (const some of portions(kept)) {
    await run(
      `insert into review_sum (organization_id, bucket, until, part, cells) values ${valueLists(some.length, 5)}
       on conflict (organization_id, bucket, until, part) do update set cells = excluded.cells`,
      some.flatMap(({ bucket, until, text }) => [organizationId, bucket, until, part, text]),
      `save-sums-${some.length}`,
    );
  }
}

async function deletePart({ run, organizationId, part }: Part, gone: readonly LedgerRow[]): Promise<void> {
  for (const { bucket, until } of gone) {
    await run(
      "delete from review_sum where organization_id = $1 and bucket = $2 and until = $3 and part = $4",
      [organizationId, bucket, until, part],
      "delete-sum",
    );
  }
}
