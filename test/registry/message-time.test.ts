import { describe, expect, test } from "vitest";
import { messageInstantMs } from "../../src/registry/message-time.ts";

const ZONE = "America/Chicago";
const LATE = Date.parse("2030-01-01T00:00:00Z");

describe("messageInstantMs()", () => {
  test.each([
    { what: "an offset", text: "20260114093012-0600", iso: "2026-01-14T15:30:12.999Z" },
    { what: "no offset, read in the zone", text: "20260114093012", iso: "2026-01-14T15:30:12.999Z" },
    { what: "no offset in summer", text: "20260714093012", iso: "2026-07-14T14:30:12.999Z" },
    { what: "a fraction", text: "20260114093012.1234-0600", iso: "2026-01-14T15:30:12.999Z" },
    { what: "a minute", text: "202601140930-0600", iso: "2026-01-14T15:30:59.999Z" },
    { what: "a day, which ends late", text: "20260114", iso: "2026-01-15T05:59:59.999Z" },
    { what: "an offset of half an hour", text: "20260114093012+0530", iso: "2026-01-14T04:00:12.999Z" },
  ])("reads $what", ({ text, iso }) => {
    expect(new Date(messageInstantMs(text, ZONE, LATE)).toISOString()).toBe(iso);
  });

  test.each([
    { what: "a clock that is ahead", text: "20990101000000-0600" },
    { what: "a day that is not over", text: "20260114" },
    { what: "no time", text: "yesterday" },
    { what: "nothing", text: "" },
    { what: "no real day", text: "20260230093012-0600" },
  ])("is the receipt for $what", ({ text }) => {
    const receivedAtMs = Date.parse("2026-01-14T15:30:13Z");
    expect(messageInstantMs(text, ZONE, receivedAtMs)).toBe(receivedAtMs);
  });
});
