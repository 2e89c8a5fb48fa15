import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

const CORE_ABOVE_SUBMISSION = [
  "kernel",
  "hl7",
  "codes",
  "immunization",
  "validation",
  "review",
  "registry",
  "forecast",
  "acknowledgment",
  "vault",
  "documents",
  "accounts",
  "onboarding",
  "retention",
  "journal",
];

/** The import table of ARCHITECTURE.md: folder → folders, npm packages and node: modules it may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  hl7: ["kernel", "npm:hl7-standard"],
  codes: ["kernel"],
  immunization: ["kernel", "hl7", "codes"],
  validation: ["kernel", "hl7", "codes", "immunization"],
  review: ["kernel", "hl7", "codes", "immunization", "validation"],
  registry: ["kernel", "hl7", "codes", "immunization", "validation"],
  // saxes reads CDC's XML; reading files is the store's.
  forecast: ["kernel", "codes", "npm:saxes"],
  acknowledgment: ["kernel", "hl7", "codes", "immunization", "validation", "registry", "forecast"],
  vault: ["kernel", "node:crypto", "node:fs", "node:path"],
  accounts: ["kernel", "npm:otpauth", "node:crypto", "node:net", "node:util"],
  documents: ["kernel", "npm:pdfkit", "npm:nodemailer", "node:fs", "node:path"],
  onboarding: ["kernel", "review", "accounts", "documents"],
  retention: ["kernel", "review"],
  journal: ["kernel", "node:fs", "node:path"],
  backup: ["kernel", "journal", "accounts", "node:crypto", "node:fs", "node:path"],
  submission: CORE_ABOVE_SUBMISSION,
  store: [
    "kernel",
    "vault",
    "accounts",
    "documents",
    "onboarding",
    "submission",
    "registry",
    "retention",
    "journal",
    "backup",
    "review",
    "validation",
    "forecast",
    "npm:kysely",
    "npm:pg",
    "node:sqlite",
    "node:worker_threads",
    "node:crypto",
    "node:fs",
    "node:path",
    "node:readline",
  ],
  console: [
    "kernel",
    "hl7",
    "codes",
    "immunization",
    "validation",
    "review",
    "registry",
    "accounts",
    "onboarding",
    "submission",
  ],
  telemetry: ["kernel", "npm:prom-client"],
  soap: ["kernel", "submission", "accounts", "npm:soap", "npm:saxes", "npm:passport", "node:fs", "node:zlib"],
  http: [
    "kernel",
    "soap",
    "accounts",
    "submission",
    "console",
    "onboarding",
    "review",
    "registry",
    "forecast",
    "validation",
    "npm:express",
    "npm:qrcode",
    "npm:zod",
    "npm:helmet",
    "npm:passport",
    "npm:passport-http",
    "npm:pino",
    "node:http",
    "node:https",
    "node:net",
    "node:tls",
    "node:fs",
    "node:zlib",
    "node:perf_hooks",
    "node:crypto",
    "node:stream",
  ],
};

/** It puts the parts together, like `main.ts`: it may import anything, and no row above names it. */
const COMPOSITION = "composition";

const IMPORT = /^(?:import|export)\b[^;]*?from "([^"]+)";$/gms;

function folderOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier.startsWith(".") ? folderOf(join(dirname(file), specifier)) : `npm:${specifier}`;
}

/** What of the file's imports the table does not allow; re-exports are never allowed. */
function violations(file: string, text: string): readonly string[] {
  const folder = folderOf(file);
  const targets = [...text.matchAll(IMPORT)].map(([, specifier = ""]) => targetOf(file, specifier));
  const notAllowed = targets.filter(
    (target) => target !== folder && folder !== COMPOSITION && MAY_IMPORT[folder]?.includes(target) !== true,
  );
  const dynamic = /\bimport\(/.test(text) ? ["import()"] : [];
  return /^export\b[^;]*?\bfrom "/m.test(text)
    ? [...notAllowed, ...dynamic, "re-export"]
    : [...notAllowed, ...dynamic];
}

describe("the import table", () => {
  test.each(globSync("src/*/**/*.ts"))("%s imports only what its folder may", (file) => {
    expect(violations(file, readFileSync(file, "utf8"))).toEqual([]);
  });

  test.each([
    { text: 'import { x } from "../store/x.ts";', found: ["store"] },
    { text: 'import type { X } from "../store/x.ts";', found: ["store"] },
    { text: 'import { readFileSync } from "node:fs";', found: ["node:fs"] },
    { text: 'import express from "express";', found: ["npm:express"] },
    { text: 'export { x } from "./x.ts";', found: ["re-export"] },
  ])("violations() finds the planted $text", ({ text, found }) => {
    expect(violations("src/hl7/planted.ts", text)).toEqual(found);
  });
});

describe("time and chance", () => {
  const NAMED = /\bDate\.now\b|\bnew Date\(\)|\brandomUUID\b|\bMath\.random\b|\bprocess\.env\b/;
  test.each(globSync("src/*/**/*.ts"))("%s is handed its clock, ids and environment", (file) => {
    const code = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(code).not.toMatch(NAMED);
  });
});
