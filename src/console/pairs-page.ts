import { dataTable } from "./data-table.ts";
import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import type { Frame } from "./views/frame.ts";
import type { PairListView } from "./views/patients.ts";

/** Why a pair was noticed (`ReviewReason`), in words. */
export const PAIR_REASONS: Readonly<Record<string, string>> = {
  possible: "alike, but not enough to join them",
  several: "a report fits both",
  "one-identifier": "one number on two patients",
};

/** Pairs of patients who may be one, the oldest first; no patient data. */
export function renderPairs(frame: Frame, { pairs }: PairListView): string {
  return renderPage(frame, {
    title: "Patients to decide",
    content: html`<div class="sheet"><p>Two records that may be one patient. The registry joined nothing: a person decides, and every decision can be undone.</p>
${dataTable({
  caption: "Oldest first",
  columns: [
    { label: "Pair", kind: "code" },
    { label: "Realm" },
    { label: "Why" },
    { label: "Score", kind: "number" },
    { label: "Noticed" },
  ],
  rows: pairs.map(({ realm, personId, otherId, reason, score, noticedAt }) => [
    html`<a href="${PATHS.pair(realm, personId, otherId)}">${personId} and ${otherId}</a>`,
    realm,
    PAIR_REASONS[reason] ?? reason,
    score.toFixed(1),
    instant(noticedAt),
  ]),
  empty: "No pair waits for a decision.",
})}</div>`,
  });
}
