import type { Finding } from "../validation/finding.ts";
import { orderFindings } from "../validation/order-findings.ts";
import { USER_MESSAGE_MAX } from "./error-segments.ts";

function placeOf({ location, ruleId }: Finding): string {
  if (location === undefined) return ruleId;
  return location.field === undefined ? location.segment : `${location.segment}-${location.field}`;
}

/**
 * The one finding that a response has room for: the gravest, with the places of the others in its text, or their number
 * where the places would be too long (CDC guide R1.5, addendum: RSP has one ERR).
 *
 * @returns none when there is nothing to say
 */
export function oneError(findings: readonly Finding[]): readonly Finding[] {
  const [gravest, ...others] = orderFindings(findings);
  if (gravest === undefined) return [];
  if (others.length === 0) return [gravest];
  const places = `Also: ${[...new Set(others.map(placeOf))].join(", ")}.`;
  const count = others.length === 1 ? "1 more finding." : `${others.length} more findings.`;
  const text = [`${gravest.text} ${places}`, `${gravest.text} ${count}`].find(
    (candidate) => candidate.length <= USER_MESSAGE_MAX,
  );
  return [{ ...gravest, text: text ?? gravest.text }];
}
