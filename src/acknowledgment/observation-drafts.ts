import type { CodeSets } from "../codes/code-sets.ts";
import type { FieldContent } from "../hl7/encode-message.ts";
import type { Field, Segment } from "../hl7/message.ts";
import { fieldAt, isFieldEmpty, valueAt } from "../hl7/value-at.ts";
import { codedValue, dayOnly } from "./clean-values.ts";
import type { DraftSegment, OptionalTier } from "./order-draft.ts";

/** OBX-3 that are never left out: contraindications, reactions and immunity (decision D29). */
const ESSENTIAL: ReadonlySet<string> = new Set([
  "30945-0",
  "30946-8",
  "30944-3",
  "31044-1",
  "59784-9",
  "75505-8",
]);

const TIERS: Readonly<Record<string, OptionalTier>> = {
  "48767-8": "note",
  "69764-9": "information-statement",
  "29768-9": "information-statement",
  "29769-7": "information-statement",
  "30956-7": "information-statement",
  "64994-7": "funding",
  "30963-3": "funding",
};

/** @returns undefined for an observation that is never left out */
export function tierOf(obx: Segment): OptionalTier | undefined {
  const code = valueAt(obx, 3);
  return ESSENTIAL.has(code) ? undefined : (TIERS[code] ?? "other-observation");
}

/** OBX-4 as sent where all are positive whole numbers, else counted by the sets that they make (IZ-44). */
function setNumbers(observations: readonly Segment[]): (obx: Segment) => string {
  const sets = [...new Set(observations.map((obx) => valueAt(obx, 4)))];
  if (sets.every((set) => /^[1-9]\d*$/.test(set))) return (obx) => valueAt(obx, 4);
  return (obx) => `${sets.indexOf(valueAt(obx, 4)) + 1}`;
}

function asSent(field: Field): FieldContent {
  return isFieldEmpty(field) ? undefined : { repetitions: field };
}

const NOT_APPLICABLE: FieldContent = ["NA", "not applicable", "HL70353"];

function unitOf(obx: Segment): FieldContent {
  const sent = asSent(fieldAt(obx, 6));
  return sent ?? (valueAt(obx, 2) === "NM" ? NOT_APPLICABLE : undefined);
}

function observation(codes: CodeSets, obx: Segment, set: string): DraftSegment {
  const tier = tierOf(obx);
  return {
    name: "OBX",
    fields: {
      2: valueAt(obx, 2),
      3: asSent(fieldAt(obx, 3)),
      4: set,
      5: asSent(fieldAt(obx, 5)),
      6: unitOf(obx),
      11: "F",
      14: dayOnly(valueAt(obx, 14)),
      17: codedValue(codes, ["PHVS_FundingEligibilityObsMethod_IIS"], valueAt(obx, 17)),
    },
    ...(tier !== undefined && { tier }),
  };
}

/** OBX of a stored group as they may be sent, each with the notes behind it. */
export function observationDrafts(codes: CodeSets, segments: readonly Segment[]): readonly DraftSegment[] {
  const setOf = setNumbers(segments.filter(({ name }) => name === "OBX"));
  const drafts: DraftSegment[] = [];
  for (const one of segments) {
    if (one.name === "OBX") drafts.push(observation(codes, one, setOf(one)));
    // One note behind an observation; a note elsewhere has no place in an answer (CDC guide R1.5, OBSERVATION group).
    if (one.name === "NTE" && drafts.at(-1)?.name === "OBX" && valueAt(one, 3) !== "") {
      drafts.push({ name: "NTE", fields: { 3: asSent(fieldAt(one, 3)) }, tier: "note" });
    }
  }
  return drafts;
}

/** Those of the observations that are never left out. */
export function essentialDrafts(codes: CodeSets, segments: readonly Segment[]): readonly DraftSegment[] {
  return observationDrafts(codes, segments).filter(({ tier }) => tier === undefined);
}
