import type { Brand } from "../kernel/brand.ts";

/** Text in ER7 form: `|^~\&` delimiters, each segment ended by CR. What we send is always of this type. */
export type Er7 = Brand<"Er7">;

/** One component: its subcomponents, unescaped, 1-based in the guide and 0-based here. `[""]` when empty. */
export type Component = readonly string[];
/** One repetition of a field: its components. `[[""]]` when empty, which keeps its place (`~^note`). */
export type Repetition = readonly Component[];
/** A field: its repetitions in order. An empty array when nothing was sent. */
export type Field = readonly Repetition[];

/**
 * One segment in message order. `fields[0]` is field 1; for MSH that is the separator itself and `fields[1]` the
 * encoding characters, never split or unescaped, so that MSH-9 is `fields[8]`.
 */
export interface Segment {
  /** Three characters, `^[A-Z][A-Z0-9]{2}$`. */
  readonly name: string;
  /** 1-based count of this name in the whole message: component 2 of ERR-2. */
  readonly sequence: number;
  readonly fields: readonly Field[];
}

/** A message as received: segments in order, all leaves unescaped. The first segment is MSH. */
export interface Message {
  readonly segments: readonly Segment[];
}
