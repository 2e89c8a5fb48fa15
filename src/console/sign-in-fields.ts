import { type InputField, inputField } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";

/** What was sent was not accepted: the same words for every cause. */
export function failure(failed: boolean, words: string): Html {
  return failed ? html`<div class="notice notice-refused" role="alert"><p>${words}</p></div>` : NOTHING;
}

/** The six digits of an authenticator. */
export function codeField(change: Partial<InputField> = {}): Html {
  return inputField({
    label: "Code of your authenticator",
    name: "code",
    required: true,
    maxlength: 8,
    inputmode: "numeric",
    autocomplete: "one-time-code",
    hint: "Six digits.",
    ...change,
  });
}

/** A password, present or new. */
export function passwordField(label: string, name: string, autocomplete: string, hint?: string): Html {
  return inputField({
    label,
    name,
    type: "password",
    required: true,
    maxlength: 256,
    autocomplete,
    ...(hint !== undefined && { hint }),
  });
}
