import { pathOf } from "../review/contribution-of.ts";
import { NO_RULE } from "../review/count-pending.ts";
import type { ContributionStore } from "../review/ports.ts";
import type { MaskedNumber } from "../review/review-setting.ts";
import type { HoldWord } from "./create-curation.ts";
import { type Row, textOf } from "./registry-documents.ts";
import { contributionOfRow, pendingOfRow } from "./review-rows.ts";
import { countOf, lists, places, type Rows, type Run, type Send } from "./review-statements.ts";

/** Whether a masked number concerns a person; samples and other filler do not. */
function isOfPerson({ form }: MaskedNumber): boolean {
  return form === "real" || form === "taxpayer";
}

/** Contributions of messages on either database. */
export function createContributions(rows: Rows, run: Run, send: Send, holdWord: HoldWord): ContributionStore {
  return { ...createContributionWrites(rows, run, send), ...createContributionReads(rows, holdWord) };
}

type ContributionWrites = Pick<
  ContributionStore,
  | "saveContribution"
  | "setContributionWithdrawn"
  | "endContribution"
  | "replaceContribution"
  | "saveCounted"
  | "deleteContributions"
>;

function createContributionWrites(rows: Rows, run: Run, send: Send): ContributionWrites {
  return {
    saveContribution: async (organizationId, contribution) => {
      const { messageId, receivedAtMs, basis, maskedNumbers } = contribution;
      await send(
        "save-contribution",
        `insert into review_contribution (organization_id, message_id, pending, document, received_at_ms, basis)
         values ($1, $2, 1, $3, $4, $5)`,
        [organizationId, messageId, JSON.stringify(contribution), receivedAtMs, basis],
      );
      const ofPeople = maskedNumbers.filter(isOfPerson);
      const [first] = ofPeople;
      if (first === undefined) return;
      await send(
        "save-incident",
        `insert into review_incident (message_id, organization_id, at_ms, numbers, place)
         values ($1, $2, $3, $4, $5)`,
        [messageId, organizationId, receivedAtMs, ofPeople.length, pathOf(first.location)],
      );
    },
    setContributionWithdrawn: (organizationId, messageId, isWithdrawn) =>
      run(
        `update review_contribution set state = $1, pending = 1
          where organization_id = $2 and message_id = $3 and state = $4`,
        isWithdrawn
          ? ["withdrawn", organizationId, messageId, "counts"]
          : ["counts", organizationId, messageId, "withdrawn"],
      ),
    endContribution: async (organizationId, messageId) => {
      const [row] = await rows(
        `update review_contribution set state = 'gone', pending = 1
          where organization_id = $1 and message_id = $2 and state <> 'gone' returning document`,
        [organizationId, messageId],
      );
      if (row === undefined) return undefined;
      // It stands with the message that takes its place; one that was closed stays as it is known.
      await run("delete from review_incident where message_id = $1 and closed_at_ms is null", [messageId]);
      return contributionOfRow(row);
    },
    replaceContribution: async (organizationId, contribution) => {
      const { messageId, basis } = contribution;
      await run(
        `update review_contribution set document = $1, basis = $2, pending = 1 where organization_id = $3 and message_id = $4`,
        [JSON.stringify(contribution), basis, organizationId, messageId],
      );
    },
    saveCounted: async (organizationId, messages) => {
      for (const [bucket, own] of Map.groupBy(messages, (one) => one.bucket)) {
        for (const some of lists(own.map(({ messageId }) => messageId))) {
          await run(
            `update review_contribution set pending = 0, counted_in = $1
              where organization_id = $2 and message_id in (${places(3, some.length)})`,
            [bucket, organizationId, ...some],
            `save-counted-${some.length}`,
          );
        }
      }
    },
    deleteContributions: async (organizationId, messageIds) => {
      for (const some of lists(messageIds)) {
        await run(
          `delete from review_contribution where organization_id = $1 and message_id in (${places(2, some.length)})`,
          [organizationId, ...some],
        );
      }
    },
  };
}

/** Both sides of a basis in its index: what was done before is not walked over again. */
const OTHER_BASIS = ["basis < $2", "basis > $2"] as const;

function createContributionReads(
  rows: Rows,
  holdWord: HoldWord,
): Omit<ContributionStore, keyof ContributionWrites> {
  const count = async (condition: string, ...values: readonly string[]): Promise<number> => {
    const text = `select count(*) as count from review_contribution where organization_id = $1${condition}`;
    const [row] = await rows(text, values);
    return countOf(row);
  };
  return {
    listPending: async (organizationId, limit) =>
      (
        await rows(
          `select document, counted_in, state from review_contribution where organization_id = $1 and pending = 1
            order by message_id limit $2${holdWord}`,
          [organizationId, limit],
          "list-pending",
        )
      ).map(pendingOfRow),
    countPending: (organizationId) => count(" and pending = 1", organizationId),
    countContributions: (organizationId) => count("", organizationId),
    listWaiting: async (limit) =>
      (
        await rows(
          `select organization_id from review_contribution where pending = 1
            union select organization_id from review_basis where basis = $1
            order by organization_id limit $2`,
          [NO_RULE, limit],
        )
      ).map((row) => textOf(row, "organization_id")),
    // One step of an index for each organization.
    listReviewed: async (after, limit) => {
      const found: string[] = [];
      while (found.length < limit) {
        const [row] = await rows(
          `select organization_id from review_contribution where organization_id > $1
            order by organization_id limit 1`,
          [found.at(-1) ?? after],
        );
        if (row === undefined) return found;
        found.push(textOf(row, "organization_id"));
      }
      return found;
    },
    countOutdated: async (organizationId, basis) => {
      let outdated = 0;
      for (const side of OTHER_BASIS) outdated += await count(` and ${side}`, organizationId, basis);
      return outdated;
    },
    listOutdated: async (organizationId, basis, limit) => {
      const found: Row[] = [];
      for (const side of OTHER_BASIS) {
        const text = `select document from review_contribution where organization_id = $1 and ${side} limit $3`;
        found.push(...(await rows(text, [organizationId, basis, limit - found.length])));
        if (found.length >= limit) break;
      }
      return found.map(contributionOfRow);
    },
    findContributions: async (organizationId, messageIds) => {
      const found: Row[] = [];
      for (const some of lists(messageIds)) {
        const text = `select document from review_contribution
          where organization_id = $1 and message_id in (${places(2, some.length)})`;
        found.push(...(await rows(text, [organizationId, ...some], `find-contributions-${some.length}`)));
      }
      return found.map(contributionOfRow);
    },
    listCounted: async (organizationId, bucket, before, limit) =>
      (
        await rows(
          `select document from review_contribution where organization_id = $1 and counted_in = $2
             and (received_at_ms, message_id) < ($3, $4) and counted_in <> ''
            order by received_at_ms desc, message_id desc limit $5`,
          [organizationId, bucket, before?.atMs ?? Number.MAX_SAFE_INTEGER, before?.messageId ?? "", limit],
        )
      ).map(contributionOfRow),
  };
}
