import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { CANARIES, findLeaks } from "../support/canaries.ts";

const SET_UP = `
  import { createPinoLog } from "./src/http/pino-log.ts";
  import { standardOutput } from "./src/http/standard-output.ts";
  import { stopOnDefect } from "./src/http/stop-on-defect.ts";
  const log = createPinoLog({ level: "info", clock: Date.now, destination: standardOutput() });
  stopOnDefect({ events: process, log, exit: (code) => process.exit(code) });
  setInterval(() => {}, 1000);
`;
/** Looks like a frame of a stack, too. */
const MESSAGE = `PID|1||${CANARIES.patientId}\\n    at read (src/${CANARIES.familyName}.ts:1:1)`;

describe("stopOnDefect()", () => {
  test.each([
    {
      defect: "an error thrown",
      code: `setTimeout(() => { throw new RangeError("${MESSAGE}"); })`,
      name: "RangeError",
    },
    { defect: "a text thrown", code: `setTimeout(() => { throw "${MESSAGE}"; })`, name: "string" },
    {
      defect: "a promise rejected",
      code: `void Promise.reject(new RangeError("${MESSAGE}"))`,
      name: "RangeError",
    },
    {
      defect: "an event without listener",
      code: `process.emit("error", new RangeError("${MESSAGE}"))`,
      name: "RangeError",
    },
  ])("ends the process on $defect that nobody catches, without its text", ({ code, name }) => {
    const run = spawnSync("node_modules/.bin/node", ["--input-type=module", "--eval", SET_UP + code], {
      encoding: "utf8",
    });
    expect({ exit: run.status, said: run.stderr, leaks: findLeaks(run.stdout) }).toEqual({
      exit: 1,
      said: "",
      leaks: [],
    });
    expect(JSON.parse(run.stdout)).toMatchObject({ event: "stopped", reason: "defect", errorName: name });
  });
});
