import { type Stage, STAGES } from "../accounts/organization.ts";
import { dataTable } from "./data-table.ts";
import { dueMark } from "./due-mark.ts";
import { choiceField, filterForm, inputField, section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { counted, day } from "./show-values.ts";
import { stageDayText } from "./stage-day.ts";
import { STAGE_NAMES, stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { BoardCard, BoardColumn, BoardView } from "./views/work.ts";

/** Stages in which nothing is due: shown folded, after the others. */
const AT_REST: ReadonlySet<Stage> = new Set<Stage>(["ONGOING", "WITHDRAWN", "RETURNED"]);

/** The onboarding board: stages in the guide's order, in each the organizations by due date, in the queue by rank. */
export function renderBoard(frame: Frame, view: BoardView): string {
  const { columns, asked } = view;
  const late = columns.reduce((sum, column) => sum + column.late, 0);
  const isEmpty = columns.every(({ organizations }) => organizations === 0);
  const isAsked = asked.stage !== undefined || asked.name !== undefined || asked.late === true;
  const shown = columns.filter(({ stage, cards, organizations }) =>
    isAsked ? cards.length > 0 || stage === asked.stage : organizations > 0,
  );
  return renderPage(frame, {
    title: "Onboarding",
    aside: html`<span class="aside">${lateMark(late)}</span>`,
    content: html`${isEmpty ? html`<p class="empty">No organization is registered yet.</p>` : html`${strip(columns)}${filters(asked)}`}
<div class="board">${shown.map((column) => stageSection(column))}
${shown.length === 0 && !isEmpty && html`<p class="empty">No organization fits.</p>`}</div>`,
  });
}

function lateMark(late: number): Html {
  if (late === 0) return stateMark("good", "nothing is late");
  return html`<a href="${PATHS.boardWith({ late: "on" })}">${stateMark("bad", `${counted(late, "organization")} late`)}</a>`;
}

/** How many are where, as a line of links. */
function strip(columns: BoardView["columns"]): Html {
  const steps = columns
    .filter(({ stage, organizations }) => organizations > 0 || !AT_REST.has(stage))
    .map(({ stage, organizations }) => {
      const name = html`<span class="count">${organizations}</span> ${STAGE_NAMES[stage]}`;
      if (organizations === 0) return html`<li class="none">${name}</li>`;
      return html`<li><a href="${PATHS.boardWith({ stage })}">${name}</a></li>`;
    });
  return html`<nav aria-label="Stages"><ol class="strip">${steps}</ol></nav>`;
}

function filters({ stage, name, late = false }: BoardView["asked"]): Html {
  const stages = STAGES.map((one) => [one, STAGE_NAMES[one]] as const);
  return filterForm(
    PATHS.board,
    html`${choiceField({ label: "Stage", name: "stage", value: stage ?? "", choices: [["", "all"], ...stages] })}
${inputField({ label: "Name", name: "name", type: "search", value: name, maxlength: 100, autocomplete: "off" })}
${choiceField({
  label: "Due date",
  name: "late",
  value: late ? "on" : "",
  choices: [
    ["", "any"],
    ["on", "passed"],
  ],
})}`,
  );
}

function headingOf({ stage, organizations, means }: BoardColumn): Html {
  return html`${STAGE_NAMES[stage]} <span class="quiet">${organizations}</span> <span class="means">${means}</span>`;
}

function stageSection(column: BoardColumn): Html {
  const { stage, cards, further } = column;
  const isFolded = cards.length === 0 && AT_REST.has(stage);
  const content = isFolded
    ? html`<p class="quiet"><a href="${PATHS.boardWith({ stage })}">Show them</a></p>`
    : html`${stageTable(column)}${further !== undefined && html`<nav class="pager" aria-label="${STAGE_NAMES[stage]}, pages"><a href="${further}">Further ones</a></nav>`}`;
  return section(`stage-${stage}`, headingOf(column), content);
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
      isQueue ? (card.queue?.rank ?? "–") : stageDayText({ ...card, stage, dueOn: card.dueOn }),
      isQueue ? (card.queue === undefined ? "not ranked" : `${card.queue.score} of 100`) : dueCell(card),
      card.next === undefined ? "–" : html`<span class="quiet">${card.next.role}:</span> ${card.next.text}`,
    ]),
    empty: "No organization fits.",
  });
}

function organizationLink({ organizationId, organization, parent, suspended }: BoardCard): Html {
  return html`<a href="${PATHS.organization(organizationId)}">${organization}</a>${
    parent !== undefined && html` <span class="quiet">of ${parent}</span>`
  }${suspended && html` ${stateMark("bad", "suspended")}`}`;
}

function dueCell({ dueOn, daysLeft, overdue }: BoardCard): Html {
  if (dueOn === undefined) return html`<span class="quiet">nothing due</span>`;
  return html`${day(dueOn)} ${daysLeft === undefined ? NOTHING : dueMark(daysLeft, overdue)}`;
}
