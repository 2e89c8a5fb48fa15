import { describe, expect, test } from "vitest";
import type { Er7 } from "../../src/hl7/message.ts";
import type { Submission } from "../../src/submission/submit-single-message.ts";
import { limitInFlight } from "../../src/soap/limit-in-flight.ts";

const LIMITS = { inFlightMax: 2, waitingMax: 1, waitingDurationMsMax: 60_000 };

function submission(requestId: string): Submission {
  return {
    username: undefined,
    password: undefined,
    facilityId: undefined,
    remoteAddress: "",
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
  test("runs so many, lets so many wait, and refuses the rest at once", async () => {
    const handler = heldHandler();
    const limited = limitInFlight(handler.submit, LIMITS);
    const [a, b, c] = ["a", "b", "c"].map((id) => limited.submit(submission(id)));
    await expect(limited.submit(submission("d"))).rejects.toMatchObject({ code: "busy" });
    expect([handler.started, limited.isFull(), limited.running()]).toEqual([["a", "b"], true, 2]);
    handler.release("a");
    await a;
    await Promise.resolve();
    expect([handler.started, limited.isFull()]).toEqual([["a", "b", "c"], false]);
    handler.release("b");
    handler.release("c");
    expect(await Promise.all([b, c])).toEqual(["b", "c"]);
    expect(limited.running()).toBe(0);
  });

  test("a failure gives its place on", async () => {
    const handler = heldHandler();
    const limited = limitInFlight(handler.submit, { ...LIMITS, inFlightMax: 1 });
    const a = limited.submit(submission("a"));
    const b = limited.submit(submission("b"));
    await Promise.resolve();
    handler.fail("a");
    await expect(a).rejects.toThrow("a");
    await Promise.resolve();
    handler.release("b");
    expect(await b).toBe("b");
  });

  test("who waits too long is refused and never runs", async () => {
    const handler = heldHandler();
    const limited = limitInFlight(handler.submit, { inFlightMax: 1, waitingMax: 1, waitingDurationMsMax: 1 });
    const a = limited.submit(submission("a"));
    await expect(limited.submit(submission("b"))).rejects.toMatchObject({ code: "busy" });
    handler.release("a");
    await a;
    expect([handler.started, limited.running()]).toEqual([["a"], 0]);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("does not take %d for a limit", (value) => {
    expect(() => limitInFlight(heldHandler().submit, { ...LIMITS, inFlightMax: value })).toThrow(RangeError);
  });
});
