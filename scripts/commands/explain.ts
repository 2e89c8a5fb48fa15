import { existsSync } from "node:fs";
import { join } from "node:path";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import { loadConfig } from "../../src/config.ts";
import { type Explanation, explainText } from "../../src/submission/explain-text.ts";
import type { ExplainedMessage } from "../../src/validation/explain-message.ts";
import type { Finding } from "../../src/validation/finding.ts";
import { locationText } from "../../src/validation/location-text.ts";
import { currentData } from "./codes.ts";
import { asCommand, type CommandContext, type CommandGroup, type CommonOptions } from "./command-group.ts";
import { EXIT_CODES } from "./end-with.ts";
import { print } from "./print.ts";
import { readGivenText } from "./read-given-file.ts";
import { withSession } from "./session.ts";

function findingLine(finding: Finding): string {
  const place = locationText(finding.location);
  return `      ${finding.severity} ${[place, finding.ruleId].filter((part) => part !== "").join("  ")}: ${finding.text}`;
}

function treeText({ segments, others }: ExplainedMessage): string {
  const width = Math.max(0, ...segments.flatMap(({ fields }) => fields.map(({ place }) => place.length)));
  const lines = segments.flatMap((segment) => [
    `${segment.segment} ${segment.sequence}${segment.name === "" ? "" : `  ${segment.name}`}`,
    ...segment.findings.map(findingLine),
    ...segment.fields.flatMap(({ place, name, value, findings }) => [
      `  ${place.padEnd(width)}  ${name === "" ? "" : `${name}: `}${value === "" ? "(empty)" : value}`,
      ...findings.map(findingLine),
    ]),
  ]);
  return [...others.map(findingLine), ...lines].join("\n");
}

function countText(findings: readonly Finding[]): string {
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  return `${count("E")} errors, ${count("W")} warnings, ${count("I")} notes`;
}

function explanationText({ answer, profile, findings, doses, message }: Explanation): string {
  const result =
    answer === "fault" ? "The service would answer with a fault" : `The service would answer ${answer}`;
  return [
    treeText(message),
    "",
    `${result}${profile === null ? "" : ` (${profile})`}: ${countText(findings)}.`,
    ...doses.map(
      ({ number, vaccine, date, stored }) =>
        `Dose ${number} (${vaccine || "no vaccine code"}, ${date || "no date"}): ${stored ? "would be stored" : "would not be stored"}.`,
    ),
  ].join("\n");
}

/** A store is there to be opened; nothing is made where there is none. */
function hasStore(context: CommandContext): boolean {
  const { databaseUrl, dataDir, secretsDir } = loadConfig(context.env, context.projectFolder);
  const isMade = databaseUrl !== "" || existsSync(join(dataDir, "control.db"));
  return isMade && existsSync(secretsDir);
}

/** The tables that the service judges by; those of the program where there is no store. */
function currentCodes(context: CommandContext, options: CommonOptions): Promise<CodeSets> {
  if (!hasStore(context)) return Promise.resolve(builtInCodeSets());
  return withSession(context, options, [], async (session) => readCodeSets(await currentData(session)));
}

async function explainFile(
  context: CommandContext,
  options: CommonOptions,
  file: string,
  exit: (code: number) => void,
): Promise<void> {
  const text = readGivenText(context, "FILE", file, "not-found");
  const fixedNow = Date.parse(context.env["IIS_NOW"] ?? "");
  const nowMs = Number.isNaN(fixedNow) ? context.clock() : fixedNow;
  const explanation = explainText(text, nowMs, await currentCodes(context, options));
  if (explanation.answer !== "AA") exit(EXIT_CODES.broken);
  print(context, options, explanation, () => explanationText(explanation));
}

/** `explain FILE` */
export const explainCommand: CommandGroup = (group, context, exit) => {
  asCommand(
    group,
    "say what the service would answer to a message, field by field, by the code tables that were imported; store nothing (exit 0: AA, 1: anything else)",
    "explain message.hl7 --json",
  )
    .argument("<file>", "a file with one HL7 message")
    .action((file: string, options: CommonOptions) => explainFile(context, options, file, exit));
};
