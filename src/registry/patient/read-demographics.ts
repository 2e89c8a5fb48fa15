import { fieldAt, valueAt } from "../../hl7/value-at.ts";
import { parseHl7Day } from "../../kernel/dates.ts";
import type { Demographics } from "../matching/demographics.ts";
import type { PatientReport } from "./patient-report.ts";
import {
  addressesIn,
  countIn,
  identifiersIn,
  nameIn,
  namesIn,
  phonesIn,
  yesOrNo,
} from "./read-person-parts.ts";

/** Type of an identifier that was sent without one (decision D9). */
const MEDICAL_RECORD = "MR";

/**
 * What a report says of a person, for matching. An identifier without an authority is the sending site's, one without a type
 * a medical record number (decision D9).
 */
export function readDemographics({ pid, relatives, site }: PatientReport): Demographics {
  return {
    names: namesIn(fieldAt(pid, 5)),
    birthDate: parseHl7Day(valueAt(pid, 7)),
    sex: valueAt(pid, 8),
    motherMaidenName: nameIn(fieldAt(pid, 6)[0]),
    multipleBirth: yesOrNo(valueAt(pid, 24)),
    birthOrder: countIn(valueAt(pid, 25)),
    relatives: relatives.flatMap((nk1) => namesIn(fieldAt(nk1, 2))),
    addresses: addressesIn(fieldAt(pid, 11)),
    phones: phonesIn(fieldAt(pid, 13)),
    identifiers: identifiersIn(fieldAt(pid, 3), site).map(({ value, authority, type }) => ({
      value,
      authority,
      type: type === "" ? MEDICAL_RECORD : type,
    })),
  };
}
