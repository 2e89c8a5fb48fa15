/** Name parts that, with the birth date, make each patient another person. */
const FAMILY_SOUNDS = ["Al", "Ber", "Cor", "Dan", "Em", "Fal", "Gor", "Hal", "Ing", "Jor"] as const;
const FAMILY_ENDS = ["quist", "berg", "sen", "wood"] as const;
const GIVEN_SOUNDS = ["Ada", "Ben", "Cy", "Dor", "El", "Fin", "Gus", "Hop", "Iv", "Jun"] as const;
const GIVEN_ENDS = ["a", "is", "on", "ley"] as const;

/** One update in MIIC's profile, about 2 KB: a dose given here with its observations, and two historical ones. */
const TEMPLATE =
  `MSH|^~\\&|BENCHEHR|9998|MIIC|MIIC|20260114093012-0600||VXU^V04^VXU_V04|{id}|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS|North Prairie Clinic^^^^^MNA^FI^^^9998|MIIC^^^^^MNA^FI^^^MIIC
PID|1||MRN{n}^^^NPC^MR||{family}^{given}^Rae^^^^L|Okafor^^^^^^M|{birth}|F||2106-3^White^CDCREC~2028-9^Asian^CDCREC|{house} Example Ave^Apt 2^Bemidji^MN^56601^USA^L||^PRN^PH^^^218^5550142~^NET^^parent{n}@example.org|||||||||2186-5^not Hispanic or Latino^CDCREC||N||||||N
PD1|||||||||||02^Reminder/recall - any method^HL70215|N|20260114|||A|20260114|20260114
NK1|1|{family}^Maren^^^^^L|MTH^Mother^HL70063|{house} Example Ave^Apt 2^Bemidji^MN^56601^USA^L|^PRN^CP^^^218^5550142
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

function pick(values: readonly string[], n: number): string {
  return values[n % values.length] ?? "";
}

function two(value: number): string {
  return `${value}`.padStart(2, "0");
}

/**
 * The n-th message of a run: the same VXU for another patient under another control id.
 *
 * @param n from 0; the same number gives the same text
 */
export function benchMessage(n: number): string {
  const values: Readonly<Record<string, string>> = {
    id: benchControlId(n),
    n: `${n}`,
    family: pick(FAMILY_SOUNDS, n) + pick(FAMILY_ENDS, Math.floor(n / 10)),
    given: pick(GIVEN_SOUNDS, Math.floor(n / 40)) + pick(GIVEN_ENDS, Math.floor(n / 400)),
    birth: `${2006 + (Math.floor(n / 1600) % 19)}${two((Math.floor(n / 7) % 12) + 1)}${two((n % 28) + 1)}`,
    house: `${(n % 9000) + 100}`,
  };
  return TEMPLATE.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? "");
}
