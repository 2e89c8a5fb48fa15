import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type AckCode, ackCodeOf } from "../../src/acknowledgment/ack-code.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import { loadConfig } from "../../src/config.ts";
import { type Reading, readMessage } from "../../src/hl7/read-message.ts";
import { valueAt } from "../../src/hl7/value-at.ts";
import { REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { ADMISSION_RULES } from "../../src/submission/admission-rules.ts";
import { maskSocialSecurityNumbers } from "../../src/submission/mask-social-security-numbers.ts";
import { readingFindings } from "../../src/submission/reading-findings.ts";
import { type ExplainedMessage, explainMessage } from "../../src/validation/explain-message.ts";
import type { Finding } from "../../src/validation/finding.ts";
import { findingAt } from "../../src/validation/finding-row.ts";
import { locationText } from "../../src/validation/location-text.ts";
import { orderFindings } from "../../src/validation/order-findings.ts";
import { validate } from "../../src/validation/validate.ts";
import type { DoseOutcome } from "../../src/validation/validation.ts";
import { currentData } from "./codes.ts";
import { asCommand, type CommandContext, type CommandGroup, type CommonOptions } from "./command-group.ts";
import { EXIT_CODES } from "./end-with.ts";
import { print } from "./print.ts";
import { withSession } from "./session.ts";

/** A file that is longer is no single message. */
const FILE_BYTES_MAX = 10_000_000;

/** What the service would say of a message. */
export interface Explanation {
  /** MSA-1, or `fault` when the text is no single HL7 message and is answered by a SOAP fault. */
  readonly answer: AckCode | "fault";
  /** The profile it was held against. */
  readonly profile: string | null;
  readonly findings: readonly Finding[];
  readonly doses: readonly (DoseOutcome & { readonly vaccine: string; readonly date: string })[];
  readonly message: ExplainedMessage;
}

/** An answer to a text of which no segment was read. */
function unread(answer: Explanation["answer"], findings: readonly Finding[]): Explanation {
  return { answer, profile: null, findings, doses: [], message: { segments: [], others: findings } };
}

function rejectedBatch(): Explanation {
  const rows = ADMISSION_RULES.filter(({ ruleId }) => ruleId === "GW-BATCH");
  return unread(
    "AR",
    rows.map((row) => findingAt(row, row.location)),
  );
}

function faulty(
  reading: Exclude<Reading, { readonly kind: "message" | "batch" | "other-delimiters" }>,
): Explanation {
  const texts: Readonly<Record<typeof reading.kind, string>> = {
    "over-limit": "The message has more parts than the service takes (MessageTooLargeFault).",
    "several-messages":
      "The text holds more than one MSH. Send each message in a call of its own (MessageTooLargeFault).",
    "not-hl7": "The text is not read as HL7: it must begin with MSH|^~\\&|.",
    unreadable: "The text could not be read.",
  };
  const finding: Finding = {
    ruleId: reading.kind,
    severity: "E",
    errorCode: "207",
    text: texts[reading.kind],
    effect: "reject",
  };
  return unread("fault", [finding]);
}

/**
 * Judge a text as the service does, without a sender: rights, realm and what is stored already are not looked at.
 *
 * @param nowMs when it would arrive
 */
export function explain(text: string, nowMs: number, codes: CodeSets): Explanation {
  const reading = readMessage(text);
  if (reading.kind === "batch") return rejectedBatch();
  const { places: maskedPlaces } = maskSocialSecurityNumbers(text);
  if (reading.kind === "other-delimiters")
    return unread("AE", readingFindings({ content: { kind: reading.kind }, maskedPlaces }));
  if (reading.kind !== "message") return faulty(reading);
  const { message } = reading;
  const validation = validate(message, { nowMs, zone: REGISTRY_ZONE, codes });
  const noted = validation.kind === "rejected" ? [] : readingFindings({ content: reading, maskedPlaces });
  const findings = orderFindings([...noted, ...validation.findings]);
  return {
    answer: ackCodeOf({ outcome: validation.kind, findings, ackWarnings: "AE" }),
    profile: validation.kind === "rejected" ? null : validation.profile,
    findings,
    doses: validation.doses.map((dose) => {
      const rxa = message.segments.find(
        ({ name, sequence }) => name === "RXA" && sequence === dose.rxaSequence,
      );
      const [vaccine = "", date = ""] = rxa === undefined ? [] : [valueAt(rxa, 5), valueAt(rxa, 3)];
      return Object.assign({ vaccine, date }, dose);
    }),
    message: explainMessage(message, findings),
  };
}

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

function readFileText(path: string): string {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? {};
  if (size === undefined) throw new RefusedError("not-found", "There is no such file.");
  if (size > FILE_BYTES_MAX) throw new RefusedError("usage", "The file is too long for one message.");
  return readFileSync(path, "utf8");
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
  const text = readFileText(resolve(context.calledFrom, file));
  const fixedNow = Date.parse(context.env["IIS_NOW"] ?? "");
  const nowMs = Number.isNaN(fixedNow) ? context.clock() : fixedNow;
  const explanation = explain(text, nowMs, await currentCodes(context, options));
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
