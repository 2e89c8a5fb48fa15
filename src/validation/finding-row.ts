import type { Location } from "../hl7/location.ts";
import type { Finding } from "./finding.ts";

/** A row of a rule table whose finding is the same wherever it is made. */
export interface FindingRow extends Omit<Finding, "location"> {
  readonly source: string;
}

/** The finding of a row at a place. */
export function findingAt(row: FindingRow, location: Location): Finding {
  const { ruleId, severity, errorCode, applicationErrorCode, text, effect } = row;
  const codes = applicationErrorCode === undefined ? { errorCode } : { errorCode, applicationErrorCode };
  return { ruleId, severity, location, ...codes, text, effect };
}
