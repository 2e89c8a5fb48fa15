/** The rules of the onboarding guide by their letters. */
export const LETTERS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"] as const;
export type Letter = (typeof LETTERS)[number];

/** One value for each letter. */
export type ByLetter<T> = Readonly<Record<Letter, T>>;

/** What `of` gives for each letter. */
export function byLetter<T>(of: (letter: Letter) => T): ByLetter<T> {
  return {
    a: of("a"),
    b: of("b"),
    c: of("c"),
    d: of("d"),
    e: of("e"),
    f: of("f"),
    g: of("g"),
    h: of("h"),
    i: of("i"),
    j: of("j"),
    k: of("k"),
  };
}

/** On what a rule looks: one dose, one patient (its latest message), one message. */
export type Grain = "dose" | "patient" | "message";

/**
 * How counts become a verdict. `G0` no hit in the last traffic days and every older one explained · `G1` a rate · `G2` a rate
 * of what is sent "when available", below the target a question, not a failure · `G3` nothing inconsistent, and one correct
 * instance seen or attested · `display` shown, never judged.
 *
 * @see review rules, section 0.3
 */
export type Gate = "G0" | "G1" | "G2" | "G3" | "display";

/** Names of what is counted: the letter alone where a rule has one measure. */
export type MeasureId =
  | "a"
  | "b"
  | "c"
  | "c.other"
  | "c.adult"
  | "d.lot"
  | "d.mvx"
  | "e.race"
  | "e.ethnicity"
  | "f.address"
  | "f.phone"
  | "g"
  | "h"
  | "i"
  | "j"
  | "k";

/** What is counted for a rule; a rule with several measures has the worst of their verdicts. */
export interface MeasureRow {
  readonly id: MeasureId;
  readonly letter: Letter;
  readonly title: string;
  readonly grain: Grain;
  /** Which objects are counted, in words. */
  readonly denominator: string;
  readonly gate: Gate;
  /** Shares from 0 to 1, both 1 where nothing may fail. */
  readonly target: number;
  readonly floor: number;
  readonly source: string;
}

/** The gates of the review rules, in the order of the guide; the first row of a letter gives its counts. */
export const MEASURES: readonly MeasureRow[] = [
  {
    id: "a",
    letter: "a",
    title: "Given doses carry a CVX code and a CPT or NDC code",
    grain: "dose",
    denominator: "doses given here (RXA-20 CP or PA, RXA-9 00)",
    gate: "G1",
    target: 0.99,
    floor: 0.95,
    source: "MDH onboarding guide, technical message review a",
  },
  {
    id: "b",
    letter: "b",
    title: "Historical doses carry a CVX or CPT code that was in use on their date",
    grain: "dose",
    denominator: "historical doses (RXA-9 01 to 08)",
    gate: "G1",
    target: 0.98,
    floor: 0.95,
    source: "MDH onboarding guide, technical message review b",
  },
  {
    id: "c",
    letter: "c",
    title: "Doses given to people under 19 at MnVFC sites carry their eligibility",
    grain: "dose",
    denominator: "doses given under the age of 19 at a site of the MnVFC programme",
    gate: "G1",
    target: 0.99,
    floor: 0.95,
    source: "MDH onboarding guide, technical message review c; MnVFC, dose-level eligibility",
  },
  {
    id: "c.other",
    letter: "c",
    title: "Doses given to people under 19 at other sites carry their eligibility",
    grain: "dose",
    denominator: "doses given under the age of 19 at a site outside the MnVFC programme",
    gate: "G2",
    target: 0.9,
    floor: 0,
    source: "CDC guide R1.5, IZ-23",
  },
  {
    id: "c.adult",
    letter: "c",
    title: "Doses given to adults carry their eligibility",
    grain: "dose",
    denominator: "doses given at the age of 19 or later",
    gate: "display",
    target: 0,
    floor: 0,
    source: "CDC guide R1.5, IZ-23",
  },
  {
    id: "d.lot",
    letter: "d",
    title: "Given doses carry a lot number",
    grain: "dose",
    denominator: "doses given here",
    gate: "G2",
    target: 0.97,
    floor: 0.95,
    source: "MDH onboarding guide, technical message review d",
  },
  {
    id: "d.mvx",
    letter: "d",
    title: "Given doses carry a manufacturer code",
    grain: "dose",
    denominator: "doses given here",
    gate: "G2",
    target: 0.99,
    floor: 0.95,
    source: "MDH onboarding guide, technical message review d",
  },
  {
    id: "e.race",
    letter: "e",
    title: "Patients carry a coded race, or that they declined",
    grain: "patient",
    denominator: "patients",
    gate: "G2",
    target: 0.9,
    floor: 0.7,
    source: "MDH onboarding guide, technical message review e",
  },
  {
    id: "e.ethnicity",
    letter: "e",
    title: "Patients carry a coded ethnicity, or that they declined",
    grain: "patient",
    denominator: "patients",
    gate: "G2",
    target: 0.9,
    floor: 0.7,
    source: "MDH onboarding guide, technical message review e",
  },
  {
    id: "f.address",
    letter: "f",
    title: "Patients carry a full address",
    grain: "patient",
    denominator: "patients",
    gate: "G2",
    target: 0.95,
    floor: 0.9,
    source: "MDH onboarding guide, technical message review f",
  },
  {
    id: "f.phone",
    letter: "f",
    title: "Patients carry a full phone number",
    grain: "patient",
    denominator: "patients",
    gate: "G2",
    target: 0.9,
    floor: 0.8,
    source: "MDH onboarding guide, technical message review f",
  },
  {
    id: "g",
    letter: "g",
    title: "Refusals are coded, and nothing else carries a reason of refusal",
    grain: "dose",
    denominator: "refused doses, and doses with a reason of refusal",
    gate: "G3",
    target: 1,
    floor: 1,
    source: "MDH onboarding guide, technical message review g",
  },
  {
    id: "h",
    letter: "h",
    title: "The protection indicator is Y or N",
    grain: "patient",
    denominator: "patients whose PD1-12 is valued",
    gate: "G3",
    target: 1,
    floor: 1,
    source: "MDH onboarding guide, technical message review h",
  },
  {
    id: "i",
    letter: "i",
    title: "No dose has a date in the future",
    grain: "dose",
    denominator: "all doses",
    gate: "G0",
    target: 1,
    floor: 1,
    source: "MDH onboarding guide, technical message review i",
  },
  {
    id: "j",
    letter: "j",
    title: "No message holds a social security number",
    grain: "message",
    denominator: "messages",
    gate: "G0",
    target: 1,
    floor: 1,
    source: "MDH onboarding guide, technical message review j",
  },
  {
    id: "k",
    letter: "k",
    title: "Messages hold no filler or junk",
    grain: "message",
    denominator: "messages that were taken in",
    gate: "G1",
    target: 0.995,
    floor: 0.98,
    source: "MDH onboarding guide, technical message review k",
  },
];

/** What became of one object under one measure; in this order the four counts of a report. */
export const OUTCOMES = ["passed", "failed", "notApplicable", "unevaluated"] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

function ofGrain(grain: Grain): readonly MeasureRow[] {
  return MEASURES.filter((measure) => measure.grain === grain);
}

const BY_GRAIN: Readonly<Record<Grain, readonly MeasureRow[]>> = {
  dose: ofGrain("dose"),
  patient: ofGrain("patient"),
  message: ofGrain("message"),
};

/** The measures of one grain, in the order of `MEASURES`: the order of the letters of `Facts.outcomes`. */
export function measuresOf(grain: Grain): readonly MeasureRow[] {
  return BY_GRAIN[grain];
}
