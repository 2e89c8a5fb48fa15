import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePrivateFolder } from "../../src/vault/make-private-folder.ts";
import { removeFolder, temporaryFolder } from "../support/run-gateway.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

test("makePrivateFolder() makes what is missing for our user only, and leaves what is there", () => {
  const path = join(folder, "a", "b");
  makePrivateFolder(path);
  makePrivateFolder(path);
  for (const made of [path, join(folder, "a")]) expect(statSync(made).mode & 0o777).toBe(0o700);
});

test("makePrivateFolder() ends with an error where no folder can be made", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => makePrivateFolder(join(folder, "file", "x"))).toThrow(/ENOTDIR|EEXIST/);
  expect(() => makePrivateFolder("/proc/x/y")).toThrow(/ENOENT|EACCES|EPERM/);
});
