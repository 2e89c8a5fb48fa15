/**
 * Placeholders that hospitals send before a child has a name: BABY BOY, BG2, TWIN B, INFANT OF MARIA. Written on normalized
 * text. Source: review rule k, K3, newborn names.
 */
const NEWBORN_NAMES: readonly RegExp[] = [
  /^(?:A )?(?:BOY|GIRL|MALE|FEMALE)(?: (?<letter>[A-D])| ?(?<number>ONE|TWO|THREE|FOUR|[1-4]))?$/,
  /^(?:A )?(?:BABY|BAY|INFANT|NEWBORN|TWIN|TRIPLET) ?(?:BOY|OY|GIRL|GRIL|MALE|FEMALE)(?: (?<letter>[A-D])| ?(?<number>ONE|TWO|THREE|FOUR|[1-4]))?$/,
  /^(?:BABY|INFANT|NEWBORN|TWIN|TRIPLET|BB|BG|NB)(?: (?<letter>[A-D])| [MF]| ?(?<number>ONE|TWO|THREE|FOUR|[1-4]))?$/,
  /^(?:BABY|INFANT|NEWBORN|TWIN) (?:BOY |GIRL )?(?:OF )?\p{L}+$/u,
  /^(?:BOY|GIRL) (?:OF )?\p{L}+$/u,
  /^UNNAMED$/,
];

/** How each of {@link NEWBORN_NAMES} begins; nearly all names begin otherwise. */
const BEGINNING = /^(?:A )?(?:BOY|GIRL|MALE|FEMALE|BABY|BAY|INFANT|NEWBORN|TWIN|TRIPLET|BB|BG|NB|UNNAMED)/;

const ORDERS: ReadonlyMap<string, number> = new Map(
  [
    ["A", "ONE", "1"],
    ["B", "TWO", "2"],
    ["C", "THREE", "3"],
    ["D", "FOUR", "4"],
  ].flatMap((words, index) => words.map((word) => [word, index + 1] as const)),
);

/** What a placeholder says all the same: TWIN B is one of several, and the second. */
export interface NewbornName {
  readonly multipleBirth: boolean;
  readonly birthOrder: number | undefined;
}

/** @returns undefined when the normalized given name is a real one */
export function readNewbornName(given: string): NewbornName | undefined {
  if (!BEGINNING.test(given)) return undefined;
  const found = NEWBORN_NAMES.map((pattern) => pattern.exec(given)).find((match) => match !== null);
  if (found === undefined || found === null) return undefined;
  const birthOrder = ORDERS.get(found.groups?.["letter"] ?? found.groups?.["number"] ?? "");
  return { multipleBirth: birthOrder !== undefined || /^(?:A )?(?:TWIN|TRIPLET)/.test(given), birthOrder };
}
