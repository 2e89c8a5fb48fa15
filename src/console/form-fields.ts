import { attributes, type Html, html, type HtmlValue, NOTHING } from "./html.ts";
import { csrfField } from "./layout.ts";

/** What of an input is not the same for all. */
export interface InputField {
  readonly label: string;
  readonly name: string;
  readonly type?: "text" | "date" | "password" | "number" | "email" | "search";
  readonly value?: string | undefined;
  /** How to fill it in, plain text. */
  readonly hint?: string;
  readonly required?: boolean;
  readonly maxlength?: number;
  readonly autocomplete?: string;
  readonly inputmode?: "numeric";
  readonly autofocus?: boolean;
}

function hintOf(hint: string | undefined): Html {
  return hint === undefined ? NOTHING : html`<span class="hint">${hint}</span>`;
}

/** An input in its label. */
export function inputField({ label, hint, type = "text", ...rest }: InputField): Html {
  return html`<label class="field"><span class="label">${label}</span>
<input type="${type}" ${attributes({ ...rest })}>${hintOf(hint)}</label>`;
}

export interface TextField {
  readonly label: string;
  readonly name: string;
  readonly rows: number;
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly required?: boolean;
  readonly maxlength?: number;
  readonly isCode?: boolean;
}

/** A field of several lines in its label. */
export function textField({ label, hint, value = "", isCode = false, ...rest }: TextField): Html {
  const own = attributes({
    ...rest,
    class: isCode ? "code" : undefined,
    spellcheck: isCode ? "false" : undefined,
  });
  return html`<label class="field wide"><span class="label">${label}</span>
<textarea ${own}>
${value}</textarea>${hintOf(hint)}</label>`;
}

export interface ChoiceField {
  readonly label: string;
  readonly name: string;
  /** Value and text. */
  readonly choices: readonly (readonly [string, string])[];
  readonly value?: string | undefined;
  readonly hint?: string;
}

/** One of a few. */
export function choiceField({ label, name, choices, value, hint }: ChoiceField): Html {
  const options = choices.map(
    ([choice, text]) =>
      html`<option value="${choice}" ${attributes({ selected: choice === value })}>${text}</option>`,
  );
  return html`<label class="field"><span class="label">${label}</span>
<select name="${name}">${options}</select>${hintOf(hint)}</label>`;
}

/** Yes or no. */
export function checkField(label: string, name: string): Html {
  return html`<label class="check"><input type="checkbox" name="${name}" value="on"> <span>${label}</span></label>`;
}

export function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

export interface PostForm {
  readonly action: string;
  readonly csrf: string;
  readonly fields: HtmlValue;
  /** What the button says that it does. */
  readonly submit: string;
  /** The act is hard to undo. */
  readonly isGrave?: boolean;
}

/** A form that changes something; with script, its button works once. */
export function postForm({ action, csrf, fields, submit, isGrave = false }: PostForm): Html {
  return html`<form method="post" action="${action}" class="form" data-once>
${csrfField(csrf)}${fields}<div class="buttons"><button ${attributes({ class: isGrave ? "grave" : "main" })}>${submit}</button></div></form>`;
}

/** A form that asks for another view of the same page. */
export function filterForm(action: string, fields: HtmlValue, submit: string = "Show"): Html {
  return html`<form method="get" action="${action}" class="filters">${fields}<div class="buttons"><button>${submit}</button></div></form>`;
}

/** A form that is opened when it is needed. */
export function folded(summary: HtmlValue, content: HtmlValue): Html {
  return html`<details class="fold"><summary>${summary}</summary><div class="fold-body">${content}</div></details>`;
}

/** A part of a page under its heading; `id` is what links lead to. */
export function section(id: string, heading: HtmlValue, content: HtmlValue): Html {
  return html`<section id="${id}" aria-labelledby="${id}-head"><h2 id="${id}-head">${heading}</h2>
${content}</section>`;
}
