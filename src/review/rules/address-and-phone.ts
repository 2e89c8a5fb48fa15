import type { Repetition, Segment } from "../../hl7/message.ts";
import { fieldAt, isRepetitionEmpty, leafAt } from "../../hl7/value-at.ts";
import { judgeValue } from "../junk/junk-lists.ts";
import { judgePhone, type PhoneVerdict } from "../junk/phone-numbers.ts";
import { isMinnesotaZip, isUspsState } from "../junk/states.ts";
import { oncePer } from "../once-per.ts";
import { asAdvice, type Hit, HOLDS, type PatientRule, placeIn, when } from "../rule.ts";
import type { ReviewSubject } from "../subject.ts";

/** One repetition of PID-11 as the rules ask it. */
export interface SentAddress {
  readonly repetition: number;
  readonly street: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  /** XAD.7. */
  readonly type: string;
}

/** One repetition of PID-13 that is a telephone. */
export interface SentPhone {
  readonly repetition: number;
  /** XTN.6 and .7, or the digits of XTN.1 or .12 when those are empty. */
  readonly area: string;
  readonly local: string;
  /** Component that holds the number. */
  readonly component: 1 | 7 | 12;
  readonly verdict: PhoneVerdict;
}

/** HL70190: bad, and where the patient was born or registered at birth. */
const NO_HOME: ReadonlySet<string> = new Set(["BA", "N", "BDL"]);
const DOMESTIC: ReadonlySet<string> = new Set(["", "US", "USA", "UNITED STATES"]);
const ZIP = /^\d{5}(?:-?\d{4})?$/;
const NO_PHONE: ReadonlySet<string> = new Set(["INTERNET", "X.400"]);

const addressesIn = oncePer((patient: Segment) =>
  fieldAt(patient, 11).flatMap((repetition, index): readonly SentAddress[] => {
    if (isRepetitionEmpty(repetition)) return [];
    const part = (component: number): string => leafAt(repetition, component).trim();
    return [
      {
        repetition: index + 1,
        street: part(1),
        city: part(3),
        state: part(4),
        zip: part(5),
        country: part(6).toUpperCase(),
        type: part(7).toUpperCase(),
      },
    ];
  }),
);

export function addressesOf(patient: Segment | undefined): readonly SentAddress[] {
  return patient === undefined ? [] : addressesIn(patient);
}

function isEmail(repetition: Repetition): boolean {
  return NO_PHONE.has(leafAt(repetition, 3).toUpperCase()) || leafAt(repetition, 2) === "NET";
}

const phonesIn = oncePer((patient: Segment) =>
  fieldAt(patient, 13).flatMap((repetition, index): readonly SentPhone[] => {
    if (isEmail(repetition)) return [];
    const [area, local] = [leafAt(repetition, 6), leafAt(repetition, 7)];
    const typed = leafAt(repetition, 1) || leafAt(repetition, 12);
    if (area === "" && local === "") {
      if (!/\d{7}|\d{3}.\d{4}/.test(typed)) return [];
      const component = leafAt(repetition, 1) === "" ? 12 : 1;
      return [{ repetition: index + 1, area: "", local: typed, component, verdict: judgePhone("", typed) }];
    }
    return [{ repetition: index + 1, area, local, component: 7, verdict: judgePhone(area, local) }];
  }),
);

export function phonesOf(patient: Segment | undefined): readonly SentPhone[] {
  return patient === undefined ? [] : phonesIn(patient);
}

/** E-mail addresses that stand where telephones do. */
export function emailsOf(
  patient: Segment | undefined,
): readonly { readonly repetition: number; readonly text: string; readonly isMarked: boolean }[] {
  if (patient === undefined) return [];
  return fieldAt(patient, 13).flatMap((repetition, index) => {
    const text = [4, 1, 7, 12]
      .map((component) => leafAt(repetition, component))
      .find((value) => value.includes("@"));
    return text === undefined ? [] : [{ repetition: index + 1, text, isMarked: isEmail(repetition) }];
  });
}

function isDomestic({ country }: SentAddress): boolean {
  return DOMESTIC.has(country);
}

function isPartJunk({ street, city, state, zip }: SentAddress): boolean {
  return (
    judgeValue("street", street) === "junk" ||
    judgeValue("city", city) === "junk" ||
    judgeValue("state", state) === "junk" ||
    judgeValue("zip", zip.replace("-", "")) === "junk"
  );
}

/** Street, city, state and ZIP (abroad: street and city), none of them junk. */
export function isFullAddress(address: SentAddress): boolean {
  if (NO_HOME.has(address.type) || isPartJunk(address)) return false;
  if (address.street === "" || address.city === "") return false;
  return !isDomestic(address) || (isUspsState(address.state) && ZIP.test(address.zip));
}

/** Ten digits in their components, and no filler. */
export function isFullPhone({ component, verdict }: SentPhone): boolean {
  return component === 7 && (verdict === "valid" || verdict === "fictional" || verdict === "doubtful");
}

const GUIDE_F = "MDH onboarding guide, technical message review f";
const ADDRESS = {
  letter: "f",
  grain: "patient",
  appliesTo: "patients",
  measures: ["f.address"],
  source: `${GUIDE_F}; gateway decision D21`,
} as const;
const PHONE = { ...ADDRESS, measures: ["f.phone"] } as const;

/** The addresses of a patient, and whether one of them is full. */
const toldOfAddresses = oncePer((patient: Segment) => {
  const addresses = addressesOf(patient);
  return { addresses, hasFull: addresses.some(isFullAddress) };
});

/** Hits of addresses; advice when another address is full. */
function ofAddresses(
  find: (address: SentAddress, patient: Segment) => readonly Hit[],
): (subject: ReviewSubject) => readonly Hit[] {
  return ({ patient }) => {
    if (patient === undefined) return HOLDS;
    const { addresses, hasFull } = toldOfAddresses(patient);
    return addresses.flatMap((address) => {
      const hits = find(address, patient);
      return hasFull ? hits.map(asAdvice) : hits;
    });
  };
}

function ofPhones(
  find: (phone: SentPhone, patient: Segment) => readonly Hit[],
): (subject: ReviewSubject) => readonly Hit[] {
  return ({ patient }) => {
    if (patient === undefined) return HOLDS;
    const phones = phonesOf(patient);
    const hasFull = phones.some(isFullPhone);
    return phones.flatMap((phone) => {
      const hits = find(phone, patient);
      return hasFull ? hits.map(asAdvice) : hits;
    });
  };
}

const PARTS = [
  ["street", 1],
  ["city", 3],
  ["state", 4],
  ["zip", 5],
] as const;

function missingParts(address: SentAddress, patient: Segment): readonly Hit[] {
  if (NO_HOME.has(address.type)) return HOLDS;
  const asked = isDomestic(address) ? PARTS : PARTS.slice(0, 2);
  return asked
    .filter(([part]) => address[part] === "")
    .map(([part, component]) => ({
      location: placeIn(patient, 11, component, address.repetition),
      shape: part,
    }));
}

function badParts(address: SentAddress, patient: Segment): readonly Hit[] {
  const { state, zip, repetition } = address;
  if (!isDomestic(address) || NO_HOME.has(address.type)) return HOLDS;
  const isWrongZip = zip !== "" && (!ZIP.test(zip) || (state.toUpperCase() === "MN" && !isMinnesotaZip(zip)));
  return [
    ...when(state !== "" && !isUspsState(state), {
      location: placeIn(patient, 11, 4, repetition),
      shape: "state",
    }),
    ...when(isWrongZip, {
      location: placeIn(patient, 11, 5, repetition),
      shape: "zip",
      ...(ZIP.test(zip) && { isAdvice: true }),
    }),
  ];
}

/** Rule f: full address and phone when available (review rule f). */
export const ADDRESS_AND_PHONE_RULES: readonly PatientRule[] = [
  {
    ...ADDRESS,
    id: "RV-F01",
    title: "No address",
    place: "PID-11",
    severity: "I",
    errorCode: "101",
    problem: "PID-11 Patient Address is empty",
    outcome: "the patient is stored without it",
    fix: "Send street, city, state and ZIP.",
    shares: [],
    find: ({ patient }) =>
      patient === undefined
        ? HOLDS
        : when(addressesOf(patient).length === 0, { location: placeIn(patient, 11) }),
  },
  {
    ...ADDRESS,
    id: "RV-F02",
    title: "Part of the address missing",
    place: "PID-11",
    severity: "I",
    errorCode: "101",
    problem: "PID-11 lacks street, city, state or ZIP",
    outcome: "stored as sent",
    fix: "Send street, city, state and ZIP.",
    shares: [],
    find: ofAddresses(missingParts),
  },
  {
    ...ADDRESS,
    id: "RV-F03",
    title: "State or ZIP not valid",
    place: "PID-11.4, PID-11.5",
    severity: "I",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "PID-11: state or ZIP is not one of the postal service",
    outcome: "stored as sent",
    fix: "Send the two letters of the state and a ZIP of five or nine digits.",
    shares: ["PID-11.4-LENGTH", "PID-11.5-LENGTH"],
    find: ofAddresses(badParts),
  },
  {
    ...PHONE,
    id: "RV-F04",
    title: "No phone",
    place: "PID-13",
    severity: "I",
    errorCode: "101",
    problem: "PID-13 holds no telephone number",
    outcome: "the patient is stored without it",
    fix: "Send area code in component 6 and local number in component 7.",
    shares: ["PID-13.1-NOT-SUPPORTED", "PID-13.7-MISSING"],
    find: ({ patient }) =>
      patient === undefined
        ? HOLDS
        : when(phonesOf(patient).length === 0, { location: placeIn(patient, 13) }),
  },
  {
    ...PHONE,
    id: "RV-F05",
    title: "Phone as one text",
    place: "PID-13",
    severity: "I",
    errorCode: "0",
    problem: "PID-13 holds the telephone number as one text",
    outcome: "stored as sent",
    fix: "Send area code in component 6 and local number in component 7, without country code.",
    shares: ["PID-13.1-NOT-SUPPORTED", "PID-13.7-NUMBER", "PID-13.7-FORMAT"],
    find: ofPhones((phone, patient) =>
      when(phone.component !== 7 || (phone.area === "" && /\d{10}/.test(phone.local)), {
        location: placeIn(patient, 13, phone.component, phone.repetition),
      }),
    ),
  },
  {
    ...PHONE,
    id: "RV-F06",
    title: "Phone incomplete",
    place: "PID-13",
    severity: "I",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "PID-13: the telephone number has fewer than ten digits",
    outcome: "stored as sent",
    fix: "Send three digits in component 6 and seven in component 7.",
    shares: ["PID-13.6-FORMAT", "PID-13.7-FORMAT", "PID-13.6-NUMBER", "PID-13.7-NUMBER", "PID-13.7-MISSING"],
    find: ofPhones((phone, patient) =>
      when(phone.verdict === "incomplete", {
        location: placeIn(patient, 13, phone.component, phone.repetition),
      }),
    ),
  },
  {
    ...PHONE,
    measures: [],
    id: "RV-F07",
    title: "E-mail where a telephone belongs",
    place: "PID-13",
    severity: "I",
    errorCode: "0",
    problem: "PID-13 holds an e-mail address that is not marked as one",
    outcome: "stored as sent",
    fix: "Send e-mail in component 4 with NET in component 2.",
    shares: ["PID-13.1-NOT-SUPPORTED", "PID-13.4-CONTRADICTS", "PID-13.2-MISSING"],
    find: ({ patient }) =>
      patient === undefined
        ? HOLDS
        : emailsOf(patient)
            .filter(({ isMarked }) => !isMarked)
            .map(({ repetition }) => ({ location: placeIn(patient, 13, undefined, repetition) })),
  },
  {
    ...ADDRESS,
    id: "RV-F08",
    title: "Only an address marked bad",
    place: "PID-11.7",
    severity: "I",
    errorCode: "0",
    problem: "PID-11 holds only an address that is marked bad or is a place of birth",
    outcome: "stored as sent",
    fix: "Send the home address.",
    shares: [],
    find: ({ patient }) => {
      const addresses = addressesOf(patient);
      const isOnlyBad = addresses.length > 0 && addresses.every(({ type }) => NO_HOME.has(type));
      return patient === undefined ? HOLDS : when(isOnlyBad, { location: placeIn(patient, 11, 7) });
    },
  },
  {
    ...ADDRESS,
    measures: [],
    id: "RV-F09",
    title: "Address in one line, or county in a field of its own",
    place: "PID-11, PID-12",
    severity: "I",
    errorCode: "0",
    problem: "The address is not taken apart as the guide asks",
    outcome: "stored as sent",
    fix: "Send the city in component 3 and the county in component 9.",
    shares: ["PID-12-NOT-SUPPORTED"],
    find: ({ patient }) => {
      if (patient === undefined) return HOLDS;
      const inOneLine = addressesOf(patient).filter(
        ({ street, city }) => city === "" && /,\s*\p{L}{3,}/u.test(street),
      );
      const county = when(
        fieldAt(patient, 12).some((one) => !isRepetitionEmpty(one)),
        {
          location: placeIn(patient, 12),
          shape: "county",
        },
      );
      return [
        ...inOneLine.map(({ repetition }) => ({
          location: placeIn(patient, 11, 1, repetition),
          shape: "one line",
        })),
        ...county,
      ];
    },
  },
  {
    ...ADDRESS,
    id: "RV-F10",
    title: "Filler in place of an address",
    place: "PID-11",
    severity: "I",
    errorCode: "0",
    problem: "A filler stands in place of a part of the address",
    outcome: "stored as sent",
    fix: "Send the address, or leave the part empty.",
    source: `${GUIDE_F}; review rule k, K2`,
    shares: ["RV-K02"],
    find: ofAddresses((address, patient) =>
      when(isPartJunk(address), { location: placeIn(patient, 11, undefined, address.repetition) }),
    ),
  },
  {
    ...PHONE,
    id: "RV-F11",
    title: "Filler in place of a phone",
    place: "PID-13",
    severity: "I",
    errorCode: "0",
    problem: "A filler stands in place of the telephone number",
    outcome: "stored as sent",
    fix: "Send the number, or leave the field empty.",
    source: `${GUIDE_F}; review rule k, K1`,
    shares: ["RV-K01"],
    find: ofPhones((phone, patient) =>
      when(phone.verdict === "junk", {
        location: placeIn(patient, 13, phone.component, phone.repetition),
      }),
    ),
  },
];
