import type { Message, Segment } from "../../hl7/message.ts";
import { fieldAt, firstSegment, leafAt, valueAt } from "../../hl7/value-at.ts";
import { parseHl7Day } from "../../kernel/dates.ts";
import { type Demographics, NO_DEMOGRAPHICS } from "../matching/demographics.ts";
import {
  addressesIn,
  countIn,
  identifiersIn,
  nameIn,
  namesIn,
  phonesIn,
  yesOrNo,
} from "../patient/read-person-parts.ts";
import { CANDIDATES_MAX, type ImmunizationQuery } from "./immunization-query.ts";

/** Ids count only whole: number, authority and type; an address only with city and state (CDC guide R1.5, Table 7-6). */
function demographicsOf(qpd: Segment): Demographics {
  const whole = fieldAt(qpd, 3).filter((id) => leafAt(id, 5) !== "" && isNamed(id));
  return {
    ...NO_DEMOGRAPHICS,
    identifiers: identifiersIn(whole, ""),
    names: namesIn(fieldAt(qpd, 4).slice(0, 1)),
    motherMaidenName: nameIn(fieldAt(qpd, 5)[0]),
    birthDate: parseHl7Day(valueAt(qpd, 6)),
    sex: valueAt(qpd, 7),
    addresses: addressesIn(fieldAt(qpd, 8)).filter(({ city, state }) => city !== "" && state !== ""),
    phones: phonesIn(fieldAt(qpd, 9)),
    multipleBirth: yesOrNo(valueAt(qpd, 10)),
    birthOrder: countIn(valueAt(qpd, 11)),
  };
}

function isNamed(id: Parameters<typeof leafAt>[0]): boolean {
  return leafAt(id, 4) !== "" || leafAt(id, 4, 2) !== "";
}

/** The lower of RCP-2 and our own bound; validation refuses what is no positive number before. */
function candidatesMaxOf(accepted: Message): number {
  const rcp = firstSegment(accepted, "RCP");
  const asked = rcp === undefined ? "" : valueAt(rcp, 2);
  return /^[1-9]\d*$/.test(asked) ? Math.min(Number(asked), CANDIDATES_MAX) : CANDIDATES_MAX;
}

/**
 * Read a query that validation accepted. Never throws.
 *
 * @param profile as validation named it, from MSH-21 and QPD-1
 */
export function readQuery(accepted: Message, profile: "Z34" | "Z44"): ImmunizationQuery {
  const qpd = firstSegment(accepted, "QPD");
  return {
    kind: profile === "Z44" ? "forecast" : "history",
    asked: qpd === undefined ? NO_DEMOGRAPHICS : demographicsOf(qpd),
    candidatesMax: candidatesMaxOf(accepted),
  };
}
