import { unescapeLeaf } from "./escapes.ts";
import { READ_LIMITS } from "./limits.ts";
import type { Component, Field, Repetition, Segment } from "./message.ts";

/** Component, repetition, escape and subcomponent character of the guide (IZ-13). */
export const GUIDE_DELIMITERS = "^~\\&";

/** @returns whether MSH-2 is the guide's, cut short or with more behind it: all of them are read with the guide's four */
export function readsAsGuide(encodingCharacters: string): boolean {
  return GUIDE_DELIMITERS.startsWith(encodingCharacters) || encodingCharacters.startsWith(GUIDE_DELIMITERS);
}

/** MSH-2 of a line that begins `MSH|`, as typed. */
export function encodingCharactersOf(mshLine: string): string {
  return mshLine.split("|", 2)[1] ?? "";
}

/** MSH-10 of a line that begins `MSH|`, as typed. */
export function controlIdOf(mshLine: string): string {
  return mshLine.split("|", 10)[9] ?? "";
}

/**
 * Read a line that begins `MSH|` alone, for an answer to a message that is not read: a batch, too many parts, other
 * delimiters. Splits by what MSH-2 declares when that is four different signs, else by the guide's; parts over a bound
 * are left out.
 */
export function readHeader(mshLine: string): Segment {
  const encodingCharacters = encodingCharactersOf(mshLine);
  const delimiters = declaredDelimiters(encodingCharacters);
  const typed = mshLine.split("|", READ_LIMITS.fieldsMax).slice(2);
  const fields = typed.map((text) => readField(text, delimiters));
  return { name: "MSH", sequence: 1, fields: [[[["|"]]], [[[encodingCharacters]]], ...fields] };
}

interface Delimiters {
  readonly component: string;
  readonly repetition: string;
  readonly subcomponent: string;
  /** Whether the guide's escape sequences apply. */
  readonly escapes: boolean;
}

const GUIDE: Delimiters = { component: "^", repetition: "~", subcomponent: "&", escapes: true };

function declaredDelimiters(encodingCharacters: string): Delimiters {
  if (readsAsGuide(encodingCharacters)) return GUIDE;
  const [component = "", repetition = "", escape = "", subcomponent = ""] = encodingCharacters;
  const signs = new Set(
    [component, repetition, escape, subcomponent].filter((c) => /[!-/:-@[-`{-~]/.test(c)),
  );
  return signs.size === 4 ? { component, repetition, subcomponent, escapes: escape === "\\" } : GUIDE;
}

function readField(text: string, delimiters: Delimiters): Field {
  if (text === "") return [];
  return text
    .split(delimiters.repetition, READ_LIMITS.repetitionsMax)
    .map((repetition) => readRepetition(repetition, delimiters));
}

function readRepetition(text: string, delimiters: Delimiters): Repetition {
  return text
    .split(delimiters.component, READ_LIMITS.componentsMax)
    .map((component): Component =>
      component
        .split(delimiters.subcomponent, READ_LIMITS.subcomponentsMax)
        .map((leaf) => (delimiters.escapes ? unescapeLeaf(leaf) : leaf)),
    );
}
