import { spawnSync } from "node:child_process";

/** A program that is not part of the project, and how to know that it is there. */
export interface InteropTool {
  readonly name: string;
  /** Debian packages that bring it. */
  readonly packages: readonly string[];
  /** Commands in the order of preference; the first that runs `probe` with exit code 0 is taken. */
  readonly commands: readonly string[];
  readonly probe: readonly string[];
}

export const ZEEP: InteropTool = {
  name: "python3-zeep",
  packages: ["python3-zeep"],
  commands: ["python3", "/usr/bin/python3"],
  probe: ["-c", "import zeep"],
};

export const PHP_SOAP: InteropTool = {
  name: "php-soap",
  packages: ["php-cli", "php-soap"],
  commands: ["php"],
  probe: ["-r", 'exit(class_exists("SoapClient") ? 0 : 1);'],
};

export const CHROMIUM: InteropTool = {
  name: "chromium",
  packages: ["chromium"],
  commands: [process.env["CHROMIUM"] ?? "/usr/bin/chromium"],
  probe: ["--version"],
};

/**
 * The command that runs a tool. Where `REQUIRE_INTEROP=1` (as in CI) a missing one is an error; elsewhere it is said
 * plainly what was not tested and how to install it.
 *
 * @returns undefined when the tool is missing and may be
 */
export function commandOf(tool: InteropTool): string | undefined {
  const found = tool.commands.find((command) => spawnSync(command, tool.probe).status === 0);
  if (found !== undefined) return found;
  const remedy = `apt-get install ${tool.packages.join(" ")}`;
  if (process.env["REQUIRE_INTEROP"] === "1") throw new Error(`${tool.name} is missing: ${remedy}`);
  process.stderr.write(`NOT TESTED: ${tool.name} is not installed. To test it: ${remedy}\n`);
  return undefined;
}
