import type { Field, Message, Repetition, Segment } from "../hl7/message.ts";
import type { Defect } from "./defect.ts";

const EMPTY: Repetition = [[""]];

/** A copy of the list with one place written; places before it that were not there are filled. */
function withAt<T>(list: readonly T[], index: number, value: T, filler: T): readonly T[] {
  const copy = [...list];
  while (copy.length < index) copy.push(filler);
  copy[index] = value;
  return copy;
}

function changeRepetition(repetition: Repetition, defect: Defect): Repetition {
  const { rule, place, instead } = defect;
  const component = (place.component ?? 1) - 1;
  if (instead !== undefined && instead.length > 1) return instead.map((text) => [text]);
  if (instead !== undefined) return withAt(repetition, component, [instead[0] ?? ""], [""]);
  return rule.loss === "component" ? withAt(repetition, component, [""], [""]) : EMPTY;
}

function changeField(field: Field, defect: Defect): Field {
  const { rule, place, into } = defect;
  if (rule.loss === "field") return [];
  const index = (into ?? place.repetition ?? 1) - 1;
  const changed = withAt(field, index, changeRepetition(field[index] ?? EMPTY, defect), EMPTY);
  return place.toEnd === true ? changed.slice(0, index) : changed;
}

function changeSegment(segment: Segment, defects: readonly Defect[]): Segment {
  let { fields } = segment;
  for (const defect of defects) {
    const { field: number } = defect.place;
    if (number === undefined) continue;
    fields = withAt(fields, number - 1, changeField(fields[number - 1] ?? [], defect), []);
  }
  return { ...segment, fields };
}

/** Whether a defect changes what its segment holds, the whole segment apart. */
export function isChange({ rule, instead, place }: Defect): boolean {
  if (place.subcomponent !== undefined) return false;
  return instead !== undefined || ["field", "repetition", "component"].includes(rule.loss);
}

/**
 * The message as it may be stored. `removed` holds the indexes of segments that are gone.
 *
 * @returns the same object when nothing changes
 */
export function applyChanges(
  message: Message,
  defects: readonly Defect[],
  removed: ReadonlySet<number>,
): Message {
  const changes = Map.groupBy(defects.filter(isChange), ({ index }) => index);
  if (changes.size === 0 && removed.size === 0) return message;
  return {
    segments: message.segments.flatMap((segment, index) => {
      if (removed.has(index)) return [];
      const own = changes.get(index);
      return [own === undefined ? segment : changeSegment(segment, own)];
    }),
  };
}
