/**
 * CDC's vaccine groups of the supporting data → the CVX that names the group in a message: the unspecified formulation where
 * there is one. Source: CDC's table of CVX by vaccine group.
 */
const GROUP_CVX: Readonly<Record<string, string>> = {
  Chikungunya: "317",
  Cholera: "26",
  "COVID-19": "213",
  Dengue: "330",
  "DTaP/Tdap/Td": "107",
  Ebola: "214",
  HepA: "85",
  HepB: "45",
  Hib: "17",
  HPV: "137",
  Influenza: "88",
  "Japanese Encephalitis": "129",
  Meningococcal: "108",
  "Meningococcal B": "164",
  MMR: "03",
  Orthopoxvirus: "325",
  Pneumococcal: "152",
  Polio: "89",
  Rabies: "90",
  Rotavirus: "122",
  RSV: "304",
  TBE: "222",
  Typhoid: "91",
  Varicella: "21",
  "Yellow Fever": "184",
  Zoster: "188",
};

/** @returns undefined for a vaccine group that no CVX names */
export function vaccineGroupCvx(vaccineGroup: string): string | undefined {
  return GROUP_CVX[vaccineGroup];
}
