import { fieldAt, leafAt } from "../../hl7/value-at.ts";
import { type Hit, type MessageRule, placeIn, when } from "../rule.ts";
import type { MaskedNumber } from "../review-setting.ts";
import type { ReviewSubject } from "../subject.ts";

const GUIDE_J = "MDH onboarding guide, technical message review j";

const COLUMNS = {
  letter: "j",
  grain: "message",
  appliesTo: "messages, those that cannot be read included",
  measures: ["j"],
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "4",
  problem: "Social security numbers must not be sent",
  outcome: "the number was removed before storage",
  fix: "Remove the number from the export.",
  shares: [],
} as const;

/** What is removed where the message says that it is such a number; elsewhere only a real one fails. */
const CERTAIN: ReadonlySet<MaskedNumber["evidence"]> = new Set(["typed", "dedicated"]);

function hitsOf(subject: ReviewSubject, evidence: readonly MaskedNumber["evidence"][]): readonly Hit[] {
  return numberHits(subject.input.maskedNumbers, evidence);
}

/** Hits of one class of evidence; published samples outside the fields for the number are junk (k), no hit of j. */
function numberHits(
  masked: readonly MaskedNumber[],
  evidence: readonly MaskedNumber["evidence"][],
): readonly Hit[] {
  return masked.filter((number) => evidence.includes(number.evidence)).map(numberHit);
}

function numberHit({ location, evidence, form }: MaskedNumber): Hit {
  const hit = { location, shape: `${location.segment}-${location.field ?? 0}` };
  const isSample = !CERTAIN.has(evidence) && (form === "sample" || form === "other");
  return isSample ? { ...hit, isAdvice: true } : hit;
}

/** Identifier fields with CX.5 (HL7 v2.5.1 ch. 2A): of type SS, but blank. */
function blankTyped({ patient }: ReviewSubject): readonly Hit[] {
  if (patient === undefined) return [];
  return fieldAt(patient, 3).flatMap((id, index) =>
    when(leafAt(id, 5) === "SS" && leafAt(id, 1) === "", {
      location: placeIn(patient, 3, 5, index + 1),
      shape: "blank",
      isAdvice: true,
    }),
  );
}

/** Rule j: no social security numbers (review rule j). The numbers were found and masked before. */
export const SOCIAL_SECURITY_RULES: readonly MessageRule[] = [
  {
    ...COLUMNS,
    id: "RV-J01",
    title: "Number of type SS",
    place: "PID-3",
    source: `${GUIDE_J}, class S1; HL70203 SS`,
    find: (subject) => [...hitsOf(subject, ["typed"]), ...blankTyped(subject)],
  },
  {
    ...COLUMNS,
    id: "RV-J02",
    title: "Field that is for the number",
    place: "PID-19",
    source: `${GUIDE_J}, class S2; CDC guide R1.5, PID-19 is not supported`,
    find: (subject) => hitsOf(subject, ["dedicated"]),
  },
  {
    ...COLUMNS,
    id: "RV-J03",
    title: "Number in its usual form",
    place: "any field",
    source: `${GUIDE_J}, class S3; SSA POMS RM 10201.035`,
    find: (subject) => hitsOf(subject, ["formatted", "repeated", "other-delimiters"]),
  },
  {
    ...COLUMNS,
    id: "RV-J04",
    title: "Number beside a word for it",
    place: "any field",
    source: `${GUIDE_J}, class S4`,
    find: (subject) => hitsOf(subject, ["keyword"]),
  },
  {
    ...COLUMNS,
    id: "RV-J06",
    title: "Medicare number that holds it",
    place: "PID-3, IN1-36, IN2-6",
    source: `${GUIDE_J}, class S6; CMS, numbers before 2018`,
    find: (subject) => hitsOf(subject, ["medicare"]),
  },
];
