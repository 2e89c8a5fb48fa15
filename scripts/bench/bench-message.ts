/** Syllables of the names: 27,000 family and 900 given names, so that patients are alike as rarely as real ones. */
const ONSETS =
  "Al Ber Cor Dan El Fal Gor Hal Ing Jor Kel Lan Mor Nor Ols Pet Quin Ros Sund Tor Ul Vik Wes Yst Zim Bra Cle Dro Fre Gri".split(
    " ",
  );
const MIDDLES =
  "a e i o u an el in or us ach eck ill onn umm ard erd ist olt ung am em im om ab eb ib ob as es".split(" ");
const ENDS =
  "berg quist sen wood man ley ton field ski dal lund mark ner ova sky hart gren holm vik ward rup son by land low er ett ing ish ock".split(
    " ",
  );

/** One update in MIIC's profile, about 2 KB: a dose given here with its observations, and two historical ones. */
const TEMPLATE =
  `MSH|^~\\&|BENCHEHR|9998|MIIC|MIIC|20260114093012-0600||VXU^V04^VXU_V04|{id}|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS|North Prairie Clinic^^^^^MNA^FI^^^9998|MIIC^^^^^MNA^FI^^^MIIC
PID|1||MRN{n}^^^NPC^MR||{family}^{given}^{middle}^^^^L|{maiden}^^^^^^M|{birth}|F||2106-3^White^CDCREC~2028-9^Asian^CDCREC|{house} Linden Ave^Apt 2^Bemidji^MN^56601^USA^L||^PRN^PH^^^555^{phone}|||||||||2186-5^not Hispanic or Latino^CDCREC||N||||||N
PD1|||||||||||02^Reminder/recall - any method^HL70215|N|20260114|||A|20260114|20260114
NK1|1|{family}^Maren^^^^^L|MTH^Mother^HL70063|{house} Linden Ave^Apt 2^Bemidji^MN^56601^USA^L|^PRN^CP^^^555^{phone}
ORC|RE||IZ-{n}^NPC|||||||2201^Hale^Robin^^^^^^NPC^L^^^PRN||1999999992^Amari^Tess^^^^^^NPPES^L^^^NPI|||||9998^North Prairie Clinic^HL70362
RXA|0|1|20260114||20^DTaP^CVX|0.5|mL^milliliter^UCUM||00^New immunization record^NIP001|2202^Nord^Pia^^^^^^NPC^L^^^PRN|^^^9998||||LOT7Q2|20270930|SKB^GlaxoSmithKline^MVX|||CP|A
RXR|C28161^Intramuscular^NCIT|LT^Left Thigh^HL70163
OBX|1|CE|64994-7^Vaccine funding program eligibility category^LN|1|V02^VFC eligible - Medicaid/Medicaid Managed Care^HL70064||||||F|||20260114|||VXC40^Eligibility captured at the immunization level^CDCPHINVS
OBX|2|CE|30963-3^Vaccine funding source^LN|1|VXC51^Public VFC^CDCPHINVS||||||F|||20260114
OBX|3|CE|30956-7^Vaccine Type^LN|2|107^DTaP, unspecified formulation^CVX||||||F|||20260114
OBX|4|DT|29768-9^Date Vaccine Information Statement Published^LN|2|20210806||||||F|||20260114
OBX|5|DT|29769-7^Date Vaccine Information Statement Presented^LN|2|20260114||||||F|||20260114
ORC|RE||IZ-H{n}^NPC|||||||2201^Hale^Robin^^^^^^NPC^L^^^PRN|||||||9998^North Prairie Clinic^HL70362
RXA|0|1|20250511||08^Hep B, adolescent or pediatric^CVX|999|||03^Historical information - from parent written record^NIP001|||||||||||CP|A
ORC|RE||IZ-G{n}^NPC|||||||2201^Hale^Robin^^^^^^NPC^L^^^PRN|||||||9998^North Prairie Clinic^HL70362
RXA|0|1|20250511||10^IPV^CVX|999|||03^Historical information - from parent written record^NIP001|||||||||||CP|A
`.replaceAll("\n", "\r");

/** MSH-4 and facilityID of the benchmark's messages. */
export const BENCH_FACILITY = "9998";

/** MSH-10 of the n-th message of a run. */
export function benchControlId(n: number): string {
  return `BENCH-${n}`;
}

/** Numbers that follow each other give numbers far apart; the same number gives the same. */
function scatter(n: number, salt: number): number {
  let mixed = Math.imul(n + 1, 2_654_435_761) ^ Math.imul(salt, 0x9e37_79b9);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function pick(values: readonly string[], n: number): string {
  return values[n % values.length] ?? "";
}

function familyName(n: number): string {
  return pick(ONSETS, scatter(n, 1)) + pick(MIDDLES, scatter(n, 2)) + pick(ENDS, scatter(n, 3));
}

function givenName(n: number): string {
  return pick(ONSETS, scatter(n, 4)) + pick(MIDDLES, scatter(n, 5));
}

/** Told apart as given names are: one middle name for all would bring everybody of a birth date together. */
function middleName(n: number): string {
  return pick(ONSETS, scatter(n, 11)) + pick(MIDDLES, scatter(n, 12));
}

function maidenName(n: number): string {
  return pick(ONSETS, scatter(n, 13)) + pick(MIDDLES, scatter(n, 14)) + pick(ENDS, scatter(n, 15));
}

/** Between 2008 and 2024, `YYYYMMDD`: children, as their eligibility says. */
function birthDate(n: number): string {
  return `${2008 + (scatter(n, 6) % 17)}${two((scatter(n, 7) % 12) + 1)}${two((scatter(n, 8) % 28) + 1)}`;
}

/**
 * Seven digits that hardly two patients share, in area 555, which no telephone has. Nearly all are sound by review rule k:
 * no exchange is a service code, and none begins with 0 or 1.
 */
function localNumber(n: number): string {
  const exchange = 220 + (scatter(n, 10) % 90) + 100 * (scatter(n, 16) % 7);
  return `${exchange}${5_600 + (scatter(n, 17) % 4_400)}`;
}

function two(value: number): string {
  return `${value}`.padStart(2, "0");
}

/** One query for a complete history, with what a small system knows of its patient. */
const QUERY_TEMPLATE =
  `MSH|^~\\&|BENCHEHR|9998|MIIC|MIIC|20260114093012-0600||QBP^Q11^QBP_Q11|{id}|P|2.5.1|||ER|AL|||||Z34^CDCPHINVS
QPD|Z34^Request Immunization History^CDCPHINVS|{id}|MRN{n}^^^NPC^MR|{family}^{given}^{middle}^^^^L|{maiden}^^^^^^M|{birth}|F|{house} Linden Ave^Apt 2^Bemidji^MN^56601^USA^L|^PRN^PH^^^555^{phone}
RCP|I|10^RD^HL70126
`.replaceAll("\n", "\r");

/**
 * The n-th message of a run: the same VXU for another patient under another control id.
 *
 * @param n from 0; the same number gives the same text
 */
export function benchMessage(n: number): string {
  return filled(TEMPLATE, benchControlId(n), n);
}

/** The n-th query of a run, for the patient of `benchMessage(patient)`. */
export function benchQuery(n: number, patient: number): string {
  return filled(QUERY_TEMPLATE, `BENCHQ-${n}`, patient);
}

/** What differs between the messages of a run, by its place in the text. */
export type BenchValues = Readonly<
  Record<"id" | "n" | "family" | "given" | "middle" | "maiden" | "birth" | "phone" | "house", string>
>;

/** The n-th patient's values under a control id. */
export function benchValues(n: number, id: string): BenchValues {
  return {
    id,
    n: `${n}`,
    family: familyName(n),
    given: givenName(n),
    middle: middleName(n),
    maiden: maidenName(n),
    birth: birthDate(n),
    phone: localNumber(n),
    house: `${(scatter(n, 9) % 9000) + 100}`,
  };
}

/** The update with other values in it. */
export function updateWith(values: BenchValues): string {
  return withValues(TEMPLATE, values);
}

function filled(template: string, id: string, n: number): string {
  return withValues(template, benchValues(n, id));
}

function withValues(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? "");
}
