import { fieldAt, isFieldEmpty, leafAt, valueAt } from "../hl7/value-at.ts";
import { isRealDay } from "./check-value.ts";
import { dayOf, HOLDS, type Statement, when } from "./statement.ts";

export const PATIENT_STATEMENTS: readonly Statement[] = [
  {
    id: "PID-3-NO-ID",
    segment: "PID",
    place: "PID-3",
    name: "Patient Identifier List",
    severity: "E",
    errorCode: "101",
    loss: "message",
    problem: "PID-3 Patient Identifier List holds no id number",
    outcome: "nothing of the message is stored",
    fix: "Send the medical record number in component 1.",
    source: "CDC guide R1.5, PID-3 and CX.1; gateway decision D9",
    example: "^^^NPC^MR",
    covers: ["PID-3.1-MISSING", "PID-3.4-MISSING", "PID-3.4.1-MISSING", "PID-3.5-MISSING"],
    find: ({ segment }) => {
      const field = fieldAt(segment, 3);
      return when(!isFieldEmpty(field) && field.every((id) => leafAt(id, 1) === ""), { field: 3 });
    },
  },
  {
    id: "PID-5-NO-NAME",
    segment: "PID",
    place: "PID-5",
    name: "Patient Name",
    severity: "E",
    errorCode: "101",
    loss: "message",
    problem: "PID-5 Patient Name holds neither family nor given name",
    outcome: "nothing of the message is stored",
    fix: "Send family name in component 1 and given name in component 2.",
    source: "CDC guide R1.5, PID-5 and XPN; gateway decision D9",
    example: "^^^^^^L",
    covers: ["PID-5.1-MISSING", "PID-5.1.1-MISSING", "PID-5.2-MISSING", "PID-5.7-MISSING"],
    find: ({ segment }) => {
      const field = fieldAt(segment, 5);
      const isNameless = field.every((name) => leafAt(name, 1) === "" && leafAt(name, 2) === "");
      return when(!isFieldEmpty(field) && isNameless, { field: 5 });
    },
  },
  {
    id: "PID-7-FUTURE",
    segment: "PID",
    place: "PID-7",
    name: "Date/Time of Birth",
    severity: "E",
    errorCode: "999",
    applicationErrorCode: "1",
    loss: "message",
    problem: "PID-7 Date/Time of Birth is in the future",
    outcome: "nothing of the message is stored",
    fix: "Send the birth date.",
    source: "CDC guide R1.5, HL70533 1; gateway decision D9",
    example: "20991231",
    find: ({ segment, today }) => {
      const born = valueAt(segment, 7);
      return when(isRealDay(born) && dayOf(born) > today, { field: 7 });
    },
  },
  {
    id: "PID-29-FUTURE",
    segment: "PID",
    place: "PID-29",
    name: "Patient Death Date and Time",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "1",
    loss: "field",
    problem: "PID-29 Patient Death Date is in the future",
    outcome: "it is not stored",
    fix: "Send the date of death.",
    source: "CDC guide R1.5, HL70533 1",
    example: "20991231",
    find: ({ segment, today }) => {
      const died = valueAt(segment, 29);
      return when(isRealDay(died) && dayOf(died) > today, { field: 29 });
    },
  },
  {
    id: "PID-29-BEFORE-BIRTH",
    segment: "PID",
    place: "PID-29",
    name: "Patient Death Date and Time",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "1",
    loss: "field",
    problem: "PID-29 Patient Death Date is before the birth date",
    outcome: "it is not stored",
    fix: "Correct the date of death or of birth.",
    source: "CDC guide R1.5, HL70533 1",
    example: "the day before PID-7",
    find: ({ segment }) => {
      const [born, died] = [valueAt(segment, 7), valueAt(segment, 29)];
      return isRealDay(born) && isRealDay(died) ? when(dayOf(died) < dayOf(born), { field: 29 }) : HOLDS;
    },
  },
  {
    id: "IZ-70",
    segment: "NK1",
    place: "NK1-1",
    name: "Set ID",
    severity: "W",
    errorCode: "102",
    applicationErrorCode: "4",
    loss: "none",
    problem: "NK1-1 Set ID does not count the NK1 segments 1, 2, 3",
    outcome: "stored as sent",
    fix: "Number the NK1 segments from 1.",
    source: "CDC guide R1.5, IZ-70",
    example: "2 in the first NK1",
    find: ({ segment, profile }) => {
      const value = valueAt(segment, 1);
      return profile === "Z31"
        ? HOLDS
        : when(/^\d+$/.test(value) && Number(value) !== segment.sequence, { field: 1 });
    },
  },
  {
    id: "IZ-72",
    segment: "PID",
    profiles: ["Z31"],
    place: "PID-1",
    name: "Set ID",
    severity: "W",
    errorCode: "102",
    applicationErrorCode: "4",
    loss: "none",
    problem: "PID-1 Set ID does not count the candidates 1, 2, 3",
    outcome: "stored as sent",
    fix: "Number the PID segments from 1.",
    source: "CDC guide R1.5 addendum, IZ-72",
    example: "2 in the first PID",
    find: ({ segment }) => when(valueAt(segment, 1) !== `${segment.sequence}`, { field: 1 }),
  },
];
