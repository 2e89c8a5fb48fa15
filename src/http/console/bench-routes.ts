import { listCredentials } from "../../accounts/credentials.ts";
import { listOrganizations } from "../../accounts/organizations.ts";
import type { Organization } from "../../accounts/organization.ts";
import { PATHS } from "../../console/paths.ts";
import { renderTestBench } from "../../console/test-bench-page.ts";
import type { BenchResult, TestBenchView } from "../../console/views/messages.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import type { ListedMessage } from "../../submission/message-browser.ts";
import { locationText } from "../../validation/location-text.ts";
import { connectionLadder, RECENT_ANSWERS_MAX } from "./connection-ladder.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { uploadedText } from "./read-upload.ts";
import { page, type SignedVisit, type Answer } from "./visit.ts";

type BenchRoute = "GET /test-bench" | "POST /test-bench" | "GET /downloads/:file";

/** Ladders that one page shows. */
const LADDERS_MAX = 10;

/** How far an organization's connection to test has come, from what the gateway saw itself. */
async function ladderOf(
  deps: ConsoleDeps,
  { actor }: SignedVisit,
  { id: organizationId, name: organization }: Organization,
): Promise<TestBenchView["ladders"][number]> {
  const { accounts, realms } = deps;
  const all = await listCredentials(accounts, actor, { organizationId });
  const newest = async (limit: number, ackCode?: "AA"): Promise<readonly ListedMessage[]> =>
    (await realms.test?.messages.search({ organizationId, limit, ...(ackCode && { ackCode }) }))?.messages ??
    [];
  const recent = await newest(RECENT_ANSWERS_MAX);
  const [accepted] = recent.some(({ ackCode }) => ackCode === "AA")
    ? recent.filter(({ ackCode }) => ackCode === "AA")
    : await newest(1, "AA");
  const seen = {
    credentials: all.filter(({ realm }) => realm === "test"),
    recent,
    ...(accepted !== undefined && { acceptedAt: accepted.receivedAt }),
  };
  return { organizationId, organization, rungs: connectionLadder(seen, accounts.calendarClock()) };
}

function resultOf({ explain, accounts }: ConsoleDeps, text: string): BenchResult {
  const { answer, profile, findings, doses } = explain(text, accounts.calendarClock());
  return {
    answer,
    ...(profile !== null && { profile }),
    findings: findings.map(({ ruleId, severity, errorCode, location, text: told }) => ({
      ruleId,
      severity,
      errorCode,
      place: locationText(location),
      text: told,
    })),
    doses,
    text,
  };
}

async function viewOf(deps: ConsoleDeps, visit: SignedVisit, result?: BenchResult): Promise<TestBenchView> {
  const isIntegrator = visit.signedIn.user.role === "integrator";
  const own = isIntegrator ? (await listOrganizations(deps.accounts, visit.actor)).slice(0, LADDERS_MAX) : [];
  const ladders: TestBenchView["ladders"][number][] = [];
  for (const organization of own) ladders.push(await ladderOf(deps, visit, organization));
  return {
    ...(result !== undefined && { result }),
    ladders,
    downloads: deps.downloads.map(({ name, means }) => ({ name, means, href: PATHS.download(name) })),
    serviceUrl: deps.serviceUrl(visit.host),
    messageBytesMax: deps.messageBytesMax,
  };
}

/** What the service would say of a pasted message, or of a file before it; nothing of it is kept. */
async function tryOut(deps: ConsoleDeps, visit: SignedVisit): Promise<Answer> {
  const { form, file } = visit;
  const given = file === undefined ? (form["message"] ?? "") : uploadedText(file, deps.messageBytesMax);
  // Browsers send every line end as CR LF; a message has CR alone.
  const text = given.replaceAll(/\r\n|\n/g, "\r").trim();
  if (text === "")
    throw new RefusedError("usage", "Paste one HL7 message, beginning with MSH, or choose a file.");
  if (Buffer.byteLength(text) > deps.messageBytesMax)
    throw new RefusedError(
      "usage",
      `The message is longer than ${deps.messageBytesMax} bytes; the service does not take it either.`,
    );
  return page(renderTestBench(visit.frame, await viewOf(deps, visit, resultOf(deps, text))));
}

/** Where integrators try out before they send. */
export function benchRoutes(deps: ConsoleDeps): Pick<ConsoleHandlers["signed"], BenchRoute> {
  return {
    "GET /test-bench": async (visit) => page(renderTestBench(visit.frame, await viewOf(deps, visit))),
    "POST /test-bench": (visit) => tryOut(deps, visit),
    "GET /downloads/:file": async ({ params, host }) => {
      const file = deps.downloads.find(({ name }) => name === params["file"]);
      if (file === undefined) throw new RefusedError("not-found", "There is no such file.");
      const { name, type, content } = file;
      return { kind: "file", name, type, content: content(deps.serviceUrl(host)) };
    },
  };
}
