import type { PlanVersion } from "../onboarding/plan.ts";
import { factList } from "./data-table.ts";
import { type Html, html, type HtmlValue } from "./html.ts";
import { counted, day, instant } from "./show-values.ts";

function lines(texts: readonly string[]): HtmlValue {
  if (texts.length === 0) return "not named yet";
  return html`<ul class="plain">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

/** What was agreed with an organization, in its newest version. */
export function planFacts(version: PlanVersion | undefined): Html {
  if (version === undefined) return html`<p class="empty">No plan yet; the form of the plan makes one.</p>`;
  const { plan } = version;
  const { volumes, catchUp } = plan;
  const agreed = catchUp.isAgreed ? "agreed" : "proposed";
  return factList([
    ["Version", html`${version.version}, ${instant(version.atMs)}`],
    ["Messages in test", plan.dataKind === "real" ? "of real patients" : "agreed test data"],
    ["Transport", plan.transport],
    [
      "Volume on a business day",
      volumes === undefined
        ? "not named yet"
        : `${counted(volumes.messagesPerDay, "message")}, ${counted(volumes.dosesPerDay, "given dose")}`,
    ],
    ["PD1-12 Y means", plan.pd112Meaning === "protect" ? "protect the record" : "the record may be viewed"],
    ["Day of the move", day(plan.goLiveOn)],
    [
      `Catch-up (${agreed})`,
      html`${catchUp.how}${catchUp.on !== undefined && html` Until ${day(catchUp.on)}.`}`,
    ],
    ["Watches answers by", plan.monitoringPlan ?? "not named yet"],
    ["Capabilities", lines(plan.capabilities)],
    ["People", lines(plan.resources)],
  ]);
}
