import { dataTable } from "./data-table.ts";
import { choiceField, inputField, postForm, section } from "./form-fields.ts";
import { attributes, type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { counted, day } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { ComparedRow, PairView, ShownSide } from "./views/patients.ts";

/** Two records side by side, with what differs marked, and the decision. */
export function renderPair(frame: Frame, view: PairView): string {
  const { left, right, realm, masked } = view;
  return renderPage(frame, {
    title: "One patient or two?",
    crumbs: [
      { label: "Patients", address: PATHS.patients() },
      { label: `${left.personId} and ${right.personId}` },
    ],
    realm,
    aside: html`<span class="aside">${masked ? stateMark("neutral", "values masked") : stateMark("attention", "values shown, audited")}</span>`,
    content: html`${section("compare", "Side by side", comparison(view, frame.csrfToken))}
<div class="beside">${section("left", html`Record <code>${left.personId}</code>`, side(left))}
${section("right", html`Record <code>${right.personId}</code>`, side(right))}</div>
${decisions(view, frame.csrfToken)}`,
  });
}

function comparison(view: PairView, csrf: string): Html {
  const { rows, left, right, masked } = view;
  const body = rows.map(comparedRow);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Comparison">
<table class="pair"><caption class="unseen">What the two records say</caption>
<thead><tr><th scope="col">Item</th><th scope="col"><code>${left.personId}</code></th><th scope="col"><code>${right.personId}</code></th><th scope="col">Compared</th></tr></thead>
<tbody>${body}</tbody></table></div>${masked && revealForm(view, csrf)}`;
}

function comparedRow({ name, left, right, same }: ComparedRow): Html {
  const mark =
    same === undefined
      ? stateMark("neutral", "not told")
      : same
        ? stateMark("good", "same")
        : stateMark("attention", "differs");
  return html`<tr ${attributes({ class: same === false ? "differs" : undefined })}><th scope="row">${name}</th><td>${left === "" ? "–" : left}</td><td>${right === "" ? "–" : right}</td><td>${mark}</td></tr>
`;
}

function revealForm({ realm, left, right }: PairView, csrf: string): Html {
  const reason = inputField({
    label: "Reason for showing the values",
    name: "reason",
    required: true,
    maxlength: 500,
    hint: "Kept in the audit trail.",
    autocomplete: "off",
  });
  const action = PATHS.revealPair(realm, left.personId, right.personId);
  return postForm({ action, csrf, fields: reason, submit: "Show values" });
}

function side({ charts, vaccinations, mergedInto }: ShownSide): Html {
  const merged =
    mergedInto !== undefined && html`<p>${stateMark("news", "merged")} into <code>${mergedInto}</code></p>`;
  return html`${merged}${dataTable({
    caption: "Charts",
    columns: [
      { label: "Organization" },
      { label: "Site", kind: "code" },
      { label: "Reports", kind: "number" },
    ],
    rows: charts.map(({ organization, site, reports }) => [organization, site, reports]),
    empty: "No chart is filed under it.",
  })}
${dataTable({
  caption: counted(vaccinations.length, "vaccination"),
  columns: [{ label: "Date" }, { label: "CVX", kind: "code" }, { label: "Kind" }],
  rows: vaccinations.map(({ date, cvx, kind }) => [day(date), cvx, kind]),
  empty: "No vaccination.",
})}`;
}

function decisions({ mayDecide, realm, left, right }: PairView, csrf: string): Html {
  if (!mayDecide) return NOTHING;
  const reason = inputField({
    label: "Reason",
    name: "reason",
    required: true,
    maxlength: 500,
    autocomplete: "off",
  });
  const merged = [left, right].find(({ mergedInto }) => mergedInto !== undefined);
  if (merged !== undefined) {
    const undo = postForm({
      action: PATHS.undoMerge(realm, merged.personId),
      csrf,
      fields: reason,
      submit: "Undo the merge",
    });
    return section(
      "undo",
      "Undo",
      html`<p>The charts of <code>${merged.personId}</code> go back to it. What came in since then stays where it was reported.</p>${undo}`,
    );
  }
  const goes = choiceField({
    label: "The record that goes",
    name: "from",
    choices: [
      [right.personId, right.personId],
      [left.personId, left.personId],
    ],
    hint: "The other one stands for both.",
  });
  const pair = [realm, left.personId, right.personId] as const;
  return html`<div class="beside">
${section(
  "merge",
  "One patient",
  html`<p>All charts come under one record, and queries by the other number still find it. Undo is possible.</p>
${postForm({ action: PATHS.mergePair(...pair), csrf, fields: html`${goes}${reason}`, submit: "Merge", isGrave: true })}`,
)}
${section(
  "apart",
  "Two patients",
  html`<p>The pair leaves this list and is not offered again.</p>
${postForm({ action: PATHS.keepApart(...pair), csrf, fields: reason, submit: "Keep apart" })}`,
)}
</div>`;
}
