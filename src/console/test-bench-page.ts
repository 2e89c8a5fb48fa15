import { dataTable } from "./data-table.ts";
import { section } from "./form-fields.ts";
import { attributes, type Html, html, NOTHING } from "./html.ts";
import { csrfField, renderPage } from "./layout.ts";
import { messageText, placeId } from "./message-text.ts";
import { PATHS } from "./paths.ts";
import { bytesText, day } from "./show-values.ts";
import { answerMark, severityMark, type StateKind, stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { BenchResult, LadderRung, TestBenchView } from "./views/messages.ts";

/** The message stands on the page once more, in its form. */
const RESULT = { prefix: "b", bytesMax: 40_000 } as const;

/** Where an integrator tries a message, sees how far the connection got, and takes what a client needs. */
export function renderTestBench(frame: Frame, view: TestBenchView): string {
  return renderPage(frame, {
    title: "Test bench",
    content: html`${section("try", "Try a message", tryForm(view, frame.csrfToken))}
${view.result !== undefined && resultSection(view.result)}
${view.ladders.map(({ organizationId, organization, rungs }) => section(`ladder-${organizationId}`, html`Connection of ${organization}`, ladder(rungs)))}
${section("downloads", "For your client", downloads(view))}`,
  });
}

/** A longer message is not given back in its form, so that the page stays below 100 KB. */
const REPEATED_CHARACTERS_MAX = 24_000;

function tryForm({ messageBytesMax, result }: TestBenchView, csrf: string): Html {
  const { text = "" } = result ?? {};
  const repeated = text.length <= REPEATED_CHARACTERS_MAX ? text : "";
  return html`<p>Paste or drop one HL7 v2.5.1 message, or choose its file: VXU or QBP. You get the findings that the service would give. Nothing is stored and nothing is answered to a sender. Use no message of a real patient here.</p>
<form method="post" action="${PATHS.testBench}#result" class="form" enctype="multipart/form-data" data-once>${csrfField(csrf)}
<label class="field wide"><span class="label">Message</span>
<textarea name="message" rows="10" class="code" spellcheck="false" ${attributes({ "data-drop": messageBytesMax, maxlength: messageBytesMax })}>
${repeated}</textarea><span class="hint">At most ${bytesText(messageBytesMax)}; segments on lines of their own.</span></label>
<label class="field wide"><span class="label">Or a file</span>
<input type="file" name="file" accept=".hl7,.txt,text/plain"><span class="hint">Text in UTF-8. With a file, the text above is left aside.</span></label>
<div class="buttons"><button class="main">Check</button></div></form>`;
}

function resultSection(result: BenchResult): Html {
  const { answer, profile, findings, doses, text } = result;
  const placed = findings.map(({ ruleId, severity, place, text: words }) => {
    return { rule: ruleId, severity, location: place, text: words };
  });
  return section(
    "result",
    html`Result: ${answerMark(answer)}${profile !== undefined && html` <span class="quiet">profile ${profile}</span>`}`,
    html`${findingTable(result)}${doseTable(doses)}${messageText(text, placed, RESULT)}`,
  );
}

function findingTable({ findings }: BenchResult): Html {
  return dataTable({
    caption: "Findings, in the order of the answer",
    columns: [
      { label: "Severity" },
      { label: "Place", kind: "code" },
      { label: "What is wrong, and what to do" },
      { label: "Rule", kind: "code" },
      { label: "ERR-3", kind: "code" },
    ],
    rows: findings.map(({ severity, place, text, ruleId, errorCode }) => [
      severityMark(severity),
      place === "" ? "whole message" : html`<a href="#${placeId(RESULT.prefix, place)}">${place}</a>`,
      text,
      ruleId,
      errorCode,
    ]),
    empty: "Nothing was found: the message follows the guide.",
  });
}

function doseTable(doses: BenchResult["doses"]): Html {
  if (doses.length === 0) return NOTHING;
  return dataTable({
    caption: "Doses",
    columns: [{ label: "Dose" }, { label: "Vaccine" }, { label: "Date" }, { label: "What becomes of it" }],
    rows: doses.map(({ number, vaccine, date, stored }) => [
      number,
      vaccine,
      day(date === "" ? undefined : date),
      stored ? stateMark("good", "stored") : stateMark("bad", "not stored"),
    ]),
    empty: "",
  });
}

const RUNG_STATES: Readonly<Record<LadderRung["state"], readonly [StateKind, string]>> = {
  passed: ["good", "passed"],
  "not-seen": ["attention", "not seen yet"],
  failed: ["bad", "failed"],
  unknown: ["neutral", "cannot be seen from here"],
};

/** The steps of a connection in order; the first that is not passed says what to do. */
function ladder(rungs: readonly LadderRung[]): Html {
  const first = rungs.findIndex(({ state }) => state === "failed" || state === "not-seen");
  const steps = rungs.map(
    (
      { title, state, seen, remedy },
      index,
    ) => html`<li ${attributes({ class: index === first ? "rung first" : "rung" })}>
<span class="rung-head"><strong>${title}</strong> ${stateMark(...RUNG_STATES[state])}</span>
<span class="quiet">${seen}</span>${remedy !== "" && html`<span class="remedy">${remedy}</span>`}</li>`,
  );
  return html`<ol class="ladder">${steps}</ol>`;
}

function downloads({ downloads: files, serviceUrl }: TestBenchView): Html {
  return html`<p>Address of the service: <code>${serviceUrl}</code></p>
${dataTable({
  caption: "Files",
  captionHidden: true,
  columns: [{ label: "File" }, { label: "What it is for" }],
  rows: files.map(({ name, href, means }) => [html`<a href="${href}" download="${name}">${name}</a>`, means]),
  empty: "No file is offered here.",
})}`;
}
