import type { Finding } from "../validation/finding.ts";
import { orderFindings } from "../validation/order-findings.ts";
import type { Judgement } from "./judge.ts";

/** Row of the rule reference. */
export const CONTROL_ID_REUSED: Finding = {
  ruleId: "GW-CONTROL-ID",
  severity: "W",
  location: { segment: "MSH", sequence: 1, field: 10 },
  errorCode: "205",
  text: "This message control id came today with other content. Give each message its own MSH-10.",
  effect: "keep",
};

/** The judgement with a warning that MSH-10 already stands for another message of that day (decision D7). */
export function controlIdReused(judgement: Judgement): Judgement {
  if (judgement.outcome === "rejected") return judgement;
  return { ...judgement, findings: orderFindings([...judgement.findings, CONTROL_ID_REUSED]) };
}
