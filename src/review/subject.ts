import type { CodeSets, CvxCode } from "../codes/code-sets.ts";
import {
  resolveVaccineCode,
  type VaccineCode,
  vaccineCodeSystem,
  type VaccineCodeSystem,
} from "../codes/vaccine-code.ts";
import type { Message, Segment } from "../hl7/message.ts";
import { firstSegment, valueAt } from "../hl7/value-at.ts";
import { dayInZone } from "../kernel/dates.ts";
import { placeSegments } from "../validation/place-segments.ts";
import { COMPILED_PROFILES } from "../validation/rule-books.ts";
import { type DoseClassId, doseClassOf } from "./dose-class.ts";
import { fullDay, fullYearsBetween } from "./days.ts";
import type { ReviewInput, ReviewSetting } from "./review-setting.ts";

/** One triplet of RXA-5 that was sent. */
export interface SentCode {
  /** Component in which it begins. */
  readonly component: 1 | 4;
  readonly code: string;
  /** As sent, upper case. */
  readonly systemName: string;
  /** Told from the form of the code when it was not sent; undefined when the name says no system of vaccines. */
  readonly system: VaccineCodeSystem | undefined;
  readonly meaning: VaccineCode;
}

/** One ORDER group, read as far as the rules ask. */
export interface ReviewDose {
  /** 1-based among the ORDER groups. */
  readonly number: number;
  readonly rxa: Segment;
  readonly orc: Segment | undefined;
  /** All segments of the group in message order. */
  readonly group: readonly Segment[];
  readonly class: DoseClassId;
  /** RXA-3 as `YYYYMMDD`, `""` when it is no day. */
  readonly day: string;
  readonly codes: readonly SentCode[];
  /** CVX that the codes stand for: the CVX sent, or what NDC and CPT mean. */
  readonly meant: readonly string[];
  /** The CVX by which the dose is judged; undefined when none is known. */
  readonly vaccine: CvxCode | undefined;
  /** Whole years at RXA-3; undefined without birth date or day, or before birth. */
  readonly ageYears: number | undefined;
  /** Site that gave it: RXA-11.4 when it is one of the organization's, else MSH-4. */
  readonly site: string;
  /** Not dropped by a rule of the profile. */
  readonly isStored: boolean;
}

/** A message as the rules read it. */
export interface ReviewSubject {
  readonly message: Message;
  readonly header: Segment;
  readonly patient: Segment | undefined;
  /** PID-7 as `YYYYMMDD`, `""` when it is no day. */
  readonly birthDay: string;
  readonly doses: readonly ReviewDose[];
  /** Day of receipt in the organization's zone, `YYYYMMDD`. */
  readonly today: string;
  /** Day of receipt in the registry's zone, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  readonly input: ReviewInput;
  readonly setting: ReviewSetting;
}

/** The coding system of one triplet; without a name, the system whose codes look like this. */
function systemOf(code: string, name: string): VaccineCodeSystem | undefined {
  if (name !== "") return vaccineCodeSystem(name);
  if (/^\d{2,3}$/.test(code)) return "CVX";
  return /^\d{4}[0-9A-Z]$/.test(code) ? "CPT" : "NDC";
}

function sentCode(codes: CodeSets, rxa: Segment, component: 1 | 4): readonly SentCode[] {
  const code = valueAt(rxa, 5, component);
  if (code === "") return [];
  const systemName = valueAt(rxa, 5, component + 2).toUpperCase();
  const system = systemOf(code, systemName);
  const meaning: VaccineCode =
    system === undefined ? { kind: "malformed" } : resolveVaccineCode(codes, code, system);
  return [{ component, code, systemName, system, meaning }];
}

function meantBy(sent: readonly SentCode[]): readonly string[] {
  const known = sent.filter(({ meaning }) => meaning.kind === "known");
  const byCvx = known.filter(({ system }) => system === "CVX");
  const telling = byCvx.length > 0 ? byCvx : known;
  return telling.flatMap(({ meaning }) => (meaning.kind === "known" ? meaning.cvx : []));
}

/** Read one update for the review; what cannot be read is left empty, nothing throws. */
export function readSubject(input: ReviewInput, message: Message, setting: ReviewSetting): ReviewSubject {
  const { codes } = setting.tables;
  const header = message.segments[0] ?? { name: "MSH", sequence: 1, fields: [] };
  const patient = firstSegment(message, "PID");
  const birthDay = patient === undefined ? "" : fullDay(valueAt(patient, 7));
  const siteCodes = new Set(setting.sites.map(({ code }) => code));
  const stored = new Map(input.validation?.doses.map((dose) => [dose.number, dose.stored]));
  const { orders } = placeSegments(COMPILED_PROFILES.Z22.structure, message);
  const doses = orders.flatMap(({ number, segments }): readonly ReviewDose[] => {
    const rxa = segments.find(({ name }) => name === "RXA");
    if (rxa === undefined) return [];
    const sent = [...sentCode(codes, rxa, 1), ...sentCode(codes, rxa, 4)];
    const meant = meantBy(sent);
    const day = fullDay(valueAt(rxa, 3));
    const place = valueAt(rxa, 11, 4);
    return [
      {
        number,
        rxa,
        orc: segments.find(({ name }) => name === "ORC"),
        group: segments,
        class: doseClassOf(rxa),
        day,
        codes: sent,
        meant,
        vaccine: codes.cvx.get(meant[0] ?? ""),
        ageYears: fullYearsBetween(birthDay, day),
        site: siteCodes.has(place) ? place : valueAt(header, 4),
        isStored: stored.get(number) ?? false,
      },
    ];
  });
  return {
    message,
    header,
    patient,
    birthDay,
    doses,
    today: dayInZone(input.receivedAtMs, setting.zone).replaceAll("-", ""),
    receivedOn: dayInZone(input.receivedAtMs),
    input,
    setting,
  };
}
