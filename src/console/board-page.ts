import type { Stage } from "../accounts/organization.ts";
import { PHASE_BUSINESS_DAYS, STAGE_TABLE } from "../onboarding/stages.ts";
import { dataTable } from "./data-table.ts";
import { dueMark } from "./due-mark.ts";
import { folded, section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { counted, day } from "./show-values.ts";
import { STAGE_NAMES, stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { BoardCard, BoardView } from "./views/work.ts";

type BoardColumn = BoardView["columns"][number];

/** Stages in which nothing is due: shown folded, after the others. */
const AT_REST: ReadonlySet<Stage> = new Set<Stage>(["ONGOING", "WITHDRAWN", "RETURNED"]);

/** The onboarding board: stages in the guide's order, in each the organizations by due date, in the queue by rank. */
export function renderBoard(frame: Frame, { columns }: BoardView): string {
  const filled = columns.filter(({ cards }) => cards.length > 0);
  const moving = filled.filter(({ stage }) => !AT_REST.has(stage));
  const resting = filled.filter(({ stage }) => AT_REST.has(stage));
  const late = filled.flatMap(({ cards }) => cards).filter(({ overdue }) => overdue).length;
  return renderPage(frame, {
    title: "Onboarding",
    aside: html`<span class="aside">${lateMark(late)}</span>`,
    content: html`${filled.length === 0 ? html`<p class="empty">No organization is registered yet.</p>` : strip(columns)}
<div class="board">${moving.map(stageSection)}
${resting.map((column) => html`<div class="sheet">${folded(headingOf(column), stageTable(column))}</div>`)}</div>`,
  });
}

function lateMark(late: number): Html {
  if (late === 0) return stateMark("good", "nothing is late");
  return stateMark("bad", `${counted(late, "organization")} late`);
}

/** How many are where, as a line of links. */
function strip(columns: BoardView["columns"]): Html {
  const steps = columns
    .filter(({ stage, cards }) => cards.length > 0 || !AT_REST.has(stage))
    .map(({ stage, cards }) => {
      const name = html`<span class="count">${cards.length}</span> ${STAGE_NAMES[stage]}`;
      if (cards.length === 0) return html`<li class="none">${name}</li>`;
      return AT_REST.has(stage)
        ? html`<li>${name}</li>`
        : html`<li><a href="#stage-${stage}">${name}</a></li>`;
    });
  return html`<nav aria-label="Stages"><ol class="strip">${steps}</ol></nav>`;
}

function headingOf({ stage, cards, means }: BoardColumn): Html {
  return html`${STAGE_NAMES[stage]} <span class="quiet">${cards.length}</span> <span class="means">${means}</span>`;
}

function stageSection(column: BoardColumn): Html {
  return section(`stage-${column.stage}`, headingOf(column), stageTable(column));
}

function stageTable({ stage, cards }: BoardColumn): Html {
  const isQueue = stage === "QUEUED";
  return dataTable({
    caption: `Organizations in stage ${STAGE_NAMES[stage]}`,
    captionHidden: true,
    columns: [
      { label: "Organization" },
      { label: isQueue ? "Place" : "Business day" },
      { label: isQueue ? "Score" : "Due" },
      { label: "Next" },
    ],
    rows: cards.map((card) => [
      organizationLink(card),
      isQueue ? (card.queue?.rank ?? "–") : dayText(stage, card.dayInStage),
      isQueue ? (card.queue === undefined ? "not ranked" : `${card.queue.score} of 100`) : dueCell(card),
      card.next === undefined ? "–" : html`<span class="quiet">${card.next.role}:</span> ${card.next.text}`,
    ]),
    further: "all are under Organizations",
    empty: "None.",
  });
}

function organizationLink({ organizationId, organization, parent, suspended }: BoardCard): Html {
  return html`<a href="${PATHS.organization(organizationId)}">${organization}</a>${
    parent !== undefined && html` <span class="quiet">of ${parent}</span>`
  }${suspended && html` ${stateMark("bad", "suspended")}`}`;
}

/** `14 of 20` where the guide gives the stage a length. */
function dayText(stage: Stage, dayInStage: number): string {
  const { phase } = STAGE_TABLE[stage];
  return phase === undefined ? String(dayInStage) : `${dayInStage} of ${PHASE_BUSINESS_DAYS[phase]}`;
}

function dueCell({ dueOn, daysLeft, overdue }: BoardCard): Html {
  if (dueOn === undefined) return html`<span class="quiet">nothing due</span>`;
  return html`${day(dueOn)} ${daysLeft === undefined ? NOTHING : dueMark(daysLeft, overdue)}`;
}
