/**
 * Varied synthetic messages with named faults, for training, demonstrations and tests of the review. The same options give the
 * same messages. Nobody in them exists: names are made of syllables, telephone numbers are those of fiction (555-01xx).
 */
import { addRefusal, type Draft, TRAINING_FAULTS, type TrainingFault } from "./training-faults.ts";
import {
  CHILD_VACCINES,
  HISTORICAL_VACCINES,
  INFANT_VACCINES,
  OLDER_VACCINES,
  type TrainingVaccine,
} from "./training-vaccines.ts";

export interface TrainingOptions {
  /** Messages to write, from 1. */
  readonly count: number;
  /** Whole number; another one gives other people and doses. */
  readonly seed: number;
  /** Business days of the messages in order, `YYYYMMDD`; messages are spread evenly. */
  readonly days: readonly string[];
  /** Names of `TRAINING_FAULTS`; all when left out, none when empty. */
  readonly faults?: readonly string[];
  /** Each so many messages one has a fault; 4 unless given. */
  readonly faultEvery?: number;
  /** Codes of the sending sites, at least one; used in turn. */
  readonly sites: readonly string[];
  /** MSH-11; T unless given. */
  readonly processingId?: "P" | "T" | "D";
}

/** One message with what was put into it. */
export interface TrainingMessage {
  readonly controlId: string;
  /** ER7, each segment ended by CR. */
  readonly er7: string;
  /** Day of the message, `YYYYMMDD`. */
  readonly day: string;
  /** Name of its fault; undefined for one that is right. */
  readonly fault: string | undefined;
}

/** A small generator of numbers in [0, 1) that repeats with its seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const FAMILY_SOUNDS = [
  "Al",
  "Ber",
  "Cor",
  "Dan",
  "El",
  "Fal",
  "Gor",
  "Hal",
  "Ing",
  "Jor",
  "Kel",
  "Lin",
] as const;
const FAMILY_ENDS = ["quist", "berg", "sen", "wood", "mark", "strom", "feld", "by"] as const;
const GIVEN_NAMES = [
  "Adair",
  "Brin",
  "Corin",
  "Devi",
  "Elin",
  "Farah",
  "Gusta",
  "Hollis",
  "Ilse",
  "Joss",
  "Kaia",
  "Leif",
] as const;
const STREETS = [
  "Juniper",
  "Prairie",
  "Lakeview",
  "Birch",
  "Quarry",
  "Harvest",
  "Ridge",
  "Tamarack",
] as const;
const TOWNS = [
  ["Saint Paul", "55155"],
  ["Bemidji", "56601"],
  ["Northfield", "55057"],
  ["Duluth", "55802"],
  ["Winona", "55987"],
] as const;
const AREAS = ["651", "218", "507", "612", "763"] as const;
/** Twice as many of the first as of each other. */
const RACES = [
  "2106-3^White^CDCREC",
  "2106-3^White^CDCREC",
  "2054-5^Black or African American^CDCREC",
  "2028-9^Asian^CDCREC",
  "1002-5^American Indian or Alaska Native^CDCREC",
] as const;
const ELIGIBILITIES = [
  "V01^Not VFC eligible^HL70064",
  "V02^VFC eligible - Medicaid^HL70064",
  "V03^VFC eligible - Uninsured^HL70064",
  "V02^VFC eligible - Medicaid^HL70064",
  "V04^VFC eligible - American Indian/Alaska Native^HL70064",
] as const;
const PROVIDERS = ["2201^Hale^Robin", "2202^Nord^Pia", "2203^Okoro^Sam"] as const;

const SCREENING = ["00^Parental decision^NIP002", "03^Patient decision^NIP002"] as const;
/** Each so many messages one refuses a vaccine, and one asks for protection. */
const REFUSAL_EVERY = 20;
const PROTECTED_EVERY = 40;

interface Person {
  readonly bornYear: number;
  readonly vaccines: readonly TrainingVaccine[];
  readonly isChild: boolean;
}

function shifted(day: string, days: number): string {
  const ms = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)) + days);
  return new Date(ms).toISOString().slice(0, 10).replaceAll("-", "");
}

function two(value: number): string {
  return `${value}`.padStart(2, "0");
}

/** Writes the messages; deterministic. */
export function generateMessages(options: TrainingOptions): readonly TrainingMessage[] {
  const { count, seed, days, sites } = options;
  const [firstSite] = sites;
  if (count < 1 || days.length === 0 || firstSite === undefined)
    throw new RangeError("asked for no message, no day or no site");
  const chance = random(seed);
  const faults = TRAINING_FAULTS.filter(({ name }) => options.faults?.includes(name) ?? true);
  const every = options.faultEvery ?? 4;
  let faulty = 0;
  return Array.from({ length: count }, (_, number) => {
    const day = days[Math.floor((number * days.length) / count)] ?? days[0] ?? "";
    const planned = number % every === every - 1 ? faults[faulty % Math.max(1, faults.length)] : undefined;
    if (planned !== undefined) faulty += 1;
    const draft = draftOf(number, {
      day,
      chance,
      planned,
      site: sites[(number + Math.floor(number / every)) % sites.length] ?? firstSite,
      options,
    });
    planned?.apply(draft);
    return {
      controlId: controlIdOf(seed, number),
      er7: `${draft.segments.map((fields) => fields.join("|")).join("\r")}\r`,
      day,
      fault: planned?.name,
    };
  });
}

function controlIdOf(seed: number, number: number): string {
  return `TRN-${seed}-${`${number + 1}`.padStart(5, "0")}`;
}

interface DraftPlan {
  readonly day: string;
  readonly chance: () => number;
  readonly planned: TrainingFault | undefined;
  readonly site: string;
  readonly options: TrainingOptions;
}

function pick<T>(values: readonly [T, ...T[]] | readonly T[], chance: () => number): T {
  const value = values[Math.floor(chance() * values.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}

function personOf(
  number: number,
  year: number,
  chance: () => number,
  needs: TrainingFault["needs"] | undefined,
): Person {
  const kind = needs === "history" ? 3 : needs === "child" ? number % 2 : number % 4;
  if (kind === 0) return { bornYear: year, vaccines: INFANT_VACCINES, isChild: true };
  if (kind === 1)
    return { bornYear: year - 2 - Math.floor(chance() * 7), vaccines: CHILD_VACCINES, isChild: true };
  if (kind === 2)
    return { bornYear: year - 12 - Math.floor(chance() * 5), vaccines: OLDER_VACCINES, isChild: true };
  return { bornYear: year - 27 - Math.floor(chance() * 12), vaccines: OLDER_VACCINES, isChild: false };
}

function draftOf(number: number, { day, chance, planned, site, options }: DraftPlan): Draft {
  const year = Number(day.slice(0, 4));
  const person = personOf(number, year, chance, planned?.needs);
  const isInfant = person.bornYear === year;
  const birth = isInfant
    ? shifted(day, -(65 + Math.floor(chance() * 100)))
    : `${person.bornYear}${two(1 + Math.floor(chance() * 12))}${two(2 + Math.floor(chance() * 12))}`;
  const given = shifted(day, -Math.floor(chance() * 2));
  const doses = isInfant ? 2 : 1 + Math.floor(chance() * 2);
  const start = Math.floor(chance() * person.vaccines.length);
  const vaccines = Array.from(
    { length: doses },
    (_, index) => person.vaccines[(start + index) % person.vaccines.length],
  ).filter((vaccine) => vaccine !== undefined);
  const segments = [
    ...patientSegments(number, { day, chance, site, birth, isChild: person.isChild, options }),
    ...vaccines.flatMap((vaccine, index) =>
      givenDose(`${number + 1}-${index + 1}`, { vaccine, given, site, isChild: person.isChild, chance }),
    ),
  ];
  if (!isInfant || planned?.needs === "history") segments.push(...history(number, birth, given));
  const draft: Draft = { segments, today: day, tomorrow: shifted(day, 1), number };
  if (number % REFUSAL_EVERY === 0) addRefusal(draft, pick(SCREENING, chance));
  return draft;
}

interface PatientPlan {
  readonly day: string;
  readonly chance: () => number;
  readonly site: string;
  readonly birth: string;
  readonly isChild: boolean;
  readonly options: TrainingOptions;
}

function patientSegments(number: number, plan: PatientPlan): string[][] {
  const { day, chance, site, birth, isChild, options } = plan;
  const family = `${pick(FAMILY_SOUNDS, chance)}${pick(FAMILY_ENDS, chance)}`;
  const mother = `${pick(FAMILY_SOUNDS, chance)}${pick(FAMILY_ENDS, chance)}`;
  const [town, zip] = pick(TOWNS, chance);
  const address = `${100 + number} ${pick(STREETS, chance)} Lane^^${town}^MN^${zip}^USA^H`;
  const phone = `^PRN^PH^^^${pick(AREAS, chance)}^55501${two(number % 100)}`;
  const ethnicity =
    chance() < 0.15 ? "2135-2^Hispanic or Latino^CDCREC" : "2186-5^not Hispanic or Latino^CDCREC";
  const header = [
    "MSH",
    "^~\\&",
    "TRAINEHR",
    site,
    "MIIC",
    "MIIC",
    `${day}${two(8 + (number % 9))}${two(number % 60)}00-0600`,
    "",
    "VXU^V04^VXU_V04",
    controlIdOf(options.seed, number),
    options.processingId ?? "T",
    "2.5.1",
    "",
    "",
    "ER",
    "AL",
    "",
    "",
    "",
    "",
    "Z22^CDCPHINVS",
    `Training Clinic^^^^^MNA^FI^^^${site}`,
  ];
  const pid = [
    "PID",
    "1",
    "",
    `TR${options.seed}${`${number}`.padStart(5, "0")}^^^TRN^MR`,
    "",
    `${family}^${pick(GIVEN_NAMES, chance)}^^^^^L`,
    `${mother}^^^^^^M`,
    birth,
    chance() < 0.5 ? "F" : "M",
    "",
    pick(RACES, chance),
    address,
    "",
    phone,
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    ethnicity,
  ];
  const protection = number % PROTECTED_EVERY === 1 ? "Y" : "N";
  const pd1 = [
    "PD1",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "02^Reminder/recall - any method^HL70215",
    protection,
    day,
    "",
    "",
    "A",
    day,
    day,
  ];
  const guardian = [
    "NK1",
    "1",
    `${mother}^${pick(GIVEN_NAMES, chance)}^^^^^L`,
    "MTH^Mother^HL70063",
    address,
    phone,
  ];
  return isChild ? [header, pid, pd1, guardian] : [header, pid, pd1];
}

interface DosePlan {
  readonly vaccine: TrainingVaccine;
  readonly given: string;
  readonly site: string;
  readonly isChild: boolean;
  readonly chance: () => number;
}

function givenDose(order: string, { vaccine, given, site, isChild, chance }: DosePlan): string[][] {
  const codes = `${vaccine.cvx}^${vaccine.name}^CVX^${vaccine.ndc}^${vaccine.product}^NDC`;
  const lot = `${vaccine.lot}${1_000 + Math.floor(chance() * 40)}`;
  const eligibility = isChild ? pick(ELIGIBILITIES, chance) : ELIGIBILITIES[0];
  const observations = [
    ["CE", "64994-7^Vaccine funding program eligibility category^LN", "1", eligibility],
    ["CE", "69764-9^Document type^LN", "2", `${vaccine.vis}^${vaccine.product} VIS^cdcgs1vis`],
    ["DT", "29769-7^Date vaccine information statement presented^LN", "2", given],
  ] as const;
  return [
    ["ORC", "RE", "", `TRN${order}^TRN`],
    [
      "RXA",
      "0",
      "1",
      given,
      "",
      codes,
      vaccine.amount,
      "mL^milliliter^UCUM",
      "",
      "00^New immunization record^NIP001",
      `${pick(PROVIDERS, chance)}^^^^^^TRN^L^^^PRN`,
      `^^^${site}`,
      "",
      "",
      "",
      lot,
      shifted(given, 400),
      `${vaccine.mvx}^${vaccine.maker}^MVX`,
      "",
      "",
      "CP",
      "A",
    ],
    [
      "RXR",
      `${vaccine.route.join("^")}^NCIT`,
      ...(vaccine.site === undefined ? [] : [`${vaccine.site.join("^")}^HL70163`]),
    ],
    ...observations.map(([type, question, group, value], index) => [
      "OBX",
      `${index + 1}`,
      type,
      question,
      group,
      value,
      "",
      "",
      "",
      "",
      "",
      "F",
      "",
      "",
      given,
    ]),
  ];
}

/** Two doses of the first year, as another provider recorded them. */
function history(number: number, birth: string, given: string): string[][] {
  return [0, 1].flatMap((index) => {
    const [cvx, name] = HISTORICAL_VACCINES[(number + index) % HISTORICAL_VACCINES.length] ?? ["10", "IPV"];
    const day = shifted(birth, 61 + 61 * index + (number % 20));
    return [
      ["ORC", "RE", "", `TRN${number + 1}-H${index + 1}^TRN`],
      [
        "RXA",
        "0",
        "1",
        day < given ? day : given,
        "",
        `${cvx}^${name}^CVX`,
        "999",
        "",
        "",
        "01^Historical information - source unspecified^NIP001",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "CP",
        "A",
      ],
    ];
  });
}
