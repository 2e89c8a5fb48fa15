import type { Message, Segment } from "../../hl7/message.ts";

/** One ORDER group that has an RXA. */
export interface OrderGroup {
  readonly orc: Segment | undefined;
  readonly rxa: Segment;
  /** All segments in message order, ORC and RXA among them. */
  readonly segments: readonly Segment[];
}

const DETAILS: ReadonlySet<string> = new Set(["TQ1", "TQ2", "RXR", "OBX", "NTE"]);

interface OpenGroup {
  orc: Segment | undefined;
  rxa: Segment | undefined;
  readonly segments: Segment[];
}

function opensGroup(segment: Segment, open: OpenGroup | undefined): boolean {
  return segment.name === "ORC" || (segment.name === "RXA" && (open === undefined || open.rxa !== undefined));
}

/**
 * The ORDER groups of a message that was accepted: what does not belong into one is gone from it already. A group opens with
 * its ORC, or with its RXA where the ORC is missing.
 *
 * @see CDC guide R1.5, Table 5-1
 */
export function orderGroups(accepted: Message): readonly OrderGroup[] {
  const groups: OpenGroup[] = [];
  for (const segment of accepted.segments) {
    let open = groups.at(-1);
    if (opensGroup(segment, open)) {
      open = { orc: undefined, rxa: undefined, segments: [] };
      groups.push(open);
    }
    if (open === undefined) continue;
    if (segment.name === "ORC") open.orc = segment;
    else if (segment.name === "RXA") open.rxa = segment;
    else if (!DETAILS.has(segment.name)) continue;
    open.segments.push(segment);
  }
  return groups.flatMap(({ orc, rxa, segments }) => (rxa === undefined ? [] : [{ orc, rxa, segments }]));
}
