import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { standardOutput, type WriteBytes } from "../../src/http/standard-output.ts";

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A descriptor that takes what `steps` say, one after the other: so many bytes, or an error; then everything. */
function fakeDescriptor(steps: (number | string)[]): { written: () => string; write: WriteBytes } {
  const taken: Uint8Array[] = [];
  const write: WriteBytes = (_descriptor, bytes, offset) => {
    const step = steps.shift();
    if (typeof step === "string") throw failure(step);
    const part = bytes.subarray(offset, step === undefined ? bytes.length : offset + step);
    taken.push(part);
    return part.length;
  };
  return { write, written: () => Buffer.concat(taken).toString("utf8") };
}

describe("standardOutput()", () => {
  test.each([
    { steps: [], written: "one\ntwo\n", behaviour: "writes lines as they come" },
    { steps: [1, 2], written: "one\ntwo\n", behaviour: "goes on after part of a line" },
    { steps: ["EAGAIN", "EAGAIN"], written: "one\ntwo\n", behaviour: "tries a full pipe again" },
    { steps: ["EPIPE"], written: "two\n", behaviour: "loses the line that nobody reads" },
    { steps: ["ENOSPC"], written: "two\n", behaviour: "loses the line that the disk does not hold" },
    { steps: [2, "ENOSPC"], written: "on\ntwo\n", behaviour: "begins anew after a torn line" },
    { steps: [2, "ENOSPC", "ENOSPC"], written: "on", behaviour: "loses line after line while it lasts" },
  ])("$behaviour", ({ steps, written }) => {
    const descriptor = fakeDescriptor(steps);
    const output = standardOutput(descriptor.write);
    output.write("one\n");
    output.write("two\n");
    expect(descriptor.written()).toBe(written);
  });

  test("gives up a line when the pipe stays full", () => {
    const descriptor = fakeDescriptor(Array.from({ length: 21 }, () => "EAGAIN"));
    const output = standardOutput(descriptor.write);
    output.write("one\n");
    output.write("two\n");
    expect(descriptor.written()).toBe("two\n");
  });

  test("lets a process live on whose reader has gone", async () => {
    const child = spawn("node_modules/.bin/node", ["test/support/log-until-closed.ts"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { port } = JSON.parse(line.toString("utf8")) as { port: number };
    child.stdout.destroy();
    const exited = once(child, "exit");
    const first = await fetch(`http://127.0.0.1:${port}/`);
    const second = await fetch(`http://127.0.0.1:${port}/`, { method: "POST" });
    expect([await first.text(), await second.text()]).toEqual(["answered", "answered"]);
    expect(await exited).toEqual([0, null]);
  });
});
