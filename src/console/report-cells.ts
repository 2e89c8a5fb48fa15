import type { RuleReport } from "../review/report/report.ts";
import { intervalBar } from "./charts.ts";
import { type Html, html } from "./html.ts";
import { boundsText, countText, percentText } from "./show-values.ts";

type Rate = Pick<RuleReport, "rate" | "lower" | "upper" | "passed" | "failed" | "target" | "floor">;

/** The rate with its bounds in words, and what it was counted from. */
export function rateText({ rate, lower, upper, passed, failed, target }: Rate): Html {
  if (rate === null) return html`<span class="quiet">nothing counted</span>`;
  return html`<span class="small">${percentText(rate)} <span class="quiet">(${boundsText(lower, upper)}) of ${countText(passed + failed)}, target ${percentText(target)}</span></span>`;
}

/** The rate with its bounds, drawn and in words. */
export function rateCell(facts: Rate): Html {
  return facts.rate === null ? rateText(facts) : html`${intervalBar(facts)}${rateText(facts)}`;
}

/** Site, vaccine, application and value shape of a cause, as far as they tell something. */
export function whereOf(
  site: string,
  key: { readonly vaccine: string; readonly application: string; readonly shape: string },
): Html {
  const { vaccine, application, shape } = key;
  const parts = [site, vaccine === "" ? "" : `CVX ${vaccine}`, application, shape].filter(
    (part) => part !== "",
  );
  return html`<span class="small">${parts.join(" · ")}</span>`;
}
