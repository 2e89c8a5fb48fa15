import { valueAt } from "../hl7/value-at.ts";
import type { ProfileId } from "../immunization/profiles/profile.ts";
import { isRealDay } from "./check-value.ts";
import { dayOf, HOLDS, type Statement, when } from "./statement.ts";

const QUERIES: readonly ProfileId[] = ["Z34", "Z44"];
const PLACE = {
  segment: "QPD",
  profiles: QUERIES,
  severity: "E",
  loss: "message",
  outcome: "the query is not run",
} as const;

/** QPD-1 is compared by its code alone: text and coding system are printed three ways (IZ-67, IZ-68, Table 7-6). */
export const QUERY_STATEMENTS: readonly Statement[] = [
  {
    id: "QPD-1-CODE",
    ...PLACE,
    place: "QPD-1.1",
    name: "Message Query Name",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "QPD-1 Message Query Name: {value} is not a query that is supported",
    fix: "Send Z34 or Z44.",
    source: "CDC guide R1.5, QPD-1; IZ-67, IZ-68",
    example: "Z99^Other^CDCPHINVS",
    find: ({ segment }) => {
      const value = valueAt(segment, 1);
      return value === "" || value === "Z34" || value === "Z44"
        ? HOLDS
        : [{ field: 1, repetition: 1, component: 1, value }];
    },
  },
  {
    id: "QPD-1-OTHER-PROFILE",
    ...PLACE,
    place: "QPD-1.1",
    name: "Message Query Name",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "QPD-1 Message Query Name {value} is not the profile of MSH-21",
    fix: "Send the same profile in MSH-21 and QPD-1.",
    source: "CDC guide R1.5, IZ-67, IZ-68",
    example: "Z44 with Z34 in MSH-21",
    find: ({ segment, profile }) => {
      const value = valueAt(segment, 1);
      return when((value === "Z34" || value === "Z44") && value !== profile, {
        field: 1,
        repetition: 1,
        component: 1,
        value,
      });
    },
  },
  {
    id: "QPD-6-FUTURE",
    ...PLACE,
    place: "QPD-6",
    name: "Patient Date of Birth",
    errorCode: "999",
    applicationErrorCode: "1",
    problem: "QPD-6 Patient Date of Birth is in the future",
    fix: "Send the birth date.",
    source: "CDC guide R1.5, HL70533 1",
    example: "20991231",
    find: ({ segment, today }) => {
      const born = valueAt(segment, 6);
      return when(isRealDay(born) && dayOf(born) > today, { field: 6 });
    },
  },
];
