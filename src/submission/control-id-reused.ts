import type { Location } from "../hl7/location.ts";
import { findingAt, type FindingRow } from "../validation/finding-row.ts";
import { orderFindings } from "../validation/order-findings.ts";
import type { Judgement } from "./judge.ts";

/** Row of the rule reference. */
export const CONTROL_ID_REUSED: FindingRow = {
  ruleId: "GW-CONTROL-ID",
  severity: "W",
  errorCode: "205",
  text: "This message control id came today with other content. Give each message its own MSH-10.",
  effect: "keep",
  source: "HL70357 205; decision D7",
};

const MSH_10: Location = { segment: "MSH", sequence: 1, field: 10 };

/** The judgement with a warning that MSH-10 already stands for another message of that day (decision D7). */
export function controlIdReused(judgement: Judgement): Judgement {
  if (judgement.outcome === "rejected") return judgement;
  return {
    ...judgement,
    findings: orderFindings([...judgement.findings, findingAt(CONTROL_ID_REUSED, MSH_10)]),
  };
}
