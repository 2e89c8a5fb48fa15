import type { Segment } from "../hl7/message.ts";
import { fieldAt, isFieldEmpty, leafAt, valueAt } from "../hl7/value-at.ts";
import type { ProfileId } from "../immunization/profiles/profile.ts";
import { HOLDS, type Statement, when } from "./statement.ts";

/** MSH-9 of each profile (IZ-17, IZ-41, IZ-51, IZ-55, IZ-59); the last component is the structure. */
const MESSAGE_TYPES: Readonly<Record<ProfileId, readonly string[]>> = {
  Z22: ["VXU^V04^VXU_V04"],
  Z23: ["ACK^V04^ACK", "ACK^Q11^ACK"],
  Z31: ["RSP^K11^RSP_K11"],
  Z32: ["RSP^K11^RSP_K11"],
  Z33: ["RSP^K11^RSP_K11"],
  Z34: ["QBP^Q11^QBP_Q11"],
  Z42: ["RSP^K11^RSP_K11"],
  Z44: ["QBP^Q11^QBP_Q11"],
};

/** Whether a structure is that of one of the profile's message types. */
function isStructureOf(profile: ProfileId, structure: string): boolean {
  return MESSAGE_TYPES[profile].some((type) => type.endsWith(`^${structure}`));
}

/** Name under which the registry receives (MSH-5, MSH-6). */
const RECEIVER = "MIIC";

const REQUESTS: readonly ProfileId[] = ["Z22", "Z34", "Z44"];
const ANSWERS: readonly ProfileId[] = ["Z23", "Z31", "Z32", "Z33", "Z42"];

/** The profile ids that MSH-21 names; other occurrences are free. */
export function profilesNamed(header: Segment): readonly string[] {
  return fieldAt(header, 21).map((repetition) => leafAt(repetition, 1));
}

export const HEADER_STATEMENTS: readonly Statement[] = [
  {
    id: "MSH-21-CODE",
    segment: "MSH",
    place: "MSH-21.1",
    name: "Message Profile Identifier",
    severity: "E",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "message",
    problem: "MSH-21 Message Profile Identifier: {value} is not the profile of this message type",
    outcome: "nothing of the message is used",
    fix: "Send Z22 for an update, Z34 or Z44 for a query, each with CDCPHINVS.",
    source: "CDC guide R1.5, MSH-21; IZ-43, IZ-58, IZ-64, IZ-54, IZ-60, IZ-61, IZ-63, IZ-65",
    example: "Z99^CDCPHINVS",
    find: ({ segment, profile }) =>
      when(!isFieldEmpty(fieldAt(segment, 21)) && !profilesNamed(segment).includes(profile), {
        field: 21,
        repetition: 1,
        component: 1,
        value: valueAt(segment, 21),
      }),
  },
  {
    id: "MSH-9.3-STRUCTURE",
    segment: "MSH",
    place: "MSH-9.3",
    name: "Message Type, Message Structure",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "none",
    problem: "MSH-9.3 Message Structure: {value} does not belong to this message type",
    outcome: "read by type and event",
    fix: "Send VXU_V04 for an update, QBP_Q11 for a query.",
    source: "CDC guide R1.5, MSH-9; IZ-17, IZ-41, IZ-51, IZ-55, IZ-59",
    example: "VXU^V04^VXU_V05",
    find: ({ segment, profile }) => {
      const value = valueAt(segment, 9, 3);
      return when(value !== "" && !isStructureOf(profile, value), {
        field: 9,
        repetition: 1,
        component: 3,
        value,
      });
    },
  },
  {
    id: "MSH-9-ANSWER",
    segment: "MSH",
    profiles: ANSWERS,
    place: "MSH-9",
    name: "Message Type",
    severity: "E",
    errorCode: "200",
    loss: "message",
    problem: "MSH-9, MSH-11 or MSH-12 is not that of an answer",
    outcome: "the answer cannot be read",
    fix: "Answer ACK with V04 or Q11, or RSP with K11, processing id P, T or D, version 2.5.1.",
    source: "CDC guide R1.5, MSH; IZ-15, IZ-51, IZ-59",
    example: "RSP^K22^RSP_K22",
    find: ({ segment, profile }) => {
      const type = [1, 2, 3].map((component) => valueAt(segment, 9, component)).join("^");
      const isRight =
        MESSAGE_TYPES[profile].includes(type) &&
        /^[PTD]$/.test(valueAt(segment, 11)) &&
        valueAt(segment, 12) === "2.5.1";
      return when(!isRight, { field: 9 });
    },
  },
  ...[5, 6].map((field): Statement => ({
    id: `MSH-${field}-OTHER`,
    segment: "MSH",
    profiles: REQUESTS,
    place: `MSH-${field}.1`,
    name: field === 5 ? "Receiving Application" : "Receiving Facility",
    severity: "I",
    errorCode: "0",
    loss: "none",
    problem: `MSH-${field} does not name this registry`,
    outcome: "the message is taken as meant for it",
    fix: `Send ${RECEIVER}.`,
    source: "Gateway decision D9; MIIC, MSH-5 and MSH-6",
    example: "OTHERIIS",
    find: ({ segment }) => {
      const value = valueAt(segment, field);
      return value === RECEIVER || value === "" ? HOLDS : when(true, { field, repetition: 1, component: 1 });
    },
  })),
];
