import { type Kysely, sql } from "kysely";
import { type Stage } from "../accounts/organization.ts";
import type { BoardEntry, BoardFilter, BoardReads } from "../onboarding/board.ts";
import type { OrganizationTask } from "../onboarding/open-tasks.ts";
import type { OnboardingReads } from "../onboarding/ports.ts";
import { dayOf } from "./control-rows.ts";
import type { OnboardingTables } from "./onboarding-reads.ts";
import { caseOf, NOTHING_DUE } from "./onboarding-rows.ts";
import { holdsText } from "./holds-text.ts";
import type { CaseRow, TaskRow } from "./onboarding-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** The stage of an organization for which nothing has happened yet. */
const FIRST_STAGE: Stage = "REGISTERED";

/** Every organization with its newest case. */
function newestCases(db: Kysely<OnboardingTables>) {
  return db.selectFrom("organization as o").leftJoin("onboarding_case as c", (join) =>
    join.onRef("c.organization_id", "=", "o.id").on("c.number", "=", (of) =>
      of
        .selectFrom("onboarding_case as n")
        .select(({ fn }) => fn.max("n.number").as("number"))
        .whereRef("n.organization_id", "=", "o.id"),
    ),
  );
}

const stageOf = sql<Stage>`coalesce(c.stage, ${sql.lit(FIRST_STAGE)})`;
const orderOf = sql<string>`coalesce(c.board_key, ${sql.lit(NOTHING_DUE)})`;

function entriesOf(db: Kysely<OnboardingTables>, filter: BoardFilter) {
  const { stage, without = [], name = "", lateOn, dueUpTo, organizationIds, after, perStageMax } = filter;
  const placed = newestCases(db)
    .leftJoin("organization as p", "p.id", "o.parent_id")
    .select([
      "o.id as organization_id",
      "o.name as organization_name",
      "o.suspended",
      "p.name as parent_name",
      stageOf.as("board_stage"),
      orderOf.as("order_key"),
      "c.id as case_id",
      sql<number | string>`row_number() over (partition by ${stageOf} order by ${orderOf}, o.id)`.as("place"),
    ])
    .$if(stage !== undefined, (query) => query.where(stageOf, "=", stage ?? FIRST_STAGE))
    .$if(without.length > 0, (query) => query.where(stageOf, "not in", without))
    .$if(organizationIds !== undefined, (query) => query.where("o.id", "in", organizationIds ?? []));
  const wanted = db
    .selectFrom(placed.as("b"))
    .leftJoin("onboarding_case as k", "k.id", "b.case_id")
    .selectAll("k")
    .select(["b.organization_id as own_id", "b.organization_name", "b.suspended", "b.parent_name"])
    .select(["b.board_stage", "b.order_key", "b.place"])
    .select(
      sql<number>`row_number() over (partition by b.board_stage order by b.order_key, b.organization_id)`.as(
        "row",
      ),
    )
    .$if(name !== "", (query) => query.where(holdsText("b.organization_name", name)))
    .$if(lateOn !== undefined, (query) =>
      query.where("k.due_on", "<", lateOn ?? "").where("k.stage", "!=", "PAUSED"),
    )
    .$if(dueUpTo !== undefined, (query) => query.where("k.due_on", "<=", dueUpTo ?? ""))
    .$if(after !== undefined, (query) =>
      query.where((where) =>
        where(
          where.refTuple("b.order_key", "b.organization_id"),
          ">",
          where.tuple(after?.order ?? "", after?.organizationId ?? ""),
        ),
      ),
    );
  return db
    .selectFrom(wanted.as("w"))
    .selectAll()
    .where("row", "<=", perStageMax)
    .orderBy("board_stage")
    .orderBy("row")
    .execute();
}

type EntryRow = Awaited<ReturnType<typeof entriesOf>>[number];

function isCase(row: EntryRow): row is EntryRow & CaseRow {
  return row.id !== null;
}

function entryOf(row: EntryRow): BoardEntry {
  return {
    organization: {
      id: row.own_id,
      name: row.organization_name,
      suspended: row.suspended === 1,
      ...(row.parent_name !== null && { parentName: row.parent_name }),
    },
    ...(isCase(row) && { case: caseOf(row) }),
    key: { order: row.order_key, organizationId: row.own_id },
    place: Number(row.place),
  };
}

interface OrganizationTaskRow extends Pick<TaskRow, "kind" | "due_on" | "subject" | "detail"> {
  readonly organization_id: string;
  readonly name: string;
}

function organizationTaskOf(row: OrganizationTaskRow): OrganizationTask {
  const { kind, due_on, subject, detail } = row;
  return {
    organizationId: row.organization_id,
    organization: row.name,
    kind,
    ...(due_on !== null && { dueOn: dayOf(due_on) }),
    ...(subject !== "" && { subject }),
    ...(detail !== "" && { detail }),
  };
}

/** The board of onboarding, a page at a time, inside a transaction or outside of one. */
export function createBoardReads(
  db: Kysely<OnboardingTables>,
): BoardReads & Pick<OnboardingReads, "listTasks"> {
  return {
    listBoard: async (filter) => (await orUnavailable(entriesOf(db, filter))).map(entryOf),
    countBoard: async (today) => {
      const rows = await orUnavailable(
        newestCases(db)
          .select([
            stageOf.as("stage"),
            ({ fn }) => fn.countAll<number | string>().as("organizations"),
            sql<
              number | string
            >`sum(case when c.due_on < ${today} and c.stage <> 'PAUSED' then 1 else 0 end)`.as("late"),
          ])
          .groupBy(stageOf)
          .execute(),
      );
      return rows.map(({ stage, organizations, late }) => ({
        stage,
        organizations: Number(organizations),
        late: Number(late),
      }));
    },
    listTasks: async ({ organizationIds, kinds, limit }) => {
      const query = db
        .selectFrom("onboarding_task as t")
        .innerJoin("onboarding_case as c", "c.id", "t.case_id")
        .innerJoin("organization as o", "o.id", "c.organization_id")
        .select(["o.id as organization_id", "o.name", "t.kind", "t.due_on", "t.subject", "t.detail"])
        .where("t.closed_at_ms", "is", null)
        .$if(organizationIds !== undefined, (some) => some.where("o.id", "in", organizationIds ?? []))
        .$if(kinds !== undefined, (some) => some.where("t.kind", "in", kinds ?? []))
        .orderBy(sql`coalesce(t.due_on, ${sql.lit(NOTHING_DUE)})`)
        .orderBy("c.number")
        .orderBy("t.opened_at_ms")
        .orderBy("t.id")
        .limit(limit);
      const rows = await orUnavailable(query.execute());
      return rows.map(organizationTaskOf);
    },
  };
}
