import PdfDocument from "pdfkit";
import { assertNever } from "../kernel/assert-never.ts";
import { FIXED_TEXTS } from "./fixed-texts.ts";
import type { Letter, LetterBlock } from "./letter.ts";
import { longDay } from "./long-day.ts";

/** Sizes in points, 72 an inch; US letter paper. */
const PAGE = { margin: 66, title: 16, heading: 12.5, text: 11, small: 9.5 } as const;
const TEXT_WIDTH = 612 - 2 * PAGE.margin;
const NAME_WIDTH = 215;
const CELL_PADDING = 4;
/** Between two blocks. */
const BLOCK_GAP = 11;
/** Closing words, room for a signature, signer, help desk: on one page. */
const END_HEIGHT = 132;
/** Room for a signature by hand. */
const SIGNATURE_HEIGHT = 26;
/** Where page numbers stand, from the lower edge. */
const FOOT_HEIGHT = 40;
const RULE_COLOR = "#767676";

const REGULAR = "Times-Roman";
const BOLD = "Times-Bold";

/** The fonts of every reader know Windows-1252 only; what is outside is written without its accents, or as a question mark. */
function printable(words: string): string {
  const plain = words.normalize("NFC").replaceAll(/[\r\n\t]+/g, " ");
  return Array.from(plain)
    .map((character) => (isInFont(character) ? character : withoutAccents(character)))
    .join("");
}

function isInFont(character: string): boolean {
  return /[\u0020-\u007e\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac]/.test(character);
}

/** Letters whose stroke Unicode does not take apart. */
const STROKED: Readonly<Record<string, string>> = { ł: "l", Ł: "L", đ: "d", Đ: "D", ı: "i" };

function withoutAccents(character: string): string {
  const base = STROKED[character] ?? character.normalize("NFD").charAt(0);
  return isInFont(base) ? base : "?";
}

type Pdf = PDFKit.PDFDocument;
type Parent = PDFKit.PDFStructureElement;

/** A structure element of the tagged document whose content `draw` writes. */
function tagged(pdf: Pdf, parent: Parent, tag: string, draw: () => void): void {
  parent.add(pdf.struct(tag, {}, draw));
}

function text(pdf: Pdf, words: string, options: PDFKit.Mixins.TextOptions = {}): void {
  pdf.text(printable(words), { width: TEXT_WIDTH, lineGap: 2, ...options });
}

/** Begin a new page when less than `height` points are left on this one. */
function keepTogether(pdf: Pdf, height: number): void {
  if (pdf.y + height > pdf.page.height - PAGE.margin) pdf.addPage();
}

function drawList(pdf: Pdf, parent: Parent, items: readonly string[]): void {
  const list = pdf.struct("L");
  parent.add(list);
  for (const item of items) {
    pdf.font(REGULAR).fontSize(PAGE.text);
    keepTogether(pdf, pdf.heightOfString(printable(item), { width: TEXT_WIDTH - 16 }));
    const row = pdf.struct("LI");
    list.add(row);
    const top = pdf.y;
    row.add(pdf.struct("Lbl", {}, () => void pdf.text("\u2022", PAGE.margin, top, { width: 12 })));
    row.add(
      pdf.struct("LBody", {}, () => {
        pdf.text(printable(item), PAGE.margin + 16, top, { width: TEXT_WIDTH - 16, lineGap: 2 });
      }),
    );
    pdf.x = PAGE.margin;
    row.end();
  }
  list.end();
  pdf.moveDown(0.6);
}

function rowHeight(pdf: Pdf, [name, value]: readonly [string, string]): number {
  const inner = { name: NAME_WIDTH - 2 * CELL_PADDING, value: TEXT_WIDTH - NAME_WIDTH - 2 * CELL_PADDING };
  pdf.fontSize(PAGE.text);
  return (
    2 * CELL_PADDING +
    Math.max(
      pdf.font(BOLD).heightOfString(printable(name), { width: inner.name }),
      pdf.font(REGULAR).heightOfString(printable(value), { width: inner.value }),
    )
  );
}

function drawTable(pdf: Pdf, parent: Parent, rows: readonly (readonly [string, string])[]): void {
  const table = pdf.struct("Table");
  parent.add(table);
  const valueWidth = TEXT_WIDTH - NAME_WIDTH;
  for (const [name, value] of rows) {
    const inner = { name: NAME_WIDTH - 2 * CELL_PADDING, value: valueWidth - 2 * CELL_PADDING };
    const height = rowHeight(pdf, [name, value]);
    keepTogether(pdf, height);
    const top = pdf.y;
    drawFrame(pdf, top, height);
    const row = pdf.struct("TR");
    table.add(row);
    const cell = (tag: "TH" | "TD", words: string, left: number, width: number): void => {
      row.add(
        pdf.struct(tag, {}, () => {
          pdf
            .font(tag === "TH" ? BOLD : REGULAR)
            .text(printable(words), left + CELL_PADDING, top + CELL_PADDING, { width });
        }),
      );
    };
    cell("TH", name, PAGE.margin, inner.name);
    cell("TD", value, PAGE.margin + NAME_WIDTH, inner.value);
    row.end();
    pdf.x = PAGE.margin;
    pdf.y = top + height;
  }
  table.end();
  pdf.moveDown(0.8);
}

/** Lines are decoration: they stand outside of what is read aloud. */
function drawFrame(pdf: Pdf, top: number, height: number): void {
  pdf.markContent("Artifact", { type: "Layout" });
  pdf.lineWidth(0.5).strokeColor(RULE_COLOR);
  pdf.rect(PAGE.margin, top, NAME_WIDTH, height).stroke();
  pdf.rect(PAGE.margin + NAME_WIDTH, top, TEXT_WIDTH - NAME_WIDTH, height).stroke();
  pdf.endMarkedContent();
}

function drawBlock(pdf: Pdf, parent: Parent, block: LetterBlock): void {
  switch (block.kind) {
    case "paragraph":
      tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.text), block.text));
      pdf.moveDown(0.6);
      return;
    case "note":
      tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.small), block.text));
      pdf.moveDown(0.4);
      return;
    case "heading":
      keepTogether(pdf, 60);
      pdf.moveDown(0.3);
      tagged(pdf, parent, "H2", () => text(pdf.font(BOLD).fontSize(PAGE.heading), block.text));
      pdf.moveDown(0.3);
      return;
    case "list":
      drawList(pdf, parent, block.items);
      return;
    case "table":
      drawTable(pdf, parent, block.rows);
      return;
    default:
      assertNever(block);
  }
}

/** About as much as a block takes, its distance to the next one included. */
function heightOf(pdf: Pdf, block: LetterBlock): number {
  const inText = (words: string): number =>
    pdf.font(REGULAR).fontSize(PAGE.text).heightOfString(printable(words), { width: TEXT_WIDTH, lineGap: 2 });
  switch (block.kind) {
    case "paragraph":
    case "note":
    case "heading":
      return inText(block.text) + BLOCK_GAP;
    case "list":
      return block.items.reduce((sum, item) => sum + inText(item), BLOCK_GAP);
    case "table":
      return block.rows.reduce((sum, row) => sum + rowHeight(pdf, row), BLOCK_GAP);
    default:
      return assertNever(block);
  }
}

/** The body; what stands under its last heading goes to the page of the closing words, so that these never stand alone. */
function drawBody(pdf: Pdf, parent: Parent, body: readonly LetterBlock[]): void {
  const last = body.findLastIndex(({ kind }) => kind === "heading");
  for (const [at, block] of body.entries()) {
    if (at === last) {
      const rest = body.slice(at).reduce((sum, one) => sum + heightOf(pdf, one), END_HEIGHT);
      if (rest < pdf.page.height - 2 * PAGE.margin) keepTogether(pdf, rest);
    }
    drawBlock(pdf, parent, block);
  }
}

function drawHead(pdf: Pdf, parent: Parent, letter: Letter): void {
  const { number, day, addressee, subject, salutation } = letter;
  tagged(pdf, parent, "P", () => text(pdf.font(BOLD).fontSize(PAGE.heading), FIXED_TEXTS.sender));
  tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.text), FIXED_TEXTS.department));
  drawRule(pdf);
  const facts = [`${FIXED_TEXTS.date}: ${longDay(day)}`];
  facts.push(number === undefined ? FIXED_TEXTS.draft : `${FIXED_TEXTS.number}: ${number}`);
  for (const fact of facts) tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.text), fact));
  pdf.moveDown(1);
  for (const line of addressee) tagged(pdf, parent, "P", () => text(pdf, line));
  pdf.moveDown(1.2);
  tagged(pdf, parent, "H1", () => text(pdf.font(BOLD).fontSize(PAGE.title), subject));
  pdf.moveDown(0.6);
  tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.text), salutation));
  pdf.moveDown(0.6);
}

/** The line under the letterhead. */
function drawRule(pdf: Pdf): void {
  pdf.markContent("Artifact", { type: "Layout" });
  pdf.lineWidth(1).strokeColor(RULE_COLOR);
  pdf
    .moveTo(PAGE.margin, pdf.y + 2)
    .lineTo(PAGE.margin + TEXT_WIDTH, pdf.y + 2)
    .stroke();
  pdf.endMarkedContent();
  pdf.y += 10;
}

function drawEnd(pdf: Pdf, parent: Parent, { signer, helpDesk }: Letter): void {
  keepTogether(pdf, END_HEIGHT);
  pdf.moveDown(0.6);
  tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.text), FIXED_TEXTS.closing));
  pdf.y += SIGNATURE_HEIGHT;
  for (const line of signer)
    tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.text), line));
  pdf.moveDown(1.5);
  for (const line of [FIXED_TEXTS.questions(helpDesk), FIXED_TEXTS.otherFormats(helpDesk)])
    tagged(pdf, parent, "P", () => text(pdf.font(REGULAR).fontSize(PAGE.small), line));
}

/** Page numbers of a letter with more than one page; outside of what is read aloud. */
function drawPageNumbers(pdf: Pdf, name: string): void {
  const { count } = pdf.bufferedPageRange();
  if (count === 1) return;
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    // Below the margin pdfkit would begin another page.
    const { bottom } = pdf.page.margins;
    pdf.page.margins.bottom = 0;
    pdf.markContent("Artifact", { type: "Pagination" });
    pdf
      .font(REGULAR)
      .fontSize(PAGE.small)
      .text(FIXED_TEXTS.page(page + 1, count, printable(name)), PAGE.margin, pdf.page.height - FOOT_HEIGHT, {
        width: TEXT_WIDTH,
        align: "right",
        lineBreak: false,
      });
    pdf.endMarkedContent();
    pdf.page.margins.bottom = bottom;
  }
}

/**
 * A letter as a tagged PDF 1.7 on US letter paper: headings, lists and tables are marked as such, language and title are
 * set. The same letter gives the same bytes.
 */
export function setAsPdf(letter: Letter): Promise<Uint8Array> {
  const created = new Date(`${letter.day}T12:00:00Z`);
  const pdf = new PdfDocument({
    size: "LETTER",
    margin: PAGE.margin,
    pdfVersion: "1.7",
    tagged: true,
    lang: "en-US",
    displayTitle: true,
    bufferPages: true,
    info: {
      Title: letter.subject,
      Author: FIXED_TEXTS.sender,
      Subject: letter.number ?? FIXED_TEXTS.draft,
      CreationDate: created,
      ModDate: created,
    },
  });
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    pdf.on("data", (chunk: Uint8Array) => void chunks.push(chunk));
    pdf.on("error", reject);
    pdf.on("end", () => resolve(joined(chunks)));
    const root = pdf.struct("Document");
    pdf.addStructure(root);
    drawHead(pdf, root, letter);
    drawBody(pdf, root, letter.body);
    drawEnd(pdf, root, letter);
    root.end();
    drawPageNumbers(pdf, letter.number ?? FIXED_TEXTS.draft);
    pdf.end();
  });
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
