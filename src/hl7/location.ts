/**
 * A place in a message as ERR-2 (ERL) names it; every number is 1-based.
 *
 * @see CDC guide R1.5, ERR-2; HL7 v2.5.1 ch. 2A, ERL
 */
export interface Location {
  /** Segment name, three letters. */
  readonly segment: string;
  /** Count of that segment name in the whole message. */
  readonly sequence: number;
  /** Field as the standard counts it (MSH-9 is 9). */
  readonly field?: number;
  readonly repetition?: number;
  readonly component?: number;
  readonly subcomponent?: number;
}
