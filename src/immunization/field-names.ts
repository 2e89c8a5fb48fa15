import { PROFILES } from "./profiles/profiles.ts";

/** Names of the fields in order, `|` between them; HL7 v2.5.1 with the guide's MSH-22 to MSH-25 of 2.7.1. */
const NAMES: Readonly<Record<string, string>> = {
  MSH: "Field Separator|Encoding Characters|Sending Application|Sending Facility|Receiving Application|Receiving Facility|Date/Time of Message|Security|Message Type|Message Control ID|Processing ID|Version ID|Sequence Number|Continuation Pointer|Accept Acknowledgment Type|Application Acknowledgment Type|Country Code|Character Set|Principal Language of Message|Alternate Character Set Handling|Message Profile Identifier|Sending Responsible Organization|Receiving Responsible Organization|Sending Network Address|Receiving Network Address",
  PID: "Set ID|Patient ID|Patient Identifier List|Alternate Patient ID|Patient Name|Mother's Maiden Name|Date/Time of Birth|Administrative Sex|Patient Alias|Race|Patient Address|County Code|Phone Number - Home|Phone Number - Business|Primary Language|Marital Status|Religion|Patient Account Number|SSN Number|Driver's License Number|Mother's Identifier|Ethnic Group|Birth Place|Multiple Birth Indicator|Birth Order|Citizenship|Veterans Military Status|Nationality|Patient Death Date and Time|Patient Death Indicator|Identity Unknown Indicator|Identity Reliability Code|Last Update Date/Time|Last Update Facility",
  PD1: "Living Dependency|Living Arrangement|Patient Primary Facility|Patient Primary Care Provider|Student Indicator|Handicap|Living Will Code|Organ Donor Code|Separate Bill|Duplicate Patient|Publicity Code|Protection Indicator|Protection Indicator Effective Date|Place of Worship|Advance Directive Code|Immunization Registry Status|Immunization Registry Status Effective Date|Publicity Code Effective Date",
  NK1: "Set ID|Name|Relationship|Address|Phone Number|Business Phone Number|Contact Role|Start Date|End Date",
  PV1: "Set ID|Patient Class",
  ORC: "Order Control|Placer Order Number|Filler Order Number|Placer Group Number|Order Status|Response Flag|Quantity/Timing|Parent|Date/Time of Transaction|Entered By|Verified By|Ordering Provider|Enterer's Location|Call Back Phone Number|Order Effective Date/Time|Order Control Code Reason|Entering Organization|Entering Device|Action By",
  RXA: "Give Sub-ID Counter|Administration Sub-ID Counter|Date/Time Start of Administration|Date/Time End of Administration|Administered Code|Administered Amount|Administered Units|Administered Dosage Form|Administration Notes|Administering Provider|Administered-at Location|Administered Per|Administered Strength|Administered Strength Units|Substance Lot Number|Substance Expiration Date|Substance Manufacturer Name|Substance/Treatment Refusal Reason|Indication|Completion Status|Action Code|System Entry Date/Time",
  RXR: "Route|Administration Site|Administration Device|Administration Method|Routing Instruction|Administration Site Modifier",
  OBX: "Set ID|Value Type|Observation Identifier|Observation Sub-ID|Observation Value|Units|References Range|Abnormal Flags|Probability|Nature of Abnormal Test|Observation Result Status|Effective Date of Reference Range|User Defined Access Checks|Date/Time of the Observation|Producer's ID|Responsible Observer|Observation Method",
  NTE: "Set ID|Source of Comment|Comment|Comment Type",
  MSA: "Acknowledgment Code|Message Control ID|Text Message|Expected Sequence Number|Delayed Acknowledgment Type|Error Condition",
  ERR: "Error Code and Location|Error Location|HL7 Error Code|Severity|Application Error Code|Application Error Parameter|Diagnostic Information|User Message",
  QPD: "Message Query Name|Query Tag|Patient List|Patient Name|Patient Mother's Maiden Name|Patient Date of Birth|Patient Sex|Patient Address|Patient Phone|Patient Multiple Birth Indicator|Patient Birth Order|Client Last Updated Date|Client Last Updated Facility",
  RCP: "Query Priority|Quantity Limited Request|Response Modality",
};

const FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(NAMES).map(([segment, names]) => [segment, names.split("|")]),
);

const ROWS = Object.values(PROFILES).flatMap(({ segments }) => segments);

/** @returns the name of a field, 1-based; `""` for a field that neither the guide nor the list above names */
export function fieldName(segment: string, field: number): string {
  const listed = FIELDS.get(segment)?.[field - 1];
  if (listed !== undefined) return listed;
  const row = ROWS.find((one) => one.segment === segment)?.fields.find((one) => one.field === field);
  return row?.name ?? "";
}

/** @returns the name of a segment; `""` for one that no profile names */
export function segmentName(segment: string): string {
  return ROWS.find((one) => one.segment === segment)?.name ?? "";
}
