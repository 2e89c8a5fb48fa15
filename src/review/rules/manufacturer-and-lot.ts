import { isSameManufacturer } from "../../codes/manufacturers.ts";
import { ndcCandidates } from "../../codes/vaccine-code.ts";
import { fieldAt, leafAt, valueAt } from "../../hl7/value-at.ts";
import { fullDay } from "../days.ts";
import { isJunkLot } from "../junk/junk-lists.ts";
import { valueShape } from "../value-shape.ts";
import { type DoseRule, type DoseScope, type Hit, HOLDS, placeIn, when } from "../rule.ts";

const COLUMNS = {
  letter: "d",
  grain: "dose",
  appliesTo: "doses given here; of historical ones what is sent",
} as const;

const GUIDE_D = "MDH onboarding guide, technical message review d";

/** A word that is no part of a lot number, before, behind or around it (MQE's lists, field experience). */
const LOT_TEXT =
  /^(?:LOT(?:[ #:.]|NO)|MED[ #:-]|\(P\)|[A-Z]{3}[ :]\s*(?=\S*\d))|(?:[ -](?:P|S|V)|\((?:S|P|V)\)|[ -]?(?:VFC|STATE|PED|PEDS|ADULT|PRIVATE))$|#/i;
const TWO_LOTS = /^[A-Z0-9-]{5,}\s*[/,;]\s*[A-Z0-9-]{5,}$/i;
const LOT = /^[A-Z0-9/ -]{5,20}$/i;

const isGiven = ({ dose }: DoseScope): boolean => dose.class === "administered";
const isDose = ({ dose }: DoseScope): boolean => dose.class === "administered" || dose.class === "historical";
const lotOf = ({ dose }: DoseScope): string => valueAt(dose.rxa, 15).trim();
const makerOf = ({ dose }: DoseScope): string => valueAt(dose.rxa, 17).trim();

function lotHit({ dose }: DoseScope, shape: string): Hit {
  return { location: placeIn(dose.rxa, 15), shape };
}

/** A question of the lot number of a dose that has one. */
function ofLot(
  find: (scope: DoseScope, lot: string) => readonly Hit[],
): (scope: DoseScope) => readonly Hit[] {
  return (scope) => {
    const lot = lotOf(scope);
    return isDose(scope) && lot !== "" ? find(scope, lot) : HOLDS;
  };
}

function ofMaker(
  find: (scope: DoseScope, mvx: string) => readonly Hit[],
): (scope: DoseScope) => readonly Hit[] {
  return (scope) => {
    const mvx = makerOf(scope);
    return isDose(scope) && mvx !== "" ? find(scope, mvx) : HOLDS;
  };
}

const isKnownMaker = ({ subject }: DoseScope, mvx: string): boolean =>
  subject.setting.tables.codes.mvx.has(mvx) && mvx !== "UNK";

/** Manufacturers that the tables know for the vaccine; empty when they know none. */
function makersOfVaccine({ dose, subject }: DoseScope): ReadonlySet<string> {
  return subject.setting.tables.makers.get(dose.vaccine?.code ?? "") ?? new Set();
}

function isTextInLot(lot: string): boolean {
  return LOT_TEXT.test(lot) || !LOT.test(lot);
}

/** Four characters may be a lot: a question, no doubt about the dose. */
function isShortOnly(lot: string): boolean {
  return !LOT_TEXT.test(lot) && /^[A-Z0-9/ -]{3,4}$/i.test(lot);
}

function isOtherThingAsLot({ dose, subject }: DoseScope, lot: string): boolean {
  const { patient } = subject;
  const ids = patient === undefined ? [] : fieldAt(patient, 3).map((id) => leafAt(id, 1));
  const ndcs = dose.codes.filter(({ system }) => system === "NDC").map(({ code }) => code);
  const isNdc =
    ndcs.includes(lot) || ndcCandidates(lot).some((ndc) => subject.setting.tables.codes.ndc.has(ndc));
  return isNdc || lot === valueAt(dose.rxa, 17) || ids.includes(lot) || /^(.)\1+$/.test(lot);
}

/** Rule d: manufacturer and lot when available (review rule d). */
export const MANUFACTURER_AND_LOT_RULES: readonly DoseRule[] = [
  {
    ...COLUMNS,
    measures: ["d.lot"],
    id: "RV-D01",
    title: "Lot number missing",
    place: "RXA-15",
    severity: "W",
    errorCode: "101",
    problem: "RXA-15 Substance Lot Number is empty",
    outcome: "stored without a lot number",
    fix: "Send the lot number of the vaccine given.",
    source: `${GUIDE_D}; CDC guide R1.5, RXA-15`,
    shares: ["RXA-15-MISSING"],
    find: (scope) => when(isGiven(scope) && lotOf(scope) === "", lotHit(scope, "")),
  },
  {
    ...COLUMNS,
    measures: ["d.lot"],
    id: "RV-D02",
    title: "Placeholder in place of a lot number",
    place: "RXA-15",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "4",
    problem: "RXA-15 holds a placeholder, no lot number",
    outcome: "stored as sent and marked",
    fix: "Send the lot number, or nothing.",
    source: `${GUIDE_D}; review rule k, K4`,
    shares: ["RXA-15-MISSING"],
    find: ofLot((scope, lot) => when(isJunkLot(lot), lotHit(scope, "placeholder"))),
  },
  {
    ...COLUMNS,
    measures: ["d.lot"],
    id: "RV-D03",
    title: "Lot number with other text, or of no lot's form",
    place: "RXA-15",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "4",
    problem: "RXA-15 holds more than a lot number, or less",
    outcome: "stored as sent",
    fix: "Send the lot number as printed, without words, stock or product.",
    source: `${GUIDE_D}; public lists of prefixes and suffixes`,
    shares: ["RXA-15-LENGTH"],
    find: ofLot((scope, lot) =>
      when(!isJunkLot(lot) && !TWO_LOTS.test(lot) && !isOtherThingAsLot(scope, lot) && isTextInLot(lot), {
        ...lotHit(scope, valueShape(lot)),
        ...(isShortOnly(lot) && { severity: "I" }),
      }),
    ),
  },
  {
    ...COLUMNS,
    measures: ["d.lot"],
    id: "RV-D04",
    title: "Two lot numbers in one field",
    place: "RXA-15",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-15 holds two lot numbers",
    outcome: "stored as sent",
    fix: "Send the first lot; of a package of two vials the one of the vaccine.",
    source: `${GUIDE_D}; CDC guide R1.5, RXA-15`,
    shares: [],
    find: ofLot((scope, lot) => when(TWO_LOTS.test(lot), lotHit(scope, ""))),
  },
  {
    ...COLUMNS,
    measures: [],
    id: "RV-D05",
    title: "Given after the lot expired",
    place: "RXA-16",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "1",
    problem: "RXA-16 Substance Expiration Date is before RXA-3",
    outcome: "stored as sent",
    fix: "Check lot and expiration date.",
    source: GUIDE_D,
    shares: ["RXA-16-DATE"],
    find: (scope) => {
      const expiry = fullDay(valueAt(scope.dose.rxa, 16));
      const isExpired = isDose(scope) && expiry !== "" && scope.dose.day !== "" && expiry < scope.dose.day;
      return when(isExpired, { location: placeIn(scope.dose.rxa, 16) });
    },
  },
  {
    ...COLUMNS,
    measures: ["d.mvx"],
    id: "RV-D06",
    title: "Manufacturer missing",
    place: "RXA-17",
    severity: "W",
    errorCode: "101",
    problem: "RXA-17 Substance Manufacturer Name is empty",
    outcome: "stored without a manufacturer",
    fix: "Send the MVX code of the manufacturer.",
    source: `${GUIDE_D}; CDC guide R1.5, RXA-17`,
    shares: ["RXA-17-MISSING"],
    find: (scope) => when(isGiven(scope) && makerOf(scope) === "", { location: placeIn(scope.dose.rxa, 17) }),
  },
  {
    ...COLUMNS,
    measures: ["d.mvx"],
    id: "RV-D07",
    title: "Manufacturer code unknown",
    place: "RXA-17",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "RXA-17: {value} is no MVX code, or stands for unknown",
    outcome: "stored as sent",
    fix: "Send the MVX code, not the name of the manufacturer.",
    source: `${GUIDE_D}; CDC MVX`,
    shares: ["RXA-17-CODE", "RXA-17.1-MISSING"],
    find: ofMaker((scope, mvx) =>
      when(!isKnownMaker(scope, mvx), {
        location: placeIn(scope.dose.rxa, 17, 1),
        value: mvx,
        shape: mvx === "UNK" ? "UNK" : valueShape(mvx),
      }),
    ),
  },
  {
    ...COLUMNS,
    measures: [],
    id: "RV-D08",
    title: "Manufacturer that exists no more",
    place: "RXA-17",
    severity: "I",
    errorCode: "0",
    problem: "RXA-17: MVX {value} is inactive and not known for this vaccine",
    outcome: "stored as sent",
    fix: "Send the MVX of the manufacturer on the package.",
    source: `${GUIDE_D}; CDC MVX status and product names`,
    shares: ["RXA-17-CODE"],
    find: ofMaker((scope, mvx) => {
      const isInactive = scope.subject.setting.tables.codes.mvx.get(mvx)?.status === "inactive";
      const makers = makersOfVaccine(scope);
      const isMaker = makers.size === 0 || makers.has(mvx);
      return when(isGiven(scope) && isInactive && !isMaker && isOfPair(scope, mvx), {
        location: placeIn(scope.dose.rxa, 17, 1),
        value: mvx,
      });
    }),
  },
  {
    ...COLUMNS,
    measures: ["d.mvx"],
    id: "RV-D09",
    title: "Manufacturer that does not make the vaccine",
    place: "RXA-17",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-17: MVX {value} is not known as a manufacturer of this vaccine",
    outcome: "stored as sent",
    fix: "Correct the code of the product or of the manufacturer.",
    source: `${GUIDE_D}; CDC product names and NDC`,
    shares: ["RXA-17-CODE"],
    find: ofMaker((scope, mvx) => {
      const { vaccine } = scope.dose;
      if (vaccine === undefined || vaccine.unspecified || mvx === "OTH" || !isKnownMaker(scope, mvx))
        return HOLDS;
      return when(!isOfPair(scope, mvx), {
        location: placeIn(scope.dose.rxa, 17, 1),
        value: mvx,
        shape: mvx,
      });
    }),
  },
  {
    ...COLUMNS,
    measures: ["d.mvx"],
    id: "RV-D10",
    title: "Manufacturer is not the one of the NDC",
    place: "RXA-17",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-17: MVX {value} is not the manufacturer of the NDC in RXA-5",
    outcome: "stored as sent",
    fix: "Correct the NDC or the manufacturer.",
    source: `${GUIDE_D}; CDC NDC linker`,
    shares: ["RXA-17-CODE"],
    find: ofMaker((scope, mvx) => {
      const { dose, subject } = scope;
      const { codes } = subject.setting.tables;
      const makers = dose.codes.flatMap(({ meaning }) => (meaning.kind === "known" ? meaning.mvx : []));
      if (makers.length === 0 || !isKnownMaker(scope, mvx) || !isOfPair(scope, mvx)) return HOLDS;
      const cvx = dose.vaccine?.code ?? "";
      return when(!makers.some((maker) => isSameManufacturer(codes, cvx, maker, mvx)), {
        location: placeIn(dose.rxa, 17, 1),
        value: mvx,
        shape: mvx,
      });
    }),
  },
  {
    ...COLUMNS,
    measures: ["d.lot"],
    id: "RV-D11",
    title: "Something else in place of a lot number",
    place: "RXA-15",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "4",
    problem: "RXA-15 holds the NDC, the manufacturer, an id of the patient or one character repeated",
    outcome: "stored as sent",
    fix: "Send the lot number as printed on the vial or box.",
    source: GUIDE_D,
    shares: [],
    find: ofLot((scope, lot) => when(!isJunkLot(lot) && isOtherThingAsLot(scope, lot), lotHit(scope, ""))),
  },
];

/** Whether the manufacturer, or one that is the same firm, is known for the vaccine; also when the tables know none. */
function isOfPair(scope: DoseScope, mvx: string): boolean {
  const makers = makersOfVaccine(scope);
  const { codes } = scope.subject.setting.tables;
  const cvx = scope.dose.vaccine?.code ?? "";
  return makers.size === 0 || [...makers].some((maker) => isSameManufacturer(codes, cvx, maker, mvx));
}
