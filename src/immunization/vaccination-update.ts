import type { Message, Segment } from "../hl7/message.ts";
import { firstSegment } from "../hl7/value-at.ts";

/** One ORDER group as the sender wrote it. Any part may be missing in a message that was not accepted. */
export interface VaccinationOrder {
  /** 1-based, order of the groups in the message. */
  readonly number: number;
  readonly order: Segment | undefined;
  readonly administration: Segment | undefined;
  readonly route: Segment | undefined;
  /** OBX in message order. */
  readonly observations: readonly Segment[];
}

/** A VXU by its parts: segments of the tree, nothing copied, nothing judged. */
export interface VaccinationUpdate {
  readonly header: Segment | undefined;
  readonly patient: Segment | undefined;
  readonly demographics: Segment | undefined;
  readonly relatives: readonly Segment[];
  readonly orders: readonly VaccinationOrder[];
}

/** Segments by group: a group opens with an ORC, or with an RXA when the group before has one already. */
function orderGroups(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const groups: Segment[][] = [];
  let hasRxa = false;
  for (const segment of segments) {
    const opens = segment.name === "ORC" || (segment.name === "RXA" && (hasRxa || groups.length === 0));
    if (opens) {
      groups.push([]);
      hasRxa = false;
    }
    hasRxa ||= segment.name === "RXA";
    groups.at(-1)?.push(segment);
  }
  return groups;
}

/**
 * A pure view of an update. Whether it may be used is for `validate` to say; on the message that was accepted, what is not
 * stored is not in it.
 *
 * @see CDC guide R1.5, Table 5-1
 */
export function readVaccinationUpdate(message: Message): VaccinationUpdate {
  return {
    header: firstSegment(message, "MSH"),
    patient: firstSegment(message, "PID"),
    demographics: firstSegment(message, "PD1"),
    relatives: message.segments.filter(({ name }) => name === "NK1"),
    orders: orderGroups(message.segments).map((group, index) => {
      const first = (name: string): Segment | undefined => group.find((segment) => segment.name === name);
      return {
        number: index + 1,
        order: first("ORC"),
        administration: first("RXA"),
        route: first("RXR"),
        observations: group.filter(({ name }) => name === "OBX"),
      };
    }),
  };
}
