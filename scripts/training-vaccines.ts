/** One vaccine as a clinic gives it; codes of CDC's tables. */
export interface TrainingVaccine {
  readonly cvx: string;
  readonly name: string;
  readonly ndc: string;
  readonly product: string;
  readonly mvx: string;
  readonly maker: string;
  /** Beginning of its lot numbers; digits follow. */
  readonly lot: string;
  readonly route: readonly [code: string, name: string];
  /** RXR-2; none for what is swallowed. */
  readonly site?: readonly [code: string, name: string];
  readonly amount: string;
  /** Bar code of the vaccine information statement. */
  readonly vis: string;
}

const INTRAMUSCULAR = ["C28161", "Intramuscular"] as const;
const SUBCUTANEOUS = ["C38299", "Subcutaneous"] as const;
const ORAL = ["C38288", "Oral"] as const;
const LEFT_ARM = ["LA", "Left Arm"] as const;
const LEFT_THIGH = ["LT", "Left Thigh"] as const;
const RIGHT_ARM = ["RA", "Right Arm"] as const;
const MERCK = { mvx: "MSD", maker: "Merck and Co., Inc." } as const;
const GSK = { mvx: "SKB", maker: "GlaxoSmithKline" } as const;
const SANOFI = { mvx: "PMC", maker: "Sanofi Pasteur" } as const;
const PFIZER = { mvx: "PFR", maker: "Pfizer, Inc" } as const;

/** Given to infants of two to twelve months. */
export const INFANT_VACCINES: readonly TrainingVaccine[] = [
  {
    cvx: "20",
    name: "DTaP",
    ndc: "58160-0810-43",
    product: "INFANRIX",
    ...GSK,
    lot: "G7K",
    route: INTRAMUSCULAR,
    site: LEFT_THIGH,
    amount: "0.5",
    vis: "253088698300003511210806",
  },
  {
    cvx: "08",
    name: "Hep B, adolescent or pediatric",
    ndc: "00006-4093-01",
    product: "RECOMBIVAX HB",
    ...MERCK,
    lot: "U04",
    route: INTRAMUSCULAR,
    site: LEFT_THIGH,
    amount: "0.5",
    vis: "253088698300005911250131",
  },
  {
    cvx: "216",
    name: "Pneumococcal conjugate PCV20",
    ndc: "00005-2000-01",
    product: "Prevnar 20",
    ...PFIZER,
    lot: "HK5",
    route: INTRAMUSCULAR,
    site: LEFT_THIGH,
    amount: "0.5",
    vis: "253088698300026411230724",
  },
  {
    cvx: "116",
    name: "rotavirus, pentavalent",
    ndc: "00006-4047-01",
    product: "RotaTeq",
    ...MERCK,
    lot: "W03",
    route: ORAL,
    amount: "2",
    vis: "253088698300019611211015",
  },
];

/** Given to children of one to ten years. */
export const CHILD_VACCINES: readonly TrainingVaccine[] = [
  {
    cvx: "03",
    name: "MMR",
    ndc: "00006-4681-01",
    product: "M-M-R II",
    ...MERCK,
    lot: "Y01",
    route: SUBCUTANEOUS,
    site: LEFT_ARM,
    amount: "0.5",
    vis: "253088698300012711250131",
  },
  {
    cvx: "21",
    name: "varicella",
    ndc: "00006-4827-01",
    product: "VARIVAX",
    ...MERCK,
    lot: "X02",
    route: SUBCUTANEOUS,
    site: RIGHT_ARM,
    amount: "0.5",
    vis: "253088698300024011250131",
  },
  {
    cvx: "83",
    name: "Hep A, ped/adol, 2 dose",
    ndc: "00006-4095-01",
    product: "VAQTA",
    ...MERCK,
    lot: "V09",
    route: INTRAMUSCULAR,
    site: LEFT_ARM,
    amount: "0.5",
    vis: "253088698300004211250131",
  },
];

/** Given to people of eleven years and older. */
export const OLDER_VACCINES: readonly TrainingVaccine[] = [
  {
    cvx: "115",
    name: "Tdap",
    ndc: "49281-0400-58",
    product: "Adacel",
    ...SANOFI,
    lot: "C58",
    route: INTRAMUSCULAR,
    site: LEFT_ARM,
    amount: "0.5",
    vis: "253088698300027111250131",
  },
  {
    cvx: "165",
    name: "HPV9",
    ndc: "00006-4119-01",
    product: "GARDASIL 9",
    ...MERCK,
    lot: "T05",
    route: INTRAMUSCULAR,
    site: RIGHT_ARM,
    amount: "0.5",
    vis: "253088698300029511210806",
  },
  {
    cvx: "136",
    name: "Meningococcal MCV4O",
    ndc: "58160-0827-03",
    product: "Menveo",
    ...GSK,
    lot: "AMV",
    route: INTRAMUSCULAR,
    site: LEFT_ARM,
    amount: "0.5",
    vis: "253088698300014111250131",
  },
];

/** Historical codes with the years in which they may be sent for a person born in 1980 or later. */
export const HISTORICAL_VACCINES: readonly (readonly [cvx: string, name: string])[] = [
  ["107", "DTaP, unspecified formulation"],
  ["10", "IPV"],
  ["17", "Hib, unspecified formulation"],
  ["45", "Hep B, unspecified formulation"],
];
