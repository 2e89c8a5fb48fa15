import { describe, expect, test } from "vitest";
import { ANSWER_CHARACTERS_AIM } from "../../src/acknowledgment/respond.ts";
import { checkProfile } from "../../src/validation/validate.ts";
import { BASE_QUERY, BASE_UPDATE, HISTORICAL_DOSE, messageOf } from "../support/conformance-messages.ts";
import { editMessage, type Edit } from "../support/edit-message.ts";
import { ask, personFrom } from "../support/pure-registry.ts";
import { CODES, RECEIVED_AT_MS } from "../support/read-reports-of.ts";

const B = BASE_UPDATE;
const FORECAST_QUERY = editMessage(BASE_QUERY, [
  { segment: "MSH", field: 21, value: "Z44^CDCPHINVS" },
  { segment: "QPD", field: 1, value: "Z44^Request Evaluated History and Forecast^CDCPHINVS" },
]);

function edited(er7: string, place: string, value: string): string {
  const [segment = "", field = ""] = place.split("-");
  return editMessage(er7, [{ segment, field: Number(field), value }]);
}

/** Segments of the answer about the one person whom the updates speak of. */
function answerTo(query: string, ...updates: readonly string[]): readonly string[] {
  const person = personFrom(
    "W",
    updates.map((er7) => ({ er7 })),
  );
  return ask(query, [person]).answer.split("\r");
}

function historyOf(...updates: readonly string[]): readonly string[] {
  return answerTo(BASE_QUERY, ...updates);
}

function segmentsNamed(segments: readonly string[], name: string): readonly string[] {
  return segments.filter((line) => line.startsWith(`${name}|`));
}

function fieldOf(segments: readonly string[], name: string, field: number): string {
  return (segmentsNamed(segments, name)[0] ?? "").split("|")[field] ?? "";
}

describe("respond() writes a history", () => {
  test("with all that the dose said, under our number", () => {
    expect(historyOf(B).slice(4, -1)).toEqual([
      "PID|1||W^^^MIIC^SR~MRN100^^^NPC^MR||Testperch^Wren^^^^^L||20240309|F",
      "ORC|RE||EV01^MIIC",
      "RXA|0|1|20260105||03^MMR^CVX|0.5|mL^milliliter^UCUM||00^New immunization record^NIP001||^^^9998||||L123|20270930|MSD^Merck and Co., Inc.^MVX|||CP",
      "RXR|C38299^Subcutaneous^NCIT|LA^Left Arm^HL70163",
      "OBX|1|CE|64994-7^Eligibility^LN|1|V01^Not VFC eligible^HL70064||||||F|||20260105|||VXC40^Eligibility captured at the immunization level^CDCPHINVS",
      "OBX|2|CE|69764-9^Document type^LN|2|253088698300012711210806^MMR VIS^cdcgs1vis||||||F|||20260105",
      "OBX|3|DT|29769-7^VIS presented^LN|2|20260105||||||F|||20260105",
    ]);
  });

  test.each([
    {
      what: "an NDC as its CVX",
      place: "RXA-5",
      value: "00006-4171-00^ProQuad^NDC",
      at: ["RXA", 5],
      is: "94^MMRV^CVX",
    },
    {
      what: "a code of no table as sent",
      place: "RXA-5",
      value: "899^new^CVX",
      at: ["RXA", 5],
      is: "899^new^CVX",
    },
    { what: "an amount without a unit as unknown", place: "RXA-7", value: "", at: ["RXA", 6], is: "999" },
    {
      what: "an old route code as the guide's",
      place: "RXR-1",
      value: "IM^Intramuscular^HL70162",
      at: ["RXR", 1],
      is: "C28161^Intramuscular^NCIT",
    },
    { what: "a month of expiry", place: "RXA-16", value: "202709", at: ["RXA", 16], is: "202709" },
    {
      what: "an expiry with an hour as its day",
      place: "RXA-16",
      value: "202709301200",
      at: ["RXA", 16],
      is: "20270930",
    },
    {
      what: "a vaccinator with a number",
      place: "RXA-10",
      value: "2202^Nord^Pia^^^^^^NPC^L^^^PRN",
      at: ["RXA", 10],
      is: "2202^Nord^Pia^^^^^^NPC^L^^^PRN",
    },
    {
      what: "a vaccinator's number without authority as a name",
      place: "RXA-10",
      value: "2202^Nord^Pia",
      at: ["RXA", 10],
      is: "^Nord^Pia",
    },
    {
      what: "T07 a name with a delimiter escaped",
      place: "PID-5",
      value: "O\\T\\Hara^Wren^^^^^L",
      at: ["PID", 5],
      is: "O\\T\\Hara^Wren^^^^^L",
    },
    {
      what: "T11 a name beyond ASCII",
      place: "PID-5",
      value: "Núñez^Zoë^^^^^L",
      at: ["PID", 5],
      is: "Núñez^Zoë^^^^^L",
    },
    {
      what: "V19 an old ethnicity code as the guide's",
      place: "PID-22",
      value: "H^Hispanic^HL70189",
      at: ["PID", 22],
      is: "2135-2^Hispanic or Latino^CDCREC",
    },
    {
      what: "an old race code as the guide's",
      place: "PID-10",
      value: "W^White^HL70005",
      at: ["PID", 10],
      is: "2106-3^White^CDCREC",
    },
    {
      what: "V18 no race that is none",
      place: "PID-10",
      value: "9999-9^Martian^CDCREC",
      at: ["PID", 10],
      is: "",
    },
    { what: "V16 an unknown sex", place: "PID-8", value: "", at: ["PID", 8], is: "U" },
    {
      what: "V29 no phone number in one piece",
      place: "PID-13",
      value: "218-555-0142",
      at: ["PID", 13],
      is: "",
    },
    {
      what: "V30 a phone without area code",
      place: "PID-13",
      value: "^PRN^PH^^^^5550142",
      at: ["PID", 13],
      is: "^PRN^PH^^^^5550142",
    },
    {
      what: "an own id without authority not at all",
      place: "PID-3",
      value: "MRN100",
      at: ["PID", 3],
      is: "W^^^MIIC^SR",
    },
  ] as const)("with $what", ({ place, value, at: [name, field], is }) => {
    const query = place === "PID-5" ? edited(BASE_QUERY, "QPD-4", value) : BASE_QUERY;
    expect(fieldOf(answerTo(query, edited(B, place, value)), name, field)).toBe(is);
  });

  test("T10 with the old phone where a later message sends two quotes", () => {
    const first = edited(B, "PID-13", "^PRN^PH^^^218^5550142");
    const later = edited(edited(B, "PID-13", '""'), "MSH-7", "20260114093013-0600");
    expect(fieldOf(historyOf(first, later), "PID", 13)).toBe("^PRN^PH^^^218^5550142");
  });

  test("T09 with a note on an observation as typed, never as a segment", () => {
    const noted = `${B}NTE|||a\\X0D\\b\\.br\\c\r`;
    expect(segmentsNamed(historyOf(noted), "NTE")).toEqual(["NTE|||a\\E\\X0D\\E\\b\\E\\.br\\E\\c"]);
  });

  test("V24 with the protection indicator for who set it", () => {
    const withPd1 = B.replace("\rORC", "\rPD1|||||||||||02|Y|20260114\rORC");
    expect(segmentsNamed(historyOf(withPd1), "PD1")).toEqual([
      "PD1|||||||||||02^Reminder/recall - any method^HL70215|Y|20260114",
    ]);
  });

  test("V27 with the next of kin that could be stored, counted from 1", () => {
    const kin = B.replace(
      "\rORC",
      "\rNK1|1|Testperch^Rue^^^^^L|ZZZ^?^HL70063\rNK1|2|Testperch^Ash^^^^^L|MTH^Mother^HL70063\rORC",
    );
    expect(segmentsNamed(historyOf(kin), "NK1")).toEqual(["NK1|1|Testperch^Ash^^^^^L|MTH^Mother^HL70063"]);
  });

  test("with a lot that another record of the dose knows", () => {
    const bare = editMessage(B, [
      { segment: "RXA", field: 15, value: "" },
      { segment: "RXA", field: 16, value: "" },
    ]);
    const known = editMessage(B, [
      { segment: "RXA", field: 9, value: "01^Historical^NIP001" },
      { segment: "ORC", field: 3, value: "X9^OTHER" },
    ]);
    const answer = historyOf(bare, known);
    expect(segmentsNamed(answer, "RXA")).toHaveLength(1);
    expect([15, 16].map((field) => fieldOf(answer, "RXA", field))).toEqual(["L123", "20270930"]);
  });

  test("without doses that were deleted", () => {
    const later = edited(edited(B, "RXA-21", "D"), "MSH-7", "20260114093013-0600");
    expect(segmentsNamed(historyOf(B, later), "RXA")).toEqual([]);
  });
});

describe("respond() writes MSA-1 by decision D8", () => {
  test("AE for a warning about the query, which is answered all the same", () => {
    const answer = answerTo(edited(BASE_QUERY, "MSH-7", "20260114100000"), B);
    expect([fieldOf(answer, "MSA", 1), fieldOf(answer, "QAK", 2), fieldOf(answer, "ERR", 4)]).toEqual([
      "AE",
      "OK",
      "W",
    ]);
  });

  test("AA for news alone, and the gravest finding in the one ERR", () => {
    const answer = answerTo(edited(FORECAST_QUERY, "MSH-7", "20260114100000"), B);
    expect(segmentsNamed(answer, "ERR")).toHaveLength(1);
    expect(fieldOf(answer, "ERR", 8)).toContain("RSP-NO-FORECAST");
    expect(fieldOf(answerTo(FORECAST_QUERY, B), "MSA", 1)).toBe("AA");
  });
});

describe("respond() writes an evaluated history (decision D32)", () => {
  test("with one set for each vaccine group of a combination and no validity", () => {
    const combination = edited(B, "RXA-5", "110^DTaP-Hep B-IPV^CVX");
    const answer = answerTo(FORECAST_QUERY, combination);
    const sets = segmentsNamed(answer, "OBX").map((line) => line.split("|"));
    expect(
      sets.map((fields) => `${fields[4]} ${fields[3]?.split("^")[0]} ${fields[5]?.split("^")[0]}`),
    ).toEqual([
      "1 30956-7 45",
      "1 59779-9 VXC16",
      "2 30956-7 89",
      "2 59779-9 VXC16",
      "3 30956-7 107",
      "3 59779-9 VXC16",
      "1 30982-3 no forecast available",
    ]);
    expect(answer.join("\r")).not.toContain("59781-5");
  });

  test.each([
    { what: "a dose whose code is in no table", er7: edited(B, "RXA-5", "899^new^CVX") },
    {
      what: "a statement without observations",
      er7: `${B.slice(0, B.indexOf("ORC|"))}ORC|RE||9999^NPC\rRXA|0|1|20260105||998^none^CVX|999||||||||||||||NA\r`,
    },
  ])("with a reason for $what", ({ er7 }) => {
    expect(segmentsNamed(answerTo(FORECAST_QUERY, er7), "OBX")[0]).toContain("not evaluated");
  });

  test("with contraindications behind the sets, in sets of their own", () => {
    const reacted = `${B}OBX|4|CE|31044-1^Reaction^LN|3|39579001^Anaphylaxis^SCT||||||F|||20260105\r`;
    const answer = segmentsNamed(answerTo(FORECAST_QUERY, reacted), "OBX").map((line) => line.split("|"));
    expect(answer.map((fields) => `${fields[1]} ${fields[4]} ${fields[3]?.split("^")[0]}`)).toEqual([
      "1 1 30956-7",
      "2 1 59779-9",
      "3 4 31044-1",
      "1 1 30982-3",
    ]);
  });

  test("with the forecast group alone for a person without doses", () => {
    const answer = answerTo(FORECAST_QUERY, B.slice(0, B.indexOf("ORC|")));
    expect(answer.slice(6, -1)).toEqual([
      "ORC|RE||9999^MIIC",
      "RXA|0|1|20260114||998^no vaccine administered^CVX|999||||||||||||||NA",
      "OBX|1|ST|30982-3^Reason applied by forecast logic^LN|1|no forecast available||||||F|||20260114",
    ]);
  });
});

const NOTE = "x".repeat(4000);

/** A dose of another day, with a note of `characters` and a reaction. */
function heavyDose(number: number): string {
  const day = `2025${`${(number % 12) + 1}`.padStart(2, "0")}${`${(number % 28) + 1}`.padStart(2, "0")}`;
  return [
    `ORC|RE||H${number}^NPC`,
    `RXA|0|1|${day}||150^influenza^CVX|999|||01^Historical^NIP001|||||||||||CP|A`,
    `OBX|1|CE|64994-7^Eligibility^LN|1|V01^Not VFC eligible^HL70064||||||F|||${day}`,
    `OBX|2|CE|31044-1^Reaction^LN|2|39579001^Anaphylaxis^SCT||||||F|||${day}`,
    `OBX|3|TX|48767-8^Annotation^LN|3|${NOTE}||||||F|||${day}`,
    "",
  ].join("\r");
}

function doses(count: number): string {
  return Array.from({ length: count }, (_, index) => heavyDose(index)).join("");
}

describe("respond() aims at a size that clients take (decision D29)", () => {
  test("leaves notes out first, and no dose", () => {
    const answer = historyOf(B + doses(20));
    const text = answer.join("\r");
    expect(text.length).toBeLessThanOrEqual(ANSWER_CHARACTERS_AIM);
    expect(segmentsNamed(answer, "RXA")).toHaveLength(21);
    expect(text).not.toContain("48767-8");
    expect(text.split("31044-1")).toHaveLength(21);
    expect(text.split("64994-7")).toHaveLength(22);
  });

  test("leaves nothing out of what fits", () => {
    expect(
      historyOf(B + doses(10))
        .join("\r")
        .split("48767-8"),
    ).toHaveLength(11);
  });

  test("counts observations anew where one in the middle is left out", () => {
    const noteFirst = (B + doses(20)).replaceAll("OBX|3|TX", "OBX|0|TX");
    const numbers = segmentsNamed(historyOf(noteFirst), "OBX").map((line) => Number(line.split("|")[1]));
    expect(Math.max(...numbers)).toBe(3);
  });

  test("exceeds the aim rather than leave a reaction out", () => {
    const reactions = Array.from(
      { length: 600 },
      (_, index) =>
        `OBX|${index + 4}|CE|31044-1^${"Reaction".repeat(10)}^LN|${index + 3}|39579001^Anaphylaxis^SCT||||||F|||20260105\r`,
    ).join("");
    const text = historyOf(B + reactions).join("\r");
    expect(text.length).toBeGreaterThan(ANSWER_CHARACTERS_AIM);
    expect(text.split("31044-1")).toHaveLength(601);
    expect(text).not.toMatch(/64994-7|69764-9|29769-7/);
  });
});

describe("respond() is clean by its own profile whatever was stored (decision D17)", () => {
  /** What a sender left out cannot be made up: the only findings that an answer may have. */
  const LEFT_OUT = new Set([
    "PID-5.1-MISSING",
    "PID-5.1.1-MISSING",
    "PID-5.2-MISSING",
    "RXA-5-UNKNOWN",
    "RXA-15-MISSING",
    "RXA-17-MISSING",
    "RXA-18-MISSING",
  ]);

  const EDITS: readonly (Edit & { readonly id: string })[] = [
    { id: "V12", segment: "PID", field: 5, value: "Testperch^^^^^^L" },
    { id: "V16", segment: "PID", field: 8, value: "" },
    { id: "V17", segment: "PID", field: 8, value: "X" },
    { id: "V18", segment: "PID", field: 10, value: "9999-9^Martian^CDCREC" },
    { id: "V19", segment: "PID", field: 22, value: "H^Hispanic^HL70189" },
    { id: "V20", segment: "PID", field: 2, value: "OLD77" },
    { id: "V21", segment: "PID", field: 24, value: "Y" },
    { id: "V23", segment: "PID", field: 29, value: "20251201" },
    { id: "V28", segment: "PID", field: 3, value: "MRN1234567890123^^^NPC^MR" },
    { id: "-", segment: "PID", field: 3, value: "MRN100^^^NPC^MR~OTHER1^^^NPC~^^^NPC^MR~X1^^^NPC^ZZZ" },
    { id: "-", segment: "PID", field: 5, value: "Testperch^Wren^^^^MD^L~Old^Wren^^^^^QQ" },
    { id: "-", segment: "PID", field: 6, value: "Okafor" },
    { id: "-", segment: "PID", field: 7, value: "202403091215" },
    { id: "-", segment: "PID", field: 11, value: "414 Example Ave^^Bemidji^MN^56601" },
    { id: "-", segment: "PID", field: 11, value: "^^^^^^H^^^^^2020~1 A St^^B^MN^5^US^ZZ" },
    { id: "V29", segment: "PID", field: 13, value: "218-555-0142" },
    { id: "-", segment: "PID", field: 13, value: "^QQ^ZZ^^^218^5550142~^NET^Internet^a@example.org" },
    { id: "-", segment: "PID", field: 30, value: "Y" },
    { id: "V39", segment: "RXA", field: 6, value: "" },
    { id: "V40", segment: "RXA", field: 7, value: "" },
    { id: "-", segment: "RXA", field: 7, value: "CC^cubic^UCUM" },
    { id: "V41", segment: "RXA", field: 9, value: "" },
    { id: "V42", segment: "RXA", field: 9, value: "77^odd^NIP001" },
    { id: "-", segment: "RXA", field: 9, value: "00^New immunization record^NIP001~^note" },
    { id: "-", segment: "RXA", field: 10, value: "2202^Nord^Pia^^^^^^NPC^L^^^QQ" },
    { id: "-", segment: "RXA", field: 11, value: "^^^" },
    { id: "V43", segment: "RXA", field: 15, value: "" },
    { id: "-", segment: "RXA", field: 15, value: "L".repeat(30) },
    { id: "-", segment: "RXA", field: 16, value: "2027" },
    { id: "V44", segment: "RXA", field: 17, value: "" },
    { id: "-", segment: "RXA", field: 17, value: "QQQ^Unknown maker^MVX" },
    { id: "V45", segment: "RXA", field: 4, value: "20260106" },
    { id: "V46", segment: "RXA", field: 20, value: "RE" },
    { id: "-", segment: "RXA", field: 20, value: "NA" },
    { id: "-", segment: "RXA", field: 20, value: "PA" },
    { id: "V51", segment: "RXA", field: 20, value: "" },
    { id: "V37", segment: "RXA", field: 5, value: "00006-4171-00^M-M-R II^NDC" },
    { id: "V38", segment: "RXA", field: 5, value: "03^MMR^CVX^00006-4171-00^M-M-R II^NDC" },
    { id: "-", segment: "RXA", field: 5, value: "899^new^CVX" },
    { id: "-", segment: "RXA", field: 5, value: "90707^MMR^CPT" },
    { id: "V52", segment: "RXR", field: 1, value: "C99999^?^NCIT" },
    { id: "V53", segment: "RXR", field: 2, value: "QQ^?^HL70163" },
    { id: "V55", segment: "OBX", field: 5, value: "V09^?^HL70064" },
    { id: "V57", segment: "OBX", field: 11, value: "P" },
    { id: "V59", segment: "OBX", field: 4, value: "0" },
    { id: "-", segment: "OBX", field: 1, value: "7" },
    { id: "-", segment: "OBX", field: 14, value: "202601051200-0600" },
    { id: "-", segment: "OBX", field: 17, value: "" },
    { id: "V60", segment: "ORC", field: 3, value: "" },
    { id: "V65", segment: "ORC", field: 1, value: "NW" },
    { id: "-", segment: "ORC", field: 17, value: "9998" },
  ];

  test.each(
    EDITS.flatMap((edit) => [
      { ...edit, profile: "Z32" as const, query: BASE_QUERY },
      { ...edit, profile: "Z42" as const, query: FORECAST_QUERY },
    ]),
  )("$id $segment-$field «$value» in $profile", ({ profile, query, ...edit }) => {
    const person = personFrom("W", [{ er7: editMessage(B + HISTORICAL_DOSE, [edit]) }]);
    const asked = edit.segment === "PID" && edit.field === 3 ? edited(query, "QPD-3", "") : query;
    const { answer, decided } = ask(asked, [person]);
    expect(["history", "forecast"]).toContain(decided);
    const findings = checkProfile(messageOf(answer), profile, {
      nowMs: RECEIVED_AT_MS,
      zone: "America/Chicago",
      codes: CODES,
    });
    expect(findings.map(({ ruleId }) => ruleId).filter((id) => !LEFT_OUT.has(id))).toEqual([]);
  });
});
