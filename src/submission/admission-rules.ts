import { stagePermitsProduction } from "../accounts/organization.ts";
import type { Principal, Sender } from "../accounts/principal.ts";
import type { Location } from "../hl7/location.ts";
import type { Realm } from "../kernel/realm.ts";
import type { FindingRow } from "../validation/finding-row.ts";
import type { MessageKind } from "../validation/validation.ts";

/** What admission looks at: who calls, for which site, with what kind of message. */
export interface AdmissionCase {
  readonly realm: Realm;
  readonly principal: Principal;
  /** Owner of the site that MSH-4 names; undefined when it is no current site of the organization or its children. */
  readonly sender: Sender | undefined;
  readonly type: MessageKind;
  /** MSH-11.1 as sent. */
  readonly processingId: string;
  /** The message stands between batch headers. */
  readonly isBatch: boolean;
}

/** A row: why a message that could be read is not processed at all (AR). The first broken row answers. */
export interface AdmissionRule extends FindingRow {
  readonly isBroken: (admission: AdmissionCase) => boolean;
  readonly location: Location;
}

const REJECT = { severity: "E", effect: "reject" } as const;

const MSH_4: Location = { segment: "MSH", sequence: 1, field: 4 };
const MSH_9: Location = { segment: "MSH", sequence: 1, field: 9 };
const MSH_11: Location = { segment: "MSH", sequence: 1, field: 11, repetition: 1, component: 1 };

function lacks(right: "submit" | "query", type: MessageKind): AdmissionRule["isBroken"] {
  return (admission) => admission.type === type && admission.sender?.may.includes(right) !== true;
}

/** In production the owner of the site must have come that far itself (decision D25), unless staff overrode it (D31). */
function productionClosed({ realm, sender }: AdmissionCase): boolean {
  if (realm !== "production" || sender === undefined) return false;
  return !stagePermitsProduction(sender.stage) && !sender.productionOverride;
}

export const ADMISSION_RULES: readonly AdmissionRule[] = [
  {
    ...REJECT,
    ruleId: "GW-BATCH",
    isBroken: ({ isBatch }) => isBatch,
    location: { segment: "BHS", sequence: 1 },
    errorCode: "200",
    text: "Batch headers (FHS, BHS) are not supported. Send each message alone, one per call.",
    source: "CDC WSDL 2011: one message per call; decision D11",
  },
  {
    ...REJECT,
    ruleId: "GW-PROCESSING-ID",
    isBroken: ({ realm, processingId }) => realm === "production" && processingId !== "P",
    location: MSH_11,
    errorCode: "202",
    text: "Production takes MSH-11 P only. Send tests with the test credential, or set MSH-11 to P.",
    source: "decision D10",
  },
  {
    ...REJECT,
    ruleId: "GW-SITE",
    isBroken: ({ sender }) => sender === undefined || sender.suspended,
    location: MSH_4,
    errorCode: "103",
    applicationErrorCode: "5",
    text: "MSH-4 is not a facility code of this organization. Send the code that MIIC gave the site, or ask to add it.",
    source: "decisions D11 and D25",
  },
  {
    ...REJECT,
    ruleId: "GW-STAGE",
    isBroken: productionClosed,
    location: MSH_4,
    errorCode: "103",
    applicationErrorCode: "5",
    text: "The facility in MSH-4 is not yet moved to production. Send its messages with the test credential.",
    source: "decision D25",
  },
  {
    ...REJECT,
    ruleId: "GW-RIGHT-SUBMIT",
    isBroken: lacks("submit", "update"),
    location: MSH_9,
    errorCode: "200",
    text: "This organization may not submit updates. Ask the help desk to add the right to submit.",
    source: "decision D25",
  },
  {
    ...REJECT,
    ruleId: "GW-RIGHT-QUERY",
    isBroken: lacks("query", "query"),
    location: MSH_9,
    errorCode: "200",
    text: "This organization may not query. Ask the help desk to add the right to query.",
    source: "decision D25",
  },
];

/** @returns the first row that the message breaks; undefined when it is admitted */
export function findAdmissionObstacle(admission: AdmissionCase): AdmissionRule | undefined {
  return ADMISSION_RULES.find((rule) => rule.isBroken(admission));
}
