import { describe, expect, test } from "vitest";
import { type Glance, glanceAt } from "../../src/soap/glance-at.ts";
import { TEST_CREDENTIAL, TEST_MESSAGE } from "../support/fake-submission.ts";
import { echoBody, envelope, submitBody, TESTED_VERSIONS } from "../support/soap-envelopes.ts";

const CALL = submitBody({ ...TEST_CREDENTIAL, hl7Message: TEST_MESSAGE });

function withHeader(id: number): Glance | undefined {
  return glanceAt(Buffer.from(`<a>urn:cdc:iisb:2011:submitSingleMessage</a><id>${id}</id>${CALL}`));
}

describe("glanceAt()", () => {
  test.each(TESTED_VERSIONS)("finds who sends in SOAP %s, the same for another message", (version) => {
    const [first, second] = [CALL, CALL.replace("|D1|", "|D2|")].map((body) =>
      glanceAt(Buffer.from(envelope(version, body))),
    );
    expect(first?.credentials.toString()).toContain(TEST_CREDENTIAL.password);
    expect(first?.credentials).toEqual(second?.credentials);
    expect(first?.kind).toBe("update");
  });

  test("is not misled by an action and a new id in the header", () => {
    expect(withHeader(1)?.credentials).toEqual(withHeader(2)?.credentials);
  });

  test.each([
    { what: "QBP", kind: "query" },
    { what: "VXQ", kind: "query" },
    { what: "VXU", kind: "update" },
  ])("takes $what for $kind", ({ what, kind }) => {
    expect(glanceAt(Buffer.from(CALL.replace("VXU^", `${what}^`)))?.kind).toBe(kind);
  });

  test.each([
    { what: "a connectivityTest", text: echoBody("hl7Message") },
    { what: "the message before the credentials", text: CALL.replace("username", "hl7Message") },
    { what: "no password", text: CALL.replaceAll("password", "x") },
    { what: "nothing", text: "" },
    { what: "UTF-16", text: Buffer.from(CALL, "utf16le") },
    { what: "credentials far behind", text: " ".repeat(5_000) + CALL },
  ])("finds nothing in $what", ({ text }) => {
    expect(glanceAt(Buffer.from(text))).toBeUndefined();
  });
});
