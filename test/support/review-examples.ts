import type { OutcomeCase, RuleCase } from "./review-cases.ts";
import { eligibility, given, historical, type MessageParts } from "./review-messages.ts";

const ofGiven = (rxa: Readonly<Record<number, string>>): MessageParts => ({ orders: [given(rxa)] });
const code = (text: string): MessageParts => ofGiven({ 5: text });
const old = (day: string, text: string, born = "19600101"): MessageParts => ({
  pid: { 7: born },
  orders: [historical(day, text)],
});
const pid = (fields: Readonly<Record<number, string>>): MessageParts => ({ pid: fields });
const phone = (number: string): MessageParts =>
  pid({ 13: `^PRN^PH^^^${number.slice(0, 3)}^${number.slice(4)}` });
const street = (text: string): MessageParts => pid({ 11: `${text}^^Ely^MN^55731^USA^H` });
/** `Family, Given` of the patient of four years. */
const name = (text: string): MessageParts => pid({ 5: `${text.replace(", ", "^")}^^^^^L` });
const email = (text: string): MessageParts => pid({ 13: `^PRN^PH^^^651^2015207~^NET^Internet^${text}` });
const lot = (text: string): MessageParts => ofGiven({ 15: text });

/** Values of one field that one rule finds the same in. */
interface Examples {
  readonly rule: string;
  readonly finds: RuleCase["finds"];
  readonly message: (value: string) => MessageParts;
  readonly values: readonly string[];
}

const EXAMPLES: readonly Examples[] = [
  {
    rule: "RV-A04",
    finds: "fails",
    message: code,
    values: ["208^x^CVX^0001A^x^C4", "207^x^CVX^90480^x^C4", "140^x^CVX^G0008^x^C4", "30^HBIG^CVX"],
  },
  {
    rule: "RV-A09",
    finds: "fails",
    message: (value) => code(`03^MMR^CVX^${value}^x^NDC`),
    values: ["09999-9999-99", "00000000001", "99999008181", "00000-0000-00"],
  },
  {
    rule: "RV-A06",
    finds: "holds",
    message: code,
    values: ["44^x^CVX^58160-0821-11^x^NDC", "43^x^CVX^58160-0821-11^x^NDC", "106^x^CVX^90700^x^C4"],
  },
  {
    rule: "RV-B09",
    finds: "told",
    message: (value) => old("19990312", value, "19990101"),
    values: ["107^DTaP^CVX^90700^DTaP^C4", "90700^DTaP^C4^107^DTaP^CVX"],
  },
  {
    rule: "RV-B09",
    finds: "fails",
    message: (value) => old("20050601", value, "20050101"),
    values: ["20^DTaP^CVX^90723^x^C4", "107^DTaP^CVX^90707^MMR^C4"],
  },
  {
    rule: "RV-B07",
    finds: "told",
    message: (value) => old("20210601", `${value}^x^CVX`),
    values: ["02", "32", "39"],
  },
  {
    rule: "RV-C03",
    finds: "fails",
    message: (value) => ({ orders: [given({}, [eligibility(value)])] }),
    values: ["V06", "V07", "VFC", ""],
  },
  {
    rule: "RV-D03",
    finds: "fails",
    message: lot,
    values: ["(P)12345A", "Y012345-S", "Y012345-V", "Y012345 VFC", "Y012345STATE", "LOT# Y012345"],
  },
  { rule: "RV-D11", finds: "fails", message: lot, values: ["MSD"] },
  {
    rule: "RV-F10",
    finds: "holds",
    message: street,
    values: ["PO BOX 12", "RR 2 BOX 15", "c/o Ann Lee 12 Oak Ave", "GENERAL DELIVERY", "SHELTER"],
  },
  {
    rule: "RV-K01",
    finds: "fails",
    message: phone,
    values: [
      ..."999 9999999,651 0000000,651 1111111,651 1234567,651 9876543,012 3456789,651 1212121".split(","),
      ..."123 1231234,012 2015207,192 2015207,291 2015207,411 2015207,371 2015207,961 2015207".split(","),
      ..."651 0015207,651 9115207,651 5550100,651 5550199,651 5551212".split(","),
      ..."000 2015207,111 2015207,123 2015207,999 2015207".split(","),
    ],
  },
  {
    rule: "RV-K01",
    finds: "fails",
    message: (value) => pid({ 13: value }),
    values: ["NONE", "N/A", "NO PHONE", "DISCONNECTED", "SAME", "X"],
  },
  { rule: "RV-K01", finds: "told", message: phone, values: ["651 5552368", "800 2015207", "900 2015207"] },
  { rule: "RV-K01", finds: "holds", message: phone, values: ["651 2015207", "952 2015207", "924 2015207"] },
  {
    rule: "RV-K02",
    finds: "fails",
    message: street,
    values: [
      ..."UNKOWN,NO ADDRESS,NOT GIVEN,SAME AS ABOVE,SEE CHART,MOVED,RETURN MAIL,BAD ADDRESS".split(","),
      ..."DO NOT MAIL,TBD,XXX,...,0,ADDRESS,STREET,ANYTOWN,5555,aaaa".split(","),
    ],
  },
  { rule: "RV-K02", finds: "told", message: street, values: ["1234 Main St", "123 MAIN"] },
  {
    rule: "RV-K02",
    finds: "holds",
    message: street,
    values: ["HOMELESS", "SHELTER", "TRANSIENT", "NO PERMANENT ADDRESS"],
  },
  {
    rule: "RV-K02",
    finds: "fails",
    message: (value) => pid({ 11: `1 Elm Rd^^${value}^USA^H` }),
    values: ["123^MN^55731", "X^MN^55731", "Ely^XX^55731", "Ely^MN^00000", "Ely^MN^99999", "Ely^MN^12345"],
  },
  {
    rule: "RV-K02",
    finds: "holds",
    message: (value) => pid({ 11: `1 Elm Rd^^${value}^USA^H` }),
    values: ["Schenectady^NY^12345"],
  },
  {
    rule: "RV-K03",
    finds: "fails",
    message: name,
    values: [
      ..."Test, Test;Patient, Ada;Lee, Test;ZZTest, Ann;XXLee, Ann;Mouse, Minnie;Doe, Jane".split(";"),
      ..."Claus, Santa;Fudd, Elmer;Null, Null;UNKNOWN, Ada;NO NAME, Ann;DO NOT USE, Ann;U, U".split(";"),
      ..."Lee, DECEASED;Lee, SEE NOTE;Lee (ADOPTED), Ann;Lee, Ann12;Lee, a@b".split(";"),
      ..."Vang, BB;Vang, NB;Vang, BOY MALY;Vang, TWIN A;Vang, BAY BOY;Vang, BABY GRIL;Vang, BG1".split(";"),
    ],
  },
  {
    rule: "RV-K03",
    finds: "told",
    message: name,
    values: ["Her, U", "Htoo, FNU", "LNU, Htoo", "Na, Kim", "Null, Ada", "Lee, U."],
  },
  {
    rule: "RV-K03",
    finds: "holds",
    message: name,
    values: [
      ..."Peterson, Benjamin;Lee, Patient;Vo, O;Ali, Ali;ʻŌpūnui, Kai;Lee-Åberg, Zoé".split(";"),
      ..."Xiong, Yang;O'Brien, Ann III".split(";"),
    ],
  },
  {
    rule: "RV-K04",
    finds: "fails",
    message: lot,
    values: [
      ..."NA,NONE,unknown,NO LOT,NOT AVAILABLE,TEST,HIST,PENDING,VFC,XXX,?,.,-".split(","),
      ..."0000,9999999,12345,123456,ABC123,AAAAAA,A1".split(","),
    ],
  },
  { rule: "RV-K05", finds: "fails", message: (value) => pid({ 7: value }), values: ["19000101", "19010101"] },
  { rule: "RV-K05", finds: "fails", message: (value) => ofGiven({ 16: value }), values: ["19000101"] },
  {
    rule: "RV-K06",
    finds: "fails",
    message: email,
    values: [
      ..."none@x.org,no@email.com,na@na.com,unknown@x.org,test@x.org,declined@x.org".split(","),
      ..."refused@x.org,ann@example.com,a@a.a,ann@none.com,ann@noemail.com,aaaa@x.org".split(","),
    ],
  },
  {
    rule: "RV-K07",
    finds: "fails",
    message: (value) => pid({ 3: `${value}^^^NORTHC^MR` }),
    values: ["0", "1", "99999", "UNKNOWN", "NONE"],
  },
  {
    rule: "RV-K07",
    finds: "fails",
    message: (value) => ofGiven({ 10: value }),
    values: ["1111111111^Lee^Ann^^^^^^NPI^L^^^NPI", "^UNKNOWN^PROVIDER"],
  },
];

const SSN_CASES: readonly RuleCase[] = [
  {
    rule: "RV-J01",
    what: "a taxpayer number typed SS",
    message: pid({ 3: "771200^^^NORTHC^MR~912-72-9183^^^USA^SS" }),
    finds: "fails",
  },
  {
    rule: "RV-J01",
    what: "a provider's, typed SS",
    message: ofGiven({ 10: "471229183^Lee^Ann^^^^^^^^^^SS" }),
    finds: "fails",
  },
  {
    rule: "RV-J02",
    what: "a parent's in NK1-37",
    message: { visit: [`NK1|1|Lee^Ann|MTH^Mother^HL70063${"|".repeat(34)}471229183`] },
    finds: "fails",
  },
  { rule: "RV-J03", what: "in MSH-10", message: { msh: { 10: "471-22-9183" } }, finds: "fails" },
  { rule: "RV-J03", what: "two separators", message: street("471-22.9183"), finds: "holds" },
  {
    rule: "RV-J03",
    what: "ZIP+4 without a hyphen",
    message: pid({ 11: "1 Elm Rd^^Ely^MN^557310012^USA^H" }),
    finds: "holds",
  },
  {
    rule: "RV-J01",
    what: "nine digits as a record number",
    message: pid({ 3: "471229183^^^NORTHC^MR" }),
    finds: "holds",
  },
  { rule: "RV-J04", what: "nine digits as a lot", message: lot("471229183"), finds: "holds" },
];

/** Values that the review rules name, and what is found in each (review rules, sections 1 and 2.5). */
export const EXAMPLE_CASES: readonly RuleCase[] = [
  ...EXAMPLES.flatMap(({ rule, finds, message, values }) =>
    values.map((value): RuleCase => ({ rule, what: value, message: message(value), finds })),
  ),
  ...SSN_CASES,
];

const SENT_ABROAD = "12 Rue Haute^^Winnipeg^MB^R3C 0V8^CAN^H";

/** Further examples by the outcome of a measure. */
export const EXAMPLE_OUTCOMES: readonly OutcomeCase[] = [
  {
    measure: "a",
    what: "a group with the CPT of the injection",
    message: code("107^DTaP, unspecified^CVX^90471^Admin^C4"),
    outcome: "failed",
  },
  { measure: "a", what: "the CPT of MMR", message: code("110^^CVX^90707^^C4"), outcome: "failed" },
  { measure: "a", what: "no vaccine", message: code("998^none^CVX"), outcome: "notApplicable" },
  { measure: "b", what: "COVID-19 in 2018", message: old("20180301", "208^x^CVX"), outcome: "failed" },
  { measure: "b", what: "COVID-19 in 2019", message: old("20190301", "208^x^CVX"), outcome: "failed" },
  { measure: "b", what: "30 days early", message: old("20201111", "208^x^CVX"), outcome: "passed" },
  {
    measure: "b",
    what: "rotavirus of 1998 in 2003",
    message: old("20030508", "74^RRV-TV^CVX", "20030201"),
    outcome: "failed",
  },
  { measure: "b", what: "an NDC alone", message: old("20040401", "49281-0286-10^^NDC"), outcome: "failed" },
  { measure: "b", what: "a code used abroad", message: old("20210601", "32^x^CVX"), outcome: "passed" },
  { measure: "b", what: "BCG at any time", message: old("20200601", "19^BCG^CVX"), outcome: "passed" },
  {
    measure: "b",
    what: "a group code beside a product of its group",
    message: old("19990312", "107^DTaP^CVX^90700^DTaP^C4", "19990101"),
    outcome: "passed",
  },
  {
    measure: "c",
    what: "PV1-20 only",
    message: { visit: ["PV1|1|R||||||||||||||||||V02"], orders: [given({}, [])] },
    outcome: "failed",
  },
  { measure: "d.mvx", what: "MSD for MMR", message: ofGiven({}), outcome: "passed" },
  {
    measure: "e.race",
    what: "Minnesota Chippewa",
    message: pid({ 10: "1139-5^x^CDCREC" }),
    outcome: "passed",
  },
  { measure: "e.race", what: "asked, not known", message: pid({ 10: "ASKU^^NULLFL" }), outcome: "passed" },
  { measure: "e.ethnicity", what: "the letter U", message: pid({ 22: "U" }), outcome: "failed" },
  { measure: "e.ethnicity", what: "the letter H", message: pid({ 22: "H" }), outcome: "passed" },
  { measure: "f.address", what: "a PO box", message: street("PO BOX 12"), outcome: "passed" },
  { measure: "f.address", what: "in Canada", message: pid({ 11: SENT_ABROAD }), outcome: "passed" },
  { measure: "h", what: "protected", message: { pd1: { 12: "Y" } }, outcome: "passed" },
  { measure: "i", what: "a delete", message: ofGiven({ 3: "20261117", 21: "D" }), outcome: "failed" },
  {
    measure: "i",
    what: "history of tomorrow",
    message: { orders: [historical("20261117", "03^^CVX")] },
    outcome: "failed",
  },
  {
    measure: "k",
    what: "a girl of five months without a name",
    message: pid({ 5: "Vang^BABY GIRL^^^^^L", 7: "20260601" }),
    outcome: "failed",
  },
];
