import type { Letter, RenderedLetter } from "./letter.ts";
import { setAsHtml } from "./set-as-html.ts";
import { setAsPdf } from "./set-as-pdf.ts";

/** A letter as HTML and PDF. */
export async function setLetter(letter: Letter): Promise<RenderedLetter> {
  return { html: setAsHtml(letter), pdf: await setAsPdf(letter) };
}
