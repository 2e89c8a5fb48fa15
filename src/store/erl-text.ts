import type { Finding } from "../validation/finding.ts";

/** A finding's place as ERR-2 writes it, `PID^1^7`; undefined when the finding is about the whole message. */
export function erlText({ location }: Finding): string | undefined {
  if (location === undefined) return undefined;
  const { segment, sequence, field, repetition, component, subcomponent } = location;
  const parts = [segment, sequence, field, repetition, component, subcomponent];
  return parts
    .map((part) => part ?? "")
    .join("^")
    .replace(/\^+$/, "");
}
