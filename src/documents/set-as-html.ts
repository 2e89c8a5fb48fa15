import { assertNever } from "../kernel/assert-never.ts";
import { FIXED_TEXTS } from "./fixed-texts.ts";
import type { Letter, LetterBlock } from "./letter.ts";
import { longDay } from "./long-day.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}

function blockHtml(block: LetterBlock): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${escaped(block.text)}</p>`;
    case "note":
      return `<p class="note">${escaped(block.text)}</p>`;
    case "heading":
      return `<h2>${escaped(block.text)}</h2>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
    case "table": {
      const rows = block.rows.map(([name, value]) => {
        return `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`;
      });
      return `<table><tbody>${rows.join("")}</tbody></table>`;
    }
    default:
      return assertNever(block);
  }
}

const STYLE =
  "body{font:1rem/1.5 Georgia,serif;color:#111;max-width:42rem;margin:2rem auto;padding:0 1rem}" +
  "h1{font-size:1.4rem}h2{font-size:1.1rem}table{border-collapse:collapse;width:100%}" +
  "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}" +
  "th{width:40%;font-weight:600}.draft{border:3px solid #8a0000;padding:.3rem .6rem;font-weight:700}footer{margin-top:2rem}.note{font-size:.85rem;overflow-wrap:anywhere}";

/** A letter as one HTML document: no script, nothing loaded from elsewhere, every text escaped. */
export function setAsHtml(letter: Letter): string {
  const { subject, salutation, number, day, addressee, body, signer, helpDesk } = letter;
  const facts = [
    [FIXED_TEXTS.date, longDay(day)],
    ...(number === undefined ? [] : [[FIXED_TEXTS.number, number]]),
  ].map(([name = "", value = ""]) => `${name}: ${escaped(value)}`);
  return [
    '<!doctype html><html lang="en-US"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(subject)}</title><style>${STYLE}</style></head><body>`,
    `<header><p><strong>${escaped(FIXED_TEXTS.sender)}</strong><br>${escaped(FIXED_TEXTS.department)}<br>${facts.join("<br>")}</p>`,
    number === undefined ? `<p class="draft">${FIXED_TEXTS.draft}</p>` : "",
    `<p>${FIXED_TEXTS.to}: ${addressee.map(escaped).join("<br>")}</p></header>`,
    `<main><h1>${escaped(subject)}</h1><p>${escaped(salutation)}</p>${body.map(blockHtml).join("\n")}`,
    `<p>${FIXED_TEXTS.closing}<br>${signer.map(escaped).join("<br>")}</p></main>`,
    `<footer><p>${escaped(FIXED_TEXTS.questions(helpDesk))}</p>`,
    `<p>${escaped(FIXED_TEXTS.otherFormats(helpDesk))}</p></footer></body></html>\n`,
  ].join("\n");
}
