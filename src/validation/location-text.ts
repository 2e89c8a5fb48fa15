import type { Location } from "../hl7/location.ts";

/**
 * The components of ERR-2 up to the last that is known. A component without a repetition stands in the first one.
 *
 * @see HL7 v2.5.1 ch. 2A, ERL
 */
export function erlComponents(location: Location): readonly string[] {
  const { segment, sequence, field, repetition, component, subcomponent } = location;
  const parts = [
    segment,
    sequence,
    field,
    field && (repetition ?? (component && 1)),
    component,
    subcomponent,
  ];
  const unknown = parts.indexOf(undefined);
  return (unknown === -1 ? parts : parts.slice(0, unknown)).map(String);
}

/** The place of a finding as ERR-2 writes it, `RXA^2^5^1^1`; `""` for the whole message. */
export function locationText(location: Location | undefined): string {
  return location === undefined ? "" : erlComponents(location).join("^");
}
