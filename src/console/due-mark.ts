import { type Html, html } from "./html.ts";
import { daysLeftText } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";

/** Soon enough to be shown as such, in business days. */
const SOON_DAYS = 3;

/** How near a due date is: late, within three business days, or later. */
export function dueMark(daysLeft: number, overdue: boolean = daysLeft < 0): Html {
  const words = daysLeftText(daysLeft);
  if (overdue) return stateMark("bad", words);
  return daysLeft <= SOON_DAYS ? stateMark("attention", words) : html`<span class="quiet">${words}</span>`;
}
