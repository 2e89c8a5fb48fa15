import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkCharacters } from "../../src/accounts/crockford.ts";
import { generateSecret, generateUsername, type SecretKind } from "../../src/accounts/secret.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const anyCharacter = fc.constantFrom(...ALPHABET.split(""));
const anyText = fc.array(anyCharacter, { minLength: 26, maxLength: 26 });

describe("generateSecret()", () => {
  test.each([
    ["test", "miic_t_"],
    ["production", "miic_p_"],
    ["token", "miic_k_"],
  ] as const)("of %s begins %s and has 130 bits and two check characters", (kind: SecretKind, prefix) => {
    const secret = generateSecret(randomBytes, kind);
    expect(secret).toMatch(new RegExp(`^${prefix}[${ALPHABET}]{28}$`));
    const chance = secret.slice(prefix.length, -2);
    expect(secret.slice(-2)).toBe(checkCharacters(chance));
  });

  test("takes every bit of its chance from the source", () => {
    const bytes = Uint8Array.from({ length: 26 }, (_, at) => at);
    expect(generateSecret(() => bytes, "test")).toMatch(/^miic_t_0123456789abcdefghjkmnpqrs/);
  });
});

describe("checkCharacters()", () => {
  test("tell every changed character", () => {
    fc.assert(
      fc.property(anyText, fc.nat(25), anyCharacter, (text, at, other) => {
        fc.pre(text[at] !== other);
        expect(checkCharacters(text.with(at, other).join(""))).not.toBe(checkCharacters(text.join("")));
      }),
    );
  });

  test("tell two exchanged neighbours", () => {
    fc.assert(
      fc.property(anyText, fc.nat(24), (text, at) => {
        const [left = "", right = ""] = [text[at], text[at + 1]];
        fc.pre(left !== right);
        const exchanged = text.with(at, right).with(at + 1, left);
        expect(checkCharacters(exchanged.join(""))).not.toBe(checkCharacters(text.join("")));
      }),
    );
  });
});

describe("generateUsername()", () => {
  test.each([
    ["North Prairie", "test", /^northprairie-t-[0-9a-z]{4}$/],
    ["Ångström & Søn", "production", /^angstromsn-p-[0-9a-z]{4}$/],
    ["診療所", "test", /^org-t-[0-9a-z]{4}$/],
    ["An organization with a very long name", "test", /^anorganizationwithav-t-[0-9a-z]{4}$/],
  ] as const)("of %s in %s is readable", (name, realm, shape) => {
    expect(generateUsername(randomBytes, name, realm)).toMatch(shape);
  });

  test("holds nothing that XML, a URL or HTTP Basic would escape, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(generateUsername(randomBytes, name, "test")).toMatch(/^[a-z0-9-]{6,27}$/);
      }),
    );
  });
});
