import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSealing } from "../../src/vault/aes-sealing.ts";
import { createKeyedDigest } from "../../src/vault/keyed-digest.ts";
import type { SealRing } from "../../src/vault/seal-ring.ts";
import type { SealPlace } from "../../src/vault/sealing.ts";
import type { VaultKey } from "../../src/vault/vault-key.ts";

const KEY = { id: "1", key: randomBytes(32) };
/** A ring that never changes. */
function ringOf(key: VaultKey): Pick<SealRing, "current" | "find"> {
  return { current: () => key, find: (number) => (number === Number(key.id) ? key : undefined) };
}

const sealing = createSealing("test", ringOf(KEY), randomBytes);
const PLACE: SealPlace = { table: "message_body", column: "request", rowId: "m1", organizationId: "org-1" };

/** What opening says when the value, its place or its key is another. */
const REFUSED = /unable to authenticate|not a sealed value|not in SECRETS_DIR/;

const place = fc.record<SealPlace>({
  table: fc.string(),
  column: fc.string(),
  rowId: fc.string(),
  organizationId: fc.string(),
});
const text = fc.string({ unit: "grapheme", maxLength: 2000 });

describe("createSealing()", () => {
  test("opens what it sealed, whatever the text and place", () => {
    fc.assert(
      fc.property(place, text, (where, what) => {
        expect(sealing.open(where, sealing.seal(where, what))).toBe(what);
      }),
    );
  });

  test("opens nothing at another place, however alike the two look joined", () => {
    fc.assert(
      fc.property(place, place, text, (where, elsewhere, what) => {
        fc.pre(JSON.stringify(where) !== JSON.stringify(elsewhere));
        expect(() => sealing.open(elsewhere, sealing.seal(where, what))).toThrow(REFUSED);
      }),
    );
    const moved = { ...PLACE, rowId: "m1|5:org-1", organizationId: "" };
    expect(() => sealing.open(moved, sealing.seal(PLACE, "x"))).toThrow(REFUSED);
  });

  test("opens nothing of which one bit was changed", () => {
    const sealed = sealing.seal(PLACE, "PID|1||1^^^FAC1^MR");
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => sealing.open(PLACE, changed)).toThrow(REFUSED);
    }
  });

  test.each([0, 1, 2, 3, 15, 30])("opens nothing that was cut to %i bytes", (length) => {
    const sealed = sealing.seal(PLACE, "text");
    expect(() => sealing.open(PLACE, sealed.subarray(0, length))).toThrow(REFUSED);
  });

  test.each([
    { what: "the same key in the other realm", other: createSealing("production", ringOf(KEY), randomBytes) },
    {
      what: "another key of the same number",
      other: createSealing("test", ringOf({ id: "1", key: randomBytes(32) }), randomBytes),
    },
    {
      what: "a key of another number",
      other: createSealing("test", ringOf({ ...KEY, id: "2" }), randomBytes),
    },
  ])("opens nothing with $what", ({ other }) => {
    expect(() => other.open(PLACE, sealing.seal(PLACE, "text"))).toThrow(REFUSED);
  });

  test("seals the same text differently each time, without the text in it", () => {
    const [first, second] = [sealing.seal(PLACE, "ZZCANARY"), sealing.seal(PLACE, "ZZCANARY")];
    expect(Buffer.from(first).equals(second)).toBe(false);
    expect(Buffer.from(first).includes("ZZCANARY")).toBe(false);
  });
});

describe("createKeyedDigest()", () => {
  const test1 = createKeyedDigest("test", KEY);

  test("digest() is the same for the same text, and 43 characters of base64url", () => {
    expect(test1.digest("payload", "a")).toBe(test1.digest("payload", "a"));
    expect(test1.digest("payload", "")).toMatch(/^[\w-]{43}$/);
  });

  test.each([
    { what: "text", other: test1.digest("payload", "b") },
    { what: "purpose", other: test1.digest("name", "a") },
    { what: "realm", other: createKeyedDigest("production", KEY).digest("payload", "a") },
    {
      what: "key",
      other: createKeyedDigest("test", { id: "1", key: randomBytes(32) }).digest("payload", "a"),
    },
    { what: "split of purpose and text", other: test1.digest("payloa", "da") },
  ])("digest() differs with another $what", ({ other }) => {
    expect(other).not.toBe(test1.digest("payload", "a"));
  });
});
