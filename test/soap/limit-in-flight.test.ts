import { describe, expect, test } from "vitest";
import type { Er7 } from "../../src/hl7/message.ts";
import type { Submission } from "../../src/submission/submit-single-message.ts";
import { limitInFlight } from "../../src/soap/limit-in-flight.ts";

const LIMITS = { inFlightMax: 3, perOriginMax: 2 };

function submission(requestId: string, remoteAddress = ""): Submission {
  return {
    username: undefined,
    password: undefined,
    facilityId: undefined,
    remoteAddress,
    hl7Message: undefined,
    requestId,
    receivedAtMs: 0,
  };
}

/** A handler that answers when told to. */
function heldHandler() {
  const started: string[] = [];
  const held = new Map<string, { resolve: (answer: Er7) => void; reject: (error: Error) => void }>();
  return {
    started,
    release: (id: string) => held.get(id)?.resolve(id as Er7),
    fail: (id: string) => held.get(id)?.reject(new Error(id)),
    submit: (call: Submission): Promise<Er7> => {
      started.push(call.requestId);
      return new Promise((resolve, reject) => {
        held.set(call.requestId, { resolve, reject });
      });
    },
  };
}

describe("limitInFlight()", () => {
  test("holds so many of one address and so many in all, and refuses the rest at once", async () => {
    const handler = heldHandler();
    const limited = limitInFlight(handler.submit, LIMITS);
    const [a, b] = ["a", "b"].map((id) => limited.submit(submission(id, "192.0.2.1")));
    await expect(limited.submit(submission("c", "192.0.2.1"))).rejects.toMatchObject({ code: "busy" });
    const d = limited.submit(submission("d", "192.0.2.2"));
    await expect(limited.submit(submission("e", "192.0.2.3"))).rejects.toMatchObject({ code: "busy" });
    expect([handler.started, limited.running()]).toEqual([["a", "b", "d"], 3]);
    for (const id of ["a", "b", "d"]) handler.release(id);
    expect(await Promise.all([a, b, d])).toEqual(["a", "b", "d"]);
    expect([limited.running(), limited.isFull("192.0.2.1")]).toEqual([0, false]);
  });

  test.each([
    { what: "the same address", address: "192.0.2.1", full: true },
    { what: "the same address in the dress of IPv6", address: "::ffff:192.0.2.1", full: true },
    { what: "its neighbour", address: "192.0.2.2", full: false },
  ])("isFull() of $what is $full", ({ address, full }) => {
    const limited = limitInFlight(heldHandler().submit, LIMITS);
    for (const id of ["a", "b"]) void limited.submit(submission(id, "192.0.2.1"));
    expect(limited.isFull(address)).toBe(full);
  });

  test("a failure gives its place back", async () => {
    const handler = heldHandler();
    const limited = limitInFlight(handler.submit, { inFlightMax: 1, perOriginMax: 1 });
    const a = limited.submit(submission("a"));
    handler.fail("a");
    await expect(a).rejects.toThrow("a");
    const b = limited.submit(submission("b"));
    handler.release("b");
    expect(await b).toBe("b");
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("does not take %d for a limit", (value) => {
    expect(() => limitInFlight(heldHandler().submit, { ...LIMITS, inFlightMax: value })).toThrow(RangeError);
  });
});
