import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogFields } from "../../src/kernel/log.ts";
import { createPinoLog } from "../../src/http/pino-log.ts";
import { memoryLog } from "../support/memory-log.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;

describe("createPinoLog()", () => {
  test("writes one JSON line with level, time, event and the fields, and no message text", () => {
    const { log, lines } = memoryLog();
    log("info", "listening", { port: 8080, consolePort: 8081 });
    expect(lines).toEqual([
      '{"level":"info","time":"2026-01-14T15:00:00.000Z","event":"listening","port":8080,"consolePort":8081}\n',
    ]);
  });

  test("writes every field of the closed set with its value", () => {
    const fields: Required<LogFields> = {
      requestId: "r",
      realm: "test",
      organizationId: "o",
      credentialId: "c",
      messageId: "m",
      operation: "submitSingleMessage",
      httpStatus: 200,
      ackCode: "AA",
      faultCode: "SecurityFault",
      ruleIds: ["IZG-0031", "IZG-0032"],
      replay: false,
      bytes: 0,
      durationMs: 1.5,
      waitedMs: 7,
      soapVersion: "1.2",
      port: 1,
      consolePort: 2,
      pid: 3,
      reason: "SIGTERM",
      errorName: "TypeError",
      errorCode: "EPIPE",
      errorAt: "src/main.ts:1:1",
      store: "sqlite",
      waiting: 4,
      workers: 5,
      dataVersion: "4.61",
      dataSha256: "ab12",
      problems: 1,
    };
    const { log, events } = memoryLog();
    log("warn", "fault-answered", fields);
    expect(events()).toEqual([
      { level: "warn", time: "2026-01-14T15:00:00.000Z", event: "fault-answered", ...fields },
    ]);
  });

  test("drops what the set does not name, whatever the types said", () => {
    const { log, events } = memoryLog();
    const smuggled = { requestId: "r", patientName: "x", msg: "x", password: "x", level: "x", time: "x" };
    log("info", "starting", smuggled);
    expect(events()).toEqual([
      { level: "info", time: "2026-01-14T15:00:00.000Z", event: "starting", requestId: "r" },
    ]);
  });

  test.each([
    { field: "requestId", value: { toJSON: () => "x" } },
    { field: "requestId", value: 7 },
    { field: "bytes", value: "7" },
    { field: "bytes", value: Number.NaN },
    { field: "bytes", value: Number.POSITIVE_INFINITY },
    { field: "replay", value: "yes" },
    { field: "ruleIds", value: "IZG-0031" },
  ])("drops $field when its value $value is of another type", ({ field, value }) => {
    const { log, events } = memoryLog();
    log("info", "starting", { [field]: value });
    expect(events()[0]).not.toHaveProperty(field);
  });

  test("does not read inherited fields or call a getter", () => {
    const { log, events } = memoryLog();
    const inherited = Object.create({ reason: "inherited" }) as LogFields;
    Object.defineProperty(inherited, "store", { get: () => "computed", enumerable: true });
    log("info", "starting", inherited);
    expect(Object.keys(events()[0] ?? {})).toEqual(["level", "time", "event"]);
  });

  test("cuts a text at 200 characters and a list at 100 entries", () => {
    const { log, events } = memoryLog();
    log("info", "starting", { reason: "x".repeat(201), ruleIds: Array.from({ length: 101 }, () => "y") });
    expect(events()[0]?.["reason"]).toBe("x".repeat(200));
    expect(events()[0]?.["ruleIds"]).toHaveLength(100);
  });

  test("is one line of harmless characters for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { log, lines } = memoryLog();
        log("info", "starting", { reason: text, ruleIds: [text] });
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
        expect(lines[0]?.trimEnd()).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
        expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info", event: "starting" });
      }),
    );
  });

  test.each(LEVELS)("at level %s says that the server listens, for others wait for it", (level) => {
    const lines: string[] = [];
    const log = createPinoLog({ level, clock: () => 0, destination: { write: (line) => lines.push(line) } });
    log("info", "listening", { port: 1, consolePort: 2 });
    expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ level: "info", event: "listening", port: 1 });
  });

  test.each(LEVELS)("at level %s writes that level and those above", (level) => {
    const lines: string[] = [];
    const log = createPinoLog({ level, clock: () => 0, destination: { write: (line) => lines.push(line) } });
    for (const each of LEVELS) log(each, "starting", {});
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(
      LEVELS.slice(LEVELS.indexOf(level)),
    );
  });
});
