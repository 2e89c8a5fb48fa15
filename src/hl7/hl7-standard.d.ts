/**
 * The part of hl7-standard 1.0.4 that the guard uses. The package ships no types; these say what its reading leaves behind
 * for text that the guard let through.
 */
declare module "hl7-standard" {
  namespace HL7 {
    /** A component: text, or the texts of its subcomponents. */
    type ComponentData = string | readonly string[];
    /** Keyed `PID.3.1`, in the order of the text. */
    type RepetitionData = Readonly<Record<string, ComponentData>>;
    /** Text, subcomponents of the only component, one repetition, or all repetitions. */
    type FieldData = string | readonly string[] | RepetitionData | readonly RepetitionData[];
    interface SegmentData {
      readonly type: string;
      /** Keyed `PID.3`, in the order of the text; MSH begins with `MSH.2`. */
      readonly data: Readonly<Record<string, FieldData>>;
      /** Position in the message, 0-based. */
      readonly index: number;
    }
  }

  class HL7 {
    constructor(text: string, options: { readonly lineEndings: string });
    /** @throws Error when the text has no line end or a name with other characters */
    transform(): void;
    /** Keyed by segment name. */
    readonly transformed: Readonly<Record<string, readonly HL7.SegmentData[]>>;
  }

  export = HL7;
}
