import { type Stage, STAGES } from "../../accounts/organization.ts";
import type { Actor } from "../../accounts/policy.ts";
import { PATHS } from "../../console/paths.ts";
import type { BoardCard, BoardColumn, BoardView } from "../../console/views/work.ts";
import {
  type BoardDay,
  boardDay,
  type BoardKey,
  type BoardLine,
  showBoardLines,
} from "../../onboarding/board.ts";
import { STAGE_TABLE } from "../../onboarding/stages.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import { daysLeft } from "./due-days.ts";
import type { Texts } from "./visit.ts";

/** Lines of each stage while all are shown, and of the one that is looked at: either way a page of some 70 KB. */
const PER_STAGE = 10;
const OF_ONE_STAGE = 100;
const NAME_LENGTH_MAX = 100;

/** Stages in which nothing is due: counted, and shown when they are asked for. */
const AT_REST: readonly Stage[] = ["ONGOING", "WITHDRAWN", "RETURNED"];

function stageNamed(text: string | undefined): Stage | undefined {
  return STAGES.find((stage) => stage === text);
}

/** `2026-11-16~ID` of the last line of the page before. */
function keyOf(text: string = ""): BoardKey | undefined {
  const [order = "", organizationId = ""] = text.split("~");
  return /^[\d -]{1,20}$/.test(order) && /^[\w-]{1,64}$/.test(organizationId)
    ? { order, organizationId }
    : undefined;
}

function keyText({ order, organizationId }: BoardKey): string {
  return `${order}~${organizationId}`;
}

function cardOf({ calendar, today }: BoardDay, line: BoardLine): BoardCard {
  const { organization, dueOn, openTasks, queue } = line;
  const [next] = openTasks;
  return {
    organizationId: organization.id,
    organization: organization.name,
    ...(organization.parentName !== undefined && { parent: organization.parentName }),
    dayInStage: line.dayInStage,
    ...(dueOn !== undefined && { dueOn }),
    ...daysLeft(calendar, today, dueOn),
    overdue: line.overdue,
    suspended: organization.suspended,
    ...(next !== undefined && { next: { role: next.role, text: next.text } }),
    ...(queue !== undefined && { queue }),
  };
}

/** The board, a page of it: some of every stage, or one stage from a line on. */
export async function loadBoard(deps: ConsoleDeps, actor: Actor, query: Texts): Promise<BoardView> {
  const days = await boardDay(deps.onboarding);
  const stage = stageNamed(query["stage"]);
  const name = (query["name"] ?? "").trim().slice(0, NAME_LENGTH_MAX);
  const isLate = query["late"] === "on";
  const max = stage === undefined ? PER_STAGE : OF_ONE_STAGE;
  const after = stage === undefined ? undefined : keyOf(query["after"]);
  const lines = await showBoardLines(deps.onboarding, actor, days, {
    ...(stage !== undefined && { stage }),
    ...(name !== "" && { name }),
    ...(isLate && { lateOn: days.today }),
    ...(after !== undefined && { after }),
    // A name is looked for everywhere, else what rests is only counted.
    ...(stage === undefined && name === "" && { without: AT_REST }),
    perStageMax: max + 1,
  });
  const counts = new Map(
    (await deps.onboarding.store.countBoard(days.today)).map((count) => [count.stage, count]),
  );
  const byStage = Map.groupBy(lines, (line) => line.stage);
  const said = { ...(name !== "" && { name }), ...(isLate && { late: "on" }) };
  const columnOf = (one: Stage): BoardColumn => {
    const found = byStage.get(one) ?? [];
    const last = found.length > max ? found[max - 1] : undefined;
    const further =
      last && PATHS.boardWith({ ...said, stage: one, ...(stage && { after: keyText(last.key) }) });
    const { organizations = 0, late = 0 } = counts.get(one) ?? {};
    return {
      stage: one,
      means: STAGE_TABLE[one].means,
      organizations,
      late,
      cards: found.slice(0, max).map((line) => cardOf(days, line)),
      ...(further !== undefined && { further }),
    };
  };
  return {
    columns: STAGES.map(columnOf),
    asked: { ...(stage !== undefined && { stage }), ...(name !== "" && { name }), late: isLate },
  };
}
