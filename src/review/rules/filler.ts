import type { Location } from "../../hl7/location.ts";
import type { Repetition, Segment } from "../../hl7/message.ts";
import { fieldAt, isRepetitionEmpty, leafAt, valueAt } from "../../hl7/value-at.ts";
import { daysBetween, fullDay } from "../days.ts";
import {
  isJunkLot,
  isNewbornName,
  judgeName,
  judgeValue,
  type JunkVerdict,
  normalized,
} from "../junk/junk-lists.ts";
import { judgePhone } from "../junk/phone-numbers.ts";
import { type Hit, HOLDS, type MessageRule, placeIn, when } from "../rule.ts";
import type { ReviewSubject } from "../subject.ts";
import { addressesOf, emailsOf } from "./address-and-phone.ts";

const GUIDE_K = "MDH onboarding guide, technical message review k";

const COLUMNS = {
  letter: "k",
  grain: "message",
  appliesTo: "messages that were taken in",
  measures: ["k"],
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "4",
  outcome: "stored as sent, marked, and not used to tell people apart",
  shares: [],
} as const;

/** Days after birth in which a placeholder for the child's name is right, and in which it is a question. */
const NEWBORN_DAYS = 30;
const NAMING_DAYS = 60;

const FILLER_DAYS: ReadonlySet<string> = new Set([
  "18000101",
  "19000101",
  "19010101",
  "11111111",
  "99991231",
]);
const UNREAL_DATE = /^(?:0{8}|1{8}|9{8})$/;

/** A hit for a value the lists know; undefined verdicts give none. */
function junkHit(
  subject: ReviewSubject,
  verdict: JunkVerdict,
  location: Location,
  text: string,
): readonly Hit[] {
  if (verdict === "fine") return HOLDS;
  const shape = `${location.segment}-${location.field ?? 0}`;
  if (verdict === "advice") return [{ location, shape, isAdvice: true }];
  const junk = subject.setting.digest("review-junk", `${shape}|${normalized(text)}`);
  return [{ location, shape, junk, ...(verdict === "fictional" && { isFictional: true }) }];
}

/** A failure that the acknowledgment tells as I: the value is possible, only not here. */
function asNews(hit: Hit): Hit {
  return { ...hit, severity: "I" };
}

function withShape(hit: Hit, shape: string): Hit {
  return { ...hit, shape };
}

/** A field whose repetitions are asked, in all segments of a name. */
type AskedField = readonly [name: string, field: number];

/** What is found in the repetitions that hold something, in the order of the fields and then of the message. */
function inRepetitions(
  { message }: ReviewSubject,
  fields: readonly AskedField[],
  find: (segment: Segment, repetition: Repetition, number: number, field: number) => readonly Hit[],
): readonly Hit[] {
  const hits: Hit[] = [];
  for (const [name, field] of fields) {
    for (const segment of message.segments) {
      if (segment.name !== name) continue;
      for (const [index, repetition] of fieldAt(segment, field).entries()) {
        if (!isRepetitionEmpty(repetition)) hits.push(...find(segment, repetition, index + 1, field));
      }
    }
  }
  return hits;
}

/** Fields with telephone numbers (XTN). */
const PHONE_FIELDS: readonly AskedField[] = [
  ["PID", 13],
  ["PID", 14],
  ["NK1", 5],
  ["GT1", 6],
  ["GT1", 7],
];

function phoneHits(subject: ReviewSubject): readonly Hit[] {
  return inRepetitions(subject, PHONE_FIELDS, (segment, repetition, number, field) => {
    const [area, local, typed] = [leafAt(repetition, 6), leafAt(repetition, 7), leafAt(repetition, 1)];
    if (area === "" && local === "") {
      if (typed.includes("@")) return HOLDS;
      const verdict = judgeValue("phone-text", typed);
      const isNumber = /^[\d\s().+-]{7,}$/.test(typed);
      const asNumber = isNumber && judgePhone("", typed) === "junk" ? "junk" : verdict;
      return junkHit(subject, asNumber, placeIn(segment, field, 1, number), typed);
    }
    const location = placeIn(segment, field, 7, number);
    const verdict = judgePhone(area, local);
    if (verdict === "fictional") return junkHit(subject, "fictional", location, area + local).map(asNews);
    const known: JunkVerdict = verdict === "junk" ? "junk" : verdict === "doubtful" ? "advice" : "fine";
    return junkHit(subject, known, location, area + local);
  });
}

function addressHits(subject: ReviewSubject): readonly Hit[] {
  const { patient } = subject;
  if (patient === undefined) return HOLDS;
  return addressesOf(patient).flatMap(({ repetition, street, city, state, zip }) => {
    const at = (component: number): Location => placeIn(patient, 11, component, repetition);
    const digits = zip.replace("-", "");
    const isOtherSchenectady = digits === "12345" && state.toUpperCase() !== "NY";
    const isPlainMain = judgeValue("street", street) === "advice";
    const cityVerdict = judgeValue("city", city);
    const zipVerdict: JunkVerdict = isOtherSchenectady ? "junk" : judgeValue("zip", digits);
    const streetVerdict: JunkVerdict =
      isPlainMain && (cityVerdict === "junk" || zipVerdict === "junk")
        ? "junk"
        : judgeValue("street", street);
    return junkHit(subject, streetVerdict, at(1), street).concat(
      junkHit(subject, cityVerdict, at(3), city),
      junkHit(subject, judgeValue("state", state), at(4), state),
      junkHit(subject, zipVerdict, at(5), digits),
    );
  });
}

/** A placeholder for a child without a name: right at first, a question later, junk in the end. */
function newbornHit(subject: ReviewSubject, location: Location, given: string): readonly Hit[] {
  const days = subject.birthDay === "" ? NAMING_DAYS + 1 : daysBetween(subject.birthDay, subject.today);
  const shape = "newborn";
  if (days <= NEWBORN_DAYS) return [{ location, shape, isAdvice: true }];
  if (days <= NAMING_DAYS) return [{ location, shape, isAdvice: true, severity: "W" }];
  return junkHit(subject, "junk", location, given).map((hit) => withShape(hit, shape));
}

const NAME_FIELDS: readonly AskedField[] = [
  ["PID", 5],
  ["PID", 9],
  ["NK1", 2],
];
const MAIDEN_NAME: readonly AskedField[] = [["PID", 6]];

function nameHits(subject: ReviewSubject): readonly Hit[] {
  const people = inRepetitions(subject, NAME_FIELDS, (segment, repetition, number, field) => {
    const [family, given] = [leafAt(repetition, 1), leafAt(repetition, 2)];
    const location = placeIn(segment, field, undefined, number);
    if (segment.name === "PID" && isNewbornName(given)) return newbornHit(subject, location, given);
    return junkHit(subject, judgeName(family, given), location, `${family} ${given}`);
  });
  const maiden = inRepetitions(subject, MAIDEN_NAME, (segment, repetition, number) => {
    const name = leafAt(repetition, 1);
    return junkHit(subject, judgeValue("name", name), placeIn(segment, 6, 1, number), name);
  });
  return [...people, ...maiden];
}

function lotHits({ doses, setting }: ReviewSubject): readonly Hit[] {
  return doses.flatMap(({ rxa }) => {
    const lot = valueAt(rxa, 15);
    if (!isJunkLot(lot)) return HOLDS;
    const junk = setting.digest("review-junk", `RXA-15|${normalized(lot)}`);
    return [{ location: placeIn(rxa, 15), shape: "RXA-15", junk }];
  });
}

function isFiller(time: string): boolean {
  return FILLER_DAYS.has(time.slice(0, 8)) || UNREAL_DATE.test(time.slice(0, 8));
}

function dateHits(subject: ReviewSubject): readonly Hit[] {
  const { patient, doses } = subject;
  const born = patient === undefined ? "" : valueAt(patient, 7);
  const births =
    patient === undefined ? HOLDS : when(isFiller(born), { location: placeIn(patient, 7), shape: "PID-7" });
  const given = doses.flatMap(({ rxa }) =>
    [3, 16].flatMap((field) =>
      when(isFiller(valueAt(rxa, field)), { location: placeIn(rxa, field), shape: `RXA-${field}` }),
    ),
  );
  return births.concat(given);
}

function emailHits(subject: ReviewSubject): readonly Hit[] {
  const { patient } = subject;
  if (patient === undefined) return HOLDS;
  return emailsOf(patient).flatMap(({ repetition, text }) => {
    const location = placeIn(patient, 13, 4, repetition);
    const verdict = judgeValue("email", text);
    const hits = junkHit(subject, verdict, location, text);
    return verdict === "fictional" ? hits.map(asNews) : hits;
  });
}

/** The check digit of a national provider identifier (ISO 7812 with prefix 80840). */
function hasNpiChecksum(npi: string): boolean {
  const digits = `80840${npi}`;
  let sum = 0;
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - fromEnd));
    const doubled = fromEnd % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const PROVIDER_FIELDS: readonly AskedField[] = [
  ["RXA", 10],
  ["ORC", 12],
];

function judgeNpi(id: string): JunkVerdict {
  if (/^(\d)\1{9}$/.test(id)) return "junk";
  return hasNpiChecksum(id) ? "fine" : "advice";
}

function providerHits(subject: ReviewSubject): readonly Hit[] {
  return inRepetitions(subject, PROVIDER_FIELDS, (segment, repetition, number, field) => {
    const [id, family, given] = [leafAt(repetition, 1), leafAt(repetition, 2), leafAt(repetition, 3)];
    const text = `${family} ${given}`.trim();
    const isNpi = leafAt(repetition, 13) === "NPI" || leafAt(repetition, 9) === "NPI";
    const isJunk = judgeValue("provider", text) === "junk" || judgeValue("provider", family) === "junk";
    const name = junkHit(subject, isJunk ? "junk" : "fine", placeIn(segment, field, 2, number), text);
    if (!isNpi || id === "") return name;
    return name.concat(junkHit(subject, judgeNpi(id), placeIn(segment, field, 1, number), id));
  });
}

const RECORD_NUMBER: readonly AskedField[] = [["PID", 3]];

function identifierHits(subject: ReviewSubject): readonly Hit[] {
  const { doses } = subject;
  const records = inRepetitions(subject, RECORD_NUMBER, (segment, repetition, number) => {
    const id = leafAt(repetition, 1);
    return junkHit(subject, judgeValue("identifier", id), placeIn(segment, 3, 1, number), id);
  });
  const orders = doses.flatMap(({ orc, class: kind }) =>
    orc === undefined
      ? HOLDS
      : when(kind === "administered" && valueAt(orc, 3) === "9999", {
          location: placeIn(orc, 3),
          shape: "ORC-3",
        }),
  );
  return [...records, ...orders, ...providerHits(subject)];
}

function amountHits({ doses }: ReviewSubject): readonly Hit[] {
  return doses.flatMap(({ rxa, class: kind }) => {
    const amount = valueAt(rxa, 6);
    const isUnknown =
      kind === "administered" && (amount === "999" || fullDay(amount) !== "" || Number(amount || 1) === 0);
    return when(isUnknown, {
      location: placeIn(rxa, 6),
      shape: amount === "999" ? "999" : "0",
      isAdvice: true,
    });
  });
}

/** Rule k: no filler or junk data (review rule k). One hit for each value; the message fails by the first W. */
export const FILLER_RULES: readonly MessageRule[] = [
  {
    ...COLUMNS,
    id: "RV-K01",
    title: "Filler in place of a telephone number",
    place: "PID-13, PID-14, NK1-5, GT1-6, GT1-7",
    problem: "A filler stands in place of a telephone number",
    fix: "Send the number, or leave the field empty.",
    source: `${GUIDE_K}; North American Numbering Plan`,
    find: phoneHits,
  },
  {
    ...COLUMNS,
    id: "RV-K02",
    title: "Filler in place of an address",
    place: "PID-11",
    problem: "A filler stands in place of a part of the address",
    fix: "Send the address, or leave the part empty.",
    source: `${GUIDE_K}; gateway's list of fillers`,
    find: addressHits,
  },
  {
    ...COLUMNS,
    id: "RV-K03",
    title: "Filler in place of a name",
    place: "PID-5, PID-6, PID-9, NK1-2",
    problem: "A filler, a test word or a newborn's placeholder stands in place of a name",
    fix: "Send the name; of a newborn the name as soon as the child has one.",
    source: `${GUIDE_K}; Minnesota's list of junk names 2018`,
    find: nameHits,
  },
  {
    ...COLUMNS,
    id: "RV-K04",
    title: "Filler in place of a lot number",
    place: "RXA-15",
    problem: "A filler stands in place of a lot number",
    fix: "Send the lot number, or nothing.",
    source: GUIDE_K,
    find: lotHits,
  },
  {
    ...COLUMNS,
    id: "RV-K05",
    title: "Filler in place of a date",
    place: "PID-7, RXA-3, RXA-16",
    applicationErrorCode: "1",
    problem: "A filler stands in place of a date",
    fix: "Send the date, or leave the field empty.",
    source: GUIDE_K,
    shares: ["RXA-3-BEFORE-BIRTH", "RXA-3-FUTURE", "RXA-3-DATE", "PID-7-DATE", "RXA-16-DATE"],
    find: dateHits,
  },
  {
    ...COLUMNS,
    id: "RV-K06",
    title: "Filler in place of an e-mail address",
    place: "PID-13.4",
    problem: "A filler stands in place of an e-mail address",
    fix: "Send the address, or nothing.",
    source: GUIDE_K,
    find: emailHits,
  },
  {
    ...COLUMNS,
    id: "RV-K07",
    title: "Filler in place of an identifier or a provider",
    place: "PID-3, ORC-3, ORC-12, RXA-10",
    problem: "A filler stands in place of an identifier",
    fix: "Send the identifier of your system.",
    source: GUIDE_K,
    find: identifierHits,
  },
  {
    ...COLUMNS,
    id: "RV-K08",
    measures: [],
    severity: "I",
    title: "Unknown amount on a dose given here",
    place: "RXA-6",
    problem: "RXA-6 of a dose given here is 0 or 999",
    outcome: "stored as 999, unknown",
    fix: "Send the amount given.",
    source: GUIDE_K,
    shares: ["RXA-6-MISSING", "RXA-6-NUMBER"],
    find: amountHits,
  },
];
