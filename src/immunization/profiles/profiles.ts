import { ANSWER_MSH, REQUEST_MSH, SFT } from "./header-segments.ts";
import { FORECAST_ORC, FORECAST_RXA, HISTORY_RXA, NTE, OBX, ORC, RXA, RXR } from "./order-segments.ts";
import { CANDIDATE_PID, FORECAST_PID, GT1, IN1, NK1, PD1, PID, PV1 } from "./patient-segments.ts";
import type { GroupElement, Profile, ProfileId, SegmentElement, StructureElement, Usage } from "./profile.ts";
import { MANY } from "./profile.ts";
import { ECHOED_QPD, ERR, MSA, QAK, QPD, RCP } from "./query-segments.ts";

function one(name: string, usage: Usage): SegmentElement {
  return { kind: "segment", segment: name, usage, max: 1 };
}

function many(name: string, usage: Usage): SegmentElement {
  return { kind: "segment", segment: name, usage, max: MANY };
}

interface GroupShape {
  readonly usage: Usage;
  readonly max: number;
  readonly anchor: string;
}

function group(name: string, shape: GroupShape, elements: readonly StructureElement[]): GroupElement {
  return { kind: "group", group: name, elements, ...shape };
}

function orderGroup(name: string, usage: Usage, observations: Usage): GroupElement {
  return group(name, { usage, max: MANY, anchor: "RXA" }, [
    one("ORC", "R"),
    group("TIMING", { usage: "O", max: MANY, anchor: "TQ1" }, [one("TQ1", "R"), many("TQ2", "O")]),
    one("RXA", "R"),
    one("RXR", "RE"),
    group("OBSERVATION", { usage: observations, max: MANY, anchor: "OBX" }, [
      one("OBX", "R"),
      one("NTE", "O"),
    ]),
  ]);
}

const SOFTWARE = many("SFT", "O");
const ANSWER_HEAD: readonly StructureElement[] = [
  one("MSH", "R"),
  SOFTWARE,
  one("MSA", "R"),
  one("ERR", "RE"),
  one("QAK", "R"),
  one("QPD", "R"),
];
const QUERY: readonly StructureElement[] = [one("MSH", "R"), SOFTWARE, one("QPD", "R"), one("RCP", "R")];
const ANSWER_HEAD_ROWS = [ANSWER_MSH, SFT, MSA, ERR, QAK, ECHOED_QPD];

/**
 * The profiles, as structure (CDC guide R1.5, chapters 5 and 7, with the addendum and NIST's clarifications) and segments. A
 * segment that a structure does not name is ignored, as the guide tells receivers to.
 */
export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  Z22: {
    id: "Z22",
    name: "Send Unsolicited Immunization Update (VXU^V04^VXU_V04)",
    source: "CDC guide R1.5, Table 5-1",
    structure: [
      one("MSH", "R"),
      SOFTWARE,
      one("PID", "R"),
      one("PD1", "RE"),
      many("NK1", "RE"),
      group("PATIENT", { usage: "O", max: 1, anchor: "PV1" }, [one("PV1", "R"), one("PV2", "O")]),
      many("GT1", "O"),
      group("INSURANCE", { usage: "O", max: MANY, anchor: "IN1" }, [
        one("IN1", "R"),
        one("IN2", "O"),
        one("IN3", "O"),
      ]),
      orderGroup("ORDER", "RE", "RE"),
    ],
    segments: [REQUEST_MSH, SFT, PID, PD1, NK1, PV1, GT1, IN1, ORC, RXA, RXR, OBX, NTE],
  },
  Z23: {
    id: "Z23",
    name: "Return Acknowledgment (ACK)",
    source: "CDC guide R1.5, Z23",
    structure: [one("MSH", "R"), SOFTWARE, one("MSA", "R"), many("ERR", "RE")],
    segments: [ANSWER_MSH, SFT, MSA, ERR],
  },
  Z31: {
    id: "Z31",
    name: "Return Candidate Clients (RSP^K11^RSP_K11)",
    source: "CDC guide R1.5, Z31",
    structure: [
      ...ANSWER_HEAD,
      group("PATIENT", { usage: "R", max: MANY, anchor: "PID" }, [
        one("PID", "R"),
        one("PD1", "O"),
        many("NK1", "O"),
      ]),
    ],
    segments: [...ANSWER_HEAD_ROWS, CANDIDATE_PID, PD1, NK1],
  },
  Z32: {
    id: "Z32",
    name: "Return Immunization History (RSP^K11^RSP_K11)",
    source: "CDC guide R1.5, Z32",
    structure: [
      ...ANSWER_HEAD,
      one("PID", "R"),
      one("PD1", "RE"),
      many("NK1", "RE"),
      one("PV1", "O"),
      one("IN1", "O"),
      orderGroup("ORDER", "RE", "RE"),
    ],
    segments: [...ANSWER_HEAD_ROWS, PID, PD1, NK1, PV1, IN1, ORC, HISTORY_RXA, RXR, OBX, NTE],
  },
  Z33: {
    id: "Z33",
    name: "Return an Acknowledgment with No Person Records (RSP^K11^RSP_K11)",
    source: "CDC guide R1.5, Z33",
    structure: ANSWER_HEAD,
    segments: ANSWER_HEAD_ROWS,
  },
  Z34: {
    id: "Z34",
    name: "Request Immunization History (QBP^Q11^QBP_Q11)",
    source: "CDC guide R1.5, Z34",
    structure: QUERY,
    segments: [REQUEST_MSH, SFT, QPD, RCP],
  },
  Z42: {
    id: "Z42",
    name: "Return Evaluated History and Forecast (RSP^K11^RSP_K11)",
    source: "CDC guide R1.5, Z42",
    structure: [...ANSWER_HEAD, one("PID", "R"), orderGroup("HISTORY_FORECAST", "R", "R")],
    segments: [...ANSWER_HEAD_ROWS, FORECAST_PID, FORECAST_ORC, FORECAST_RXA, RXR, OBX],
  },
  Z44: {
    id: "Z44",
    name: "Request Evaluated History and Forecast (QBP^Q11^QBP_Q11)",
    source: "CDC guide R1.5, Z44",
    structure: QUERY,
    segments: [REQUEST_MSH, SFT, QPD, RCP],
  },
};
