import type { Message, Segment } from "../hl7/message.ts";
import type {
  GroupElement,
  Profile,
  SegmentElement,
  StructureElement,
} from "../immunization/profiles/profile.ts";

/** One repetition of a group, or the message itself. */
export interface GroupInstance {
  /** Undefined for the message. */
  readonly element: GroupElement | undefined;
  /** 1-based count of this group in the message; 0 for the message. */
  readonly number: number;
  readonly parent: GroupInstance | undefined;
  /** All segments in it, those of inner groups too, in message order. */
  readonly segments: Segment[];
  /** Index in the message of its first segment. */
  readonly startIndex: number;
  /** Element that was filled last. */
  at: number;
  /** How often each element was filled. */
  readonly counts: number[];
  open: GroupInstance | undefined;
}

/** Where a segment was put; `undefined` for a segment that the profile does not name. */
export interface PlacedSegment {
  readonly segment: Segment;
  readonly index: number;
  readonly instance: GroupInstance;
  readonly element: SegmentElement;
}

/** What is wrong with the order of segments. */
export type StructureDefect =
  | { readonly kind: "sequence" | "repeated"; readonly segment: Segment; readonly index: number }
  | {
      readonly kind: "missing";
      /** Name of the segment that did not come. */
      readonly name: string;
      readonly instance: GroupInstance;
    };

export interface PlacedMessage {
  /** Segments in their places, message order. */
  readonly placed: readonly PlacedSegment[];
  /** The outermost repeating groups with an RXA or ORC, in message order. */
  readonly orders: readonly GroupInstance[];
  readonly defects: readonly StructureDefect[];
}

type Outcome = "placed" | "sequence" | "repeated";

/** The indexes that lead from the root of the structure to a segment name. */
type Path = readonly number[];

function pathsOf(
  elements: readonly StructureElement[],
  prefix: Path = [],
): readonly (readonly [string, Path])[] {
  return elements.flatMap((element, index): readonly (readonly [string, Path])[] =>
    element.kind === "segment"
      ? [[element.segment, [...prefix, index]]]
      : pathsOf(element.elements, [...prefix, index]),
  );
}

/** The structure of a profile, ready to place segments in. */
export interface CompiledStructure {
  readonly elements: readonly StructureElement[];
  readonly paths: ReadonlyMap<string, Path>;
}

export function compileStructure(profile: Profile): CompiledStructure {
  return { elements: profile.structure, paths: new Map(pathsOf(profile.structure)) };
}

/** Name of the segment that begins a group. */
export function firstOf(group: GroupElement): string | undefined {
  const [first] = group.elements;
  return first?.kind === "segment" ? first.segment : undefined;
}

/** @returns whether a segment of that name begins a new repetition of the group */
export function opensGroup(group: GroupElement, name: string): boolean {
  return group.anchor === name || firstOf(group) === name;
}

/** Places the segments of one message one after the other. */
class Placer {
  readonly placed: PlacedSegment[] = [];
  readonly instances: GroupInstance[] = [];
  readonly root: GroupInstance;
  readonly #structure: CompiledStructure;
  readonly #segments: readonly Segment[];
  readonly #groupCounts = new Map<string, number>();

  constructor(structure: CompiledStructure, segments: readonly Segment[]) {
    this.#structure = structure;
    this.#segments = segments;
    this.root = this.#instance(undefined, undefined, 0);
  }

  /** @returns undefined for a segment that the profile does not name */
  place(index: number): Outcome | undefined {
    const segment = this.#segments[index];
    const path = segment === undefined ? undefined : this.#structure.paths.get(segment.name);
    if (segment === undefined || path === undefined) return undefined;
    return this.#placeIn(this.root, path, 0, index, segment);
  }

  elementsOf(instance: GroupInstance): readonly StructureElement[] {
    return instance.element?.elements ?? this.#structure.elements;
  }

  #instance(
    element: GroupElement | undefined,
    parent: GroupInstance | undefined,
    startIndex: number,
  ): GroupInstance {
    const number = element === undefined ? 0 : (this.#groupCounts.get(element.group) ?? 0) + 1;
    if (element !== undefined) this.#groupCounts.set(element.group, number);
    const instance: GroupInstance = {
      element,
      number,
      parent,
      segments: [],
      startIndex,
      at: 0,
      counts: [],
      open: undefined,
    };
    this.instances.push(instance);
    return instance;
  }

  #placeIn(instance: GroupInstance, path: Path, depth: number, index: number, segment: Segment): Outcome {
    const at = path[depth] ?? 0;
    const element = this.elementsOf(instance)[at];
    if (element === undefined || at < instance.at) return "sequence";
    if (element.kind === "segment") return this.#placeSegment(instance, element, at, index, segment);
    if (at === instance.at && instance.open !== undefined) {
      const outcome = this.#placeIn(instance.open, path, depth + 1, index, segment);
      if (outcome === "placed" || !opensGroup(element, segment.name)) return outcome;
      if ((instance.counts[at] ?? 0) >= element.max) return "repeated";
    }
    if (!opensGroup(element, segment.name) || this.#isAnchorSkipped(instance, segment.name, at))
      return "sequence";
    this.#fill(instance, at);
    instance.open = this.#instance(element, instance, index);
    return this.#placeIn(instance.open, path, depth + 1, index, segment);
  }

  #placeSegment(
    instance: GroupInstance,
    element: SegmentElement,
    at: number,
    index: number,
    segment: Segment,
  ): Outcome {
    if (this.#isAnchorSkipped(instance, segment.name, at)) return "sequence";
    if (instance.element === undefined && this.#comesLater(instance, at, index)) return "sequence";
    if ((instance.counts[at] ?? 0) >= element.max) return "repeated";
    this.#fill(instance, at);
    this.placed.push({ segment, index, instance, element });
    for (let up: GroupInstance | undefined = instance; up !== undefined; up = up.parent) {
      up.segments.push(segment);
    }
    return "placed";
  }

  #fill(instance: GroupInstance, at: number): void {
    if (at !== instance.at) instance.open = undefined;
    instance.at = at;
    instance.counts[at] = (instance.counts[at] ?? 0) + 1;
  }

  /** Whether the place lies behind the group's anchor, which has not come yet. */
  #isAnchorSkipped(instance: GroupInstance, name: string, at: number): boolean {
    const anchor = instance.element?.anchor;
    if (anchor === undefined || anchor === name) return false;
    const anchorAt = this.elementsOf(instance).findIndex(
      (element) => element.kind === "segment" && element.segment === anchor,
    );
    return at > anchorAt && (instance.counts[anchorAt] ?? 0) === 0;
  }

  /** Whether a required segment that belongs before this place is still to come; then this one is out of sequence. */
  #comesLater(instance: GroupInstance, at: number, index: number): boolean {
    const elements = this.elementsOf(instance);
    for (let skipped = instance.at; skipped < at; skipped += 1) {
      const element = elements[skipped];
      if (element?.kind !== "segment" || element.usage !== "R" || (instance.counts[skipped] ?? 0) > 0)
        continue;
      const { segment: name } = element;
      for (let later = index + 1; later < this.#segments.length; later += 1) {
        if (this.#segments[later]?.name === name) return true;
      }
    }
    return false;
  }
}

type MissingSegment = Extract<StructureDefect, { readonly kind: "missing" }>;

function missingIn(placer: Placer, instance: GroupInstance): readonly MissingSegment[] {
  return placer.elementsOf(instance).flatMap((element, at): readonly MissingSegment[] => {
    if (element.usage !== "R" || (instance.counts[at] ?? 0) > 0) return [];
    const name = element.kind === "segment" ? element.segment : element.anchor;
    return [{ kind: "missing", name, instance }];
  });
}

/** The ORDER or HISTORY_FORECAST group an instance lies in, or undefined. */
export function orderOf(instance: GroupInstance | undefined): GroupInstance | undefined {
  for (let up = instance; up !== undefined; up = up.parent) {
    if (up.element?.anchor === "RXA") return up;
  }
  return undefined;
}

/**
 * Puts each segment into its place of the structure. Segments are taken in message order; one that comes too late or too
 * often is a defect and has no place (Table 3-1: out of sequence counts as empty). An RXA opens an ORDER group even without its
 * ORC, so that no given dose is lost over an order segment.
 */
export function placeSegments(structure: CompiledStructure, message: Message): PlacedMessage {
  const placer = new Placer(structure, message.segments);
  const defects: StructureDefect[] = [];
  for (const [index, segment] of message.segments.entries()) {
    const outcome = placer.place(index);
    if (outcome === "sequence" || outcome === "repeated") defects.push({ kind: outcome, segment, index });
  }
  const misplaced = new Set(
    defects.flatMap((defect) => (defect.kind === "sequence" ? [defect.segment.name] : [])),
  );
  for (const instance of placer.instances) {
    const missing = missingIn(placer, instance);
    // One that came in the wrong place is told once.
    defects.push(...missing.filter(({ name }) => instance !== placer.root || !misplaced.has(name)));
  }
  return {
    placed: placer.placed,
    orders: placer.instances.filter(({ element }) => element?.anchor === "RXA"),
    defects,
  };
}
