import type { CodeSets } from "../codes/code-sets.ts";
import type { ForecastReport } from "../forecast/forecast-report.ts";
import type { FieldContent, RepetitionContent } from "../hl7/encode-message.ts";
import { fieldAt, leafAt } from "../hl7/value-at.ts";
import type { FillableField, VaccinationEvent } from "../registry/vaccination/vaccination-event.ts";
import type { Coded, VaccinationContent } from "../registry/vaccination/vaccination-report.ts";
import { REGISTRY } from "./answer-header.ts";
import { cleanProvider, codedValue, monthOrDay, repeated } from "./clean-values.ts";
import { evaluationDrafts, forecastDrafts } from "./forecast-drafts.ts";
import { essentialDrafts, observationDrafts } from "./observation-drafts.ts";
import type { DraftOrder, DraftSegment } from "./order-draft.ts";

/** What a Z42 is written from beside the events. */
export interface Evaluated {
  /** `YYYYMMDD`. */
  readonly today: string;
  /** Undefined where there are no data for a forecast, or they may not be used yet. */
  readonly forecast: ForecastReport | undefined;
}

/** An event with what its records say. */
export interface EventContents {
  readonly event: VaccinationEvent;
  /** What the best record says. */
  readonly best: VaccinationContent;
  /** What each record says that a silent field is filled from, by the record's id. */
  readonly others: ReadonlyMap<string, VaccinationContent>;
}

/** ORC-3.1 of what is no dose (IZ-45). */
export const NO_ORDER = "9999";
/** RXA-6 of an amount that is not known. */
export const UNKNOWN_AMOUNT = "999";
const LOT_LENGTH_MAX = 20;

function isDose({ event }: EventContents): boolean {
  return event.kind === "given" || event.kind === "historical";
}

/** The value of a descriptive field: the best record's, or that of the record which fills it. */
function filled({ event, best, others }: EventContents, field: FillableField): VaccinationContent {
  return others.get(event.filled[field] ?? "") ?? best;
}

function sentCodes(sent: readonly Coded[]): FieldContent {
  return sent.flatMap(({ code, text, system }) => [code, text, system]);
}

/** CVX alone, as the guide wants it in an answer; what is in no table is repeated as it was sent. */
function vaccineOf(codes: CodeSets, { event, best }: EventContents): FieldContent {
  const row = codes.cvx.get(event.cvx);
  return row === undefined ? sentCodes(best.vaccineCodes) : [row.code, row.name, "CVX"];
}

/** An amount and its unit, or neither: a number alone says nothing. */
function amountOf(
  codes: CodeSets,
  contents: EventContents,
): { readonly amount: string; readonly unit: FieldContent } {
  const { amount, unit } = filled(contents, "amount");
  const unitCode = unit && codedValue(codes, ["UCUM"], unit.code);
  const isKnown = isDose(contents) && amount !== "" && unitCode !== undefined;
  return isKnown ? { amount, unit: unitCode } : { amount: UNKNOWN_AMOUNT, unit: undefined };
}

function enteringOrganization({ best }: EventContents): FieldContent {
  const orc = best.segments.find(({ name }) => name === "ORC");
  const [organization] = orc === undefined ? [] : fieldAt(orc, 17);
  const [code, text, system] = [1, 2, 3].map((component) => leafAt(organization, component));
  if (code === undefined || code === "" || system === undefined || system === "") return undefined;
  return [code, text ?? "", system];
}

/** Our own number: one and the same for all who reported the event, and no organization sees the number of another. */
function order(contents: EventContents): DraftSegment {
  const { event } = contents;
  const number = isDose(contents) ? event.id : NO_ORDER;
  return { name: "ORC", fields: { 1: "RE", 3: [number, REGISTRY], 17: enteringOrganization(contents) } };
}

function completionOf({ best }: EventContents): string {
  return best.completion === "" ? "NA" : best.completion;
}

function doseFields(codes: CodeSets, contents: EventContents): Readonly<Record<number, FieldContent>> {
  const { best } = contents;
  const { lot } = filled(contents, "lot");
  const { manufacturer } = filled(contents, "manufacturer");
  return {
    9: codedValue(codes, ["NIP001"], best.informationSource),
    10: contents.event.kind === "given" ? cleanProvider(codes, best.provider) : undefined,
    11: best.locationCode === "" ? undefined : ["", "", "", best.locationCode],
    15: lot === "" || lot.length > LOT_LENGTH_MAX ? undefined : [lot],
    16: monthOrDay(filled(contents, "expires").expires),
    17: manufacturer && codedValue(codes, ["MVX"], manufacturer.code),
  };
}

function refusalReasons(codes: CodeSets, { best }: EventContents): FieldContent {
  const reasons: readonly RepetitionContent[] = best.refusalReasons
    .map(({ code }) => codedValue(codes, ["NIP002"], code))
    .filter((coded) => coded !== undefined);
  return repeated(reasons);
}

function administration(codes: CodeSets, contents: EventContents): DraftSegment {
  const { event } = contents;
  const { amount, unit } = amountOf(codes, contents);
  return {
    name: "RXA",
    fields: {
      1: "0",
      2: "1",
      3: event.date.replaceAll("-", ""),
      5: vaccineOf(codes, contents),
      6: amount,
      7: unit,
      ...(isDose(contents) && doseFields(codes, contents)),
      ...(event.kind === "refused" && { 18: refusalReasons(codes, contents) }),
      20: completionOf(contents),
    },
  };
}

function route(codes: CodeSets, contents: EventContents): readonly DraftSegment[] {
  const sent = filled(contents, "route").route;
  const site = filled(contents, "bodySite").bodySite;
  const code = sent && codedValue(codes, ["NCIT", "HL70162"], sent.code);
  if (!isDose(contents) || code === undefined) return [];
  return [{ name: "RXR", fields: { 1: code, 2: site && codedValue(codes, ["HL70163"], site.code) } }];
}

/** The ORDER group of a history (Z32): all that is known of the event, observations included. */
export function historyOrder(codes: CodeSets, contents: EventContents): DraftOrder {
  return [
    order(contents),
    administration(codes, contents),
    ...route(codes, contents),
    ...observationDrafts(codes, contents.best.segments),
  ];
}

const VACCINE_TYPE = ["30956-7", "Vaccine type", "LN"] as const;
const SCHEDULE_USED = ["59779-9", "Immunization schedule used", "LN"] as const;
const ACIP_SCHEDULE = "VXC16";

/**
 * One set of observations for each vaccine group of the event. Without an evaluation there is no dose number and no
 * validity in it, which the guide's testers accept for a dose that no schedule evaluates (CDC guide R1.5, Appendix B).
 */
function unevaluatedSets(
  codes: CodeSets,
  { event }: EventContents,
  today: string,
): readonly (readonly DraftSegment[])[] {
  const schedule = codedValue(codes, ["PHVS_ImmunizationScheduleIdentifier_IIS"], ACIP_SCHEDULE);
  const groups = event.groups.length > 0 ? event.groups : [event.cvx];
  return groups.flatMap((cvx, index): readonly (readonly DraftSegment[])[] => {
    const group = codes.cvx.get(cvx);
    if (group === undefined) return [];
    const set = { 2: "CE", 4: `${index + 1}`, 11: "F", 14: today };
    return [
      [
        { name: "OBX", fields: { ...set, 3: VACCINE_TYPE, 5: [group.code, group.name, "CVX"] } },
        { name: "OBX", fields: { ...set, 3: SCHEDULE_USED, 5: schedule } },
      ],
    ];
  });
}

/** How the dose counts where a forecast was made and evaluates it; else its vaccine groups alone. */
function evaluationSets(
  codes: CodeSets,
  contents: EventContents,
  { today, forecast }: Evaluated,
): readonly (readonly DraftSegment[])[] {
  const { kind, id } = contents.event;
  if (kind === "statement") return [];
  const evaluated = forecast === undefined ? [] : evaluationDrafts(codes, forecast, id, today);
  return evaluated.length > 0 ? evaluated : unevaluatedSets(codes, contents, today);
}

/** Observations of a record behind the sets of the evaluation, in sets of their own. */
function renumbered(drafts: readonly DraftSegment[], setsBefore: number): readonly DraftSegment[] {
  return drafts.map((draft) => {
    const set = draft.fields[4];
    return typeof set === "string"
      ? { ...draft, fields: { ...draft.fields, 4: `${Number(set) + setsBefore}` } }
      : draft;
  });
}

/** The ORDER group of an evaluated history (Z42): the dose for display, with what is never left out. */
export function forecastOrder(codes: CodeSets, contents: EventContents, evaluated: Evaluated): DraftOrder {
  const sets = evaluationSets(codes, contents, evaluated);
  const { segments } = contents.best;
  const facts =
    contents.event.kind === "statement"
      ? observationDrafts(codes, segments)
      : renumbered(essentialDrafts(codes, segments), sets.length);
  const said = [...sets.flat(), ...facts];
  return [
    order(contents),
    administration(codes, contents),
    ...route(codes, contents),
    ...(said.length > 0 ? said : [reason("not evaluated", evaluated.today)]),
  ];
}

/** Why a group says no more: its observations are required (CDC guide R1.5, Z42). */
function reason(text: string, today: string): DraftSegment {
  return {
    name: "OBX",
    fields: {
      2: "ST",
      3: ["30982-3", "Reason applied by forecast logic", "LN"],
      4: "1",
      5: text,
      11: "F",
      14: today,
    },
  };
}

/** The one group of all that is forecast; it says so when nothing is (decision D32). */
export function forecastGroup(codes: CodeSets, { today, forecast }: Evaluated): DraftOrder {
  const noVaccine = codes.cvx.get("998");
  const due = forecast === undefined ? [] : forecastDrafts(codes, forecast, today);
  return [
    { name: "ORC", fields: { 1: "RE", 3: [NO_ORDER, REGISTRY] } },
    {
      name: "RXA",
      fields: {
        1: "0",
        2: "1",
        3: today,
        5: ["998", noVaccine?.name ?? "no vaccine administered", "CVX"],
        6: UNKNOWN_AMOUNT,
        20: "NA",
      },
    },
    ...(due.length > 0 ? due : [reason("no forecast available", today)]),
  ];
}
