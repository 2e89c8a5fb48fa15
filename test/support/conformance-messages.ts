import { readMessage } from "../../src/hl7/read-message.ts";
import type { Message } from "../../src/hl7/message.ts";
import type { Finding } from "../../src/validation/finding.ts";

/** The base messages of the conformance cases; synthetic people. */

/** B: one dose given here, clean by every rule. */
export const BASE_UPDATE: string = [
  "MSH|^~\\&|DEMOEHR|9998|MIIC|MIIC|20260114093012-0600||VXU^V04^VXU_V04|C-01|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS",
  "PID|1||MRN100^^^NPC^MR||Testperch^Wren^^^^^L||20240309|F",
  "ORC|RE||V1^NPC",
  "RXA|0|1|20260105||03^MMR^CVX|0.5|mL^milliliter^UCUM||00^New immunization record^NIP001||^^^9998||||L123|20270930|MSD^Merck^MVX|||CP|A",
  "RXR|C38299^Subcutaneous^NCIT|LA^Left Arm^HL70163",
  "OBX|1|CE|64994-7^Eligibility^LN|1|V01^Not VFC eligible^HL70064||||||F|||20260105|||VXC40^Immunization level^CDCPHINVS",
  "OBX|2|CE|69764-9^Document type^LN|2|253088698300012711210806^MMR VIS^cdcgs1vis||||||F|||20260105",
  "OBX|3|DT|29769-7^VIS presented^LN|2|20260105||||||F|||20260105",
  "",
].join("\r");

/** H: a historical dose to append to B. */
export const HISTORICAL_DOSE: string = [
  "ORC|RE||V2^NPC",
  "RXA|0|1|20250310||21^varicella^CVX|999|||01^Historical^NIP001|||||||||||CP|A",
  "",
].join("\r");

/** Q: a history query. */
export const BASE_QUERY: string = [
  "MSH|^~\\&|DEMOEHR|9998|MIIC|MIIC|20260114100000-0600||QBP^Q11^QBP_Q11|C-02|P|2.5.1|||ER|AL|||||Z34^CDCPHINVS",
  "QPD|Z34^Request Immunization History^CDCPHINVS|T1|MRN100^^^NPC^MR|Testperch^Wren^^^^^L||20240309|F",
  "RCP|I|10^RD&records&HL70126",
  "",
].join("\r");

/** The order of a message without the groups of B, to put another in its place. */
export function withoutOrder(er7: string): string {
  return er7
    .split("\r")
    .filter((line) => !/^(?:ORC|RXA|RXR|OBX)\|/.test(line))
    .join("\r");
}

/** The text with a segment put before or behind the first one of a name. */
export function insertSegment(er7: string, where: { readonly after: string }, segment: string): string {
  const lines = er7.split("\r");
  const at = lines.findIndex((line) => line.startsWith(`${where.after}|`));
  return lines.toSpliced(at + 1, 0, segment).join("\r");
}

/** The text without the segments whose line begins so. */
export function removeSegment(er7: string, beginning: string): string {
  return er7
    .split("\r")
    .filter((line) => !line.startsWith(beginning))
    .join("\r");
}

/** The message tree of a text that the reader takes. */
export function messageOf(er7: string): Message {
  const reading = readMessage(er7);
  if (reading.kind !== "message") throw new Error(`not read as a message: ${reading.kind}`);
  return reading.message;
}

/** A finding as the cases write it: `RXA^1^5^1^1 103/5 E`. */
export function findingLine({ location, errorCode, applicationErrorCode, severity }: Finding): string {
  const place = [
    location?.segment,
    location?.sequence,
    location?.field,
    location?.repetition ?? (location?.component === undefined ? undefined : 1),
    location?.component,
    location?.subcomponent,
  ].filter((part) => part !== undefined);
  return `${place.join("^")} ${errorCode}/${applicationErrorCode ?? "-"} ${severity}`;
}
