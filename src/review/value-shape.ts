const SHAPE_LENGTH_MAX = 12;

/**
 * What a value looks like, without what it says: letters as `A`, digits as `9`, runs as one. Tells two causes apart and says
 * nothing of a person.
 */
export function valueShape(text: string): string {
  return text
    .replaceAll(/\p{L}+/gu, "A")
    .replaceAll(/\d+/g, "9")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[^A9 #:/.()-]+/g, "?")
    .slice(0, SHAPE_LENGTH_MAX);
}
