import type { DateOnly } from "../kernel/dates.ts";

/** Letters of onboarding, in the order of the way; the words of the command line. */
export const LETTER_KINDS = [
  "invitation",
  "plan-confirmation",
  "test-credentials",
  "findings",
  "review-result",
  "production-credentials",
  "return",
  "suspension",
  "ongoing",
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** @returns whether `word` names a kind of letter */
export function isLetterKind(word: string): word is LetterKind {
  return LETTER_KINDS.some((kind) => kind === word);
}

/** A part of a letter's body. All text is plain. */
export type LetterBlock =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** Small print: what proves the letter, for the files. */
  | { readonly kind: "note"; readonly text: string }
  /** Names and values, one a row. */
  | { readonly kind: "table"; readonly rows: readonly (readonly [string, string])[] };

/** A letter, ready to be set as HTML or PDF. Holds no secret and no patient data. */
export interface Letter {
  readonly kind: LetterKind;
  /** `MIIC-2026-0007`; absent on a draft, which is marked as one. */
  readonly number?: string;
  readonly day: DateOnly;
  readonly subject: string;
  readonly salutation: string;
  /** Lines under "To". */
  readonly addressee: readonly string[];
  readonly body: readonly LetterBlock[];
  /** Lines under the closing words. */
  readonly signer: readonly string[];
  /** Who answers questions: `HELP_DESK`. */
  readonly helpDesk: string;
}

/** A letter as it is stored and sent. */
export interface RenderedLetter {
  readonly html: string;
  readonly pdf: Uint8Array;
}
