import { applyReports } from "../../src/registry/vaccination/apply-reports.ts";
import { currentState } from "../../src/registry/vaccination/current-state.ts";
import type { StoredReport } from "../../src/registry/vaccination/stored-report.ts";
import type { Finding } from "../../src/validation/finding.ts";
import { CODES, countingIds, readReportsOf } from "./read-reports-of.ts";

/** One message for one person, as a test tells it. */
export interface Sent {
  /** MSH-7 and receipt are this many minutes after the first message; 0 unless given. */
  readonly minute?: number;
  /** Receipt, in minutes, where the message came later than its MSH-7 says. */
  readonly receivedMinute?: number;
  readonly person?: string;
  readonly site?: string;
  readonly number?: string;
  readonly action?: "A" | "U" | "D";
  readonly day?: string;
  /** RXA-5. */
  readonly vaccine?: string;
  readonly lot?: string;
  /** RXA-9.1. */
  readonly informationSource?: string;
  /** RXA-20. */
  readonly completion?: string;
  /** OBX behind the dose, without the segment name and OBX-1. */
  readonly observations?: readonly string[];
  /** Orders behind the first, in the same message. */
  readonly more?: readonly Sent[];
}

const FIRST_MS = Date.parse("2026-01-14T12:00:00Z");
const MS_PER_MINUTE = 60_000;

const VACCINES: Readonly<Record<string, string>> = {
  mmr: "03^MMR^CVX",
  dtap: "20^DTaP^CVX",
  dtap5: "106^DTaP, 5 pertussis antigens^CVX",
  dtapAny: "107^DTaP, unspecified formulation^CVX",
  pediarix: "110^DTaP-Hep B-IPV^CVX",
  ipv: "10^IPV^CVX",
  hepB: "08^Hep B, adolescent or pediatric^CVX",
  flu150: "150^influenza, injectable, quadrivalent, preservative free^CVX",
  flu140: "140^Influenza, split virus, trivalent, PF^CVX",
  varicella: "21^varicella^CVX",
  rabies: "175^Rabies - IM Diploid cell culture^CVX",
  globulin: "14^IG^CVX",
  none: "998^no vaccine administered^CVX",
  unknown: "899^not in any table^CVX",
};

function hl7Time(minute: number): string {
  return `${new Date(FIRST_MS + minute * MS_PER_MINUTE).toISOString().slice(0, 19).replaceAll(/[-:T]/g, "")}+0000`;
}

function order(sent: Sent): string {
  const vaccine = sent.vaccine ?? "mmr";
  const isDose = sent.completion === undefined || sent.completion === "CP" || sent.completion === "PA";
  const isGiven = isDose && (sent.informationSource ?? "00") === "00";
  const rxa = [
    "RXA",
    "0",
    "1",
    sent.day ?? "20260105",
    "",
    VACCINES[vaccine] ?? vaccine,
    "999",
    "",
    "",
    isDose ? `${sent.informationSource ?? "00"}^^NIP001` : "",
    "",
    isGiven ? "^^^9998" : "",
    "",
    "",
    "",
    isGiven ? (sent.lot ?? "LOT1") : (sent.lot ?? ""),
    "",
    "",
    sent.completion === "RE" ? "00^Parental decision^NIP002" : "",
    "",
    sent.completion ?? "CP",
    sent.action ?? "A",
  ].join("|");
  const orc = sent.number === undefined ? "ORC|RE||V1^NPC" : `ORC|RE||${sent.number}`;
  const obx = (sent.observations ?? []).map((rest, index) => `OBX|${index + 1}|${rest}`);
  return [orc, rxa, ...obx, ""].join("\r");
}

/** The message in ER7. */
export function sentMessage(sent: Sent): string {
  const head = [
    `MSH|^~\\&|DEMOEHR|9998|MIIC|MIIC|${hl7Time(sent.minute ?? 0)}||VXU^V04^VXU_V04|C|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS`,
    "PID|1||MRN100^^^NPC^MR||Testperch^Wren^^^^^L||20190309|F",
    "",
  ].join("\r");
  return head + [sent, ...(sent.more ?? [])].map(order).join("");
}

export interface Told {
  readonly people: ReadonlyMap<string, readonly StoredReport[]>;
  /** Rule id and severity of each finding, message by message. */
  readonly findings: readonly (readonly string[])[];
  readonly allFindings: readonly Finding[];
  /** How many records each message wrote. */
  readonly writes: readonly number[];
}

/** Sends the messages one after the other, each to its person; who they are about is decided beforehand. */
export function tell(messages: readonly Sent[]): Told {
  const people = new Map<string, readonly StoredReport[]>();
  const newId = countingIds();
  const findings: string[][] = [];
  const allFindings: Finding[] = [];
  const writes: number[] = [];
  for (const sent of messages) {
    const person = sent.person ?? "P1";
    const site = sent.site ?? "9998";
    const minute = sent.receivedMinute ?? sent.minute ?? 0;
    const read = readReportsOf(sentMessage(sent), {
      receivedAtMs: FIRST_MS + minute * MS_PER_MINUTE + 999,
      messageId: `M${JSON.stringify(sent)}`,
      site,
      organizationId: `ORG-${site}`,
    });
    const others = [...people].filter(([id]) => id !== person).flatMap(([, reports]) => reports);
    const living = others.filter((stored) => currentState(stored).kind === "living");
    const applied = applyReports(people.get(person) ?? [], read.reports, {
      newId,
      codes: CODES,
      keysElsewhere: new Set(living.flatMap(({ key }) => (key === undefined ? [] : [key]))),
    });
    people.set(person, applied.reports);
    const found = [...read.findings, ...applied.findings];
    findings.push(found.map(({ ruleId, severity }) => `${ruleId} ${severity}`));
    allFindings.push(...found);
    writes.push(applied.writes.length);
  }
  return { people, findings, allFindings, writes };
}

/** The living records of a person: `20260105 03 LOT1`, in text order. */
export function livingDoses(told: Told, person = "P1"): readonly string[] {
  return (told.people.get(person) ?? [])
    .flatMap((stored) => {
      const state = currentState(stored);
      if (state.kind !== "living") return [];
      const { date, vaccineCodes, lot } = state.content;
      return [[date, vaccineCodes[0]?.code ?? "", lot].join(" ").trim()];
    })
    .toSorted();
}
