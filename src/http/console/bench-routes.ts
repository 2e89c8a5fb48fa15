import { listCredentials } from "../../accounts/credentials.ts";
import { isUsable } from "../../accounts/credential.ts";
import { listOrganizations } from "../../accounts/organizations.ts";
import type { Organization } from "../../accounts/organization.ts";
import { PATHS } from "../../console/paths.ts";
import { instantText } from "../../console/show-values.ts";
import { renderTestBench } from "../../console/test-bench-page.ts";
import type { BenchResult, LadderRung, TestBenchView } from "../../console/views/messages.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import type { ListedMessage } from "../../submission/message-browser.ts";
import { locationText } from "../../validation/location-text.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { uploadedText } from "./read-upload.ts";
import { page, type SignedVisit, type Answer } from "./visit.ts";

type BenchRoute = "GET /test-bench" | "POST /test-bench" | "GET /downloads/:file";

/** Ladders that one page shows. */
const LADDERS_MAX = 10;

/** Rungs that only the sender's side can see. */
const OUTSIDE: readonly LadderRung[] = [
  {
    title: "Name, port and TLS",
    state: "unknown",
    seen: "Seen at your side only.",
    remedy:
      "Open the address of the service with ?wsdl at its end. No answer: name, firewall or proxy. A warning: the certificate chain or a clock that is wrong. TLS 1.2 or 1.3 is needed.",
  },
  {
    title: "SOAP",
    state: "unknown",
    seen: "Call connectivityTest: it needs no credential and repeats your text.",
    remedy:
      "Take the service description below. Content-Type application/soap+xml for SOAP 1.2, text/xml for 1.1.",
  },
];

function seenRung(title: string, seenAt: string | undefined, remedy: string): LadderRung {
  return seenAt === undefined
    ? { title, state: "not-seen", seen: "Not seen yet.", remedy }
    : { title, state: "passed", seen: seenAt, remedy };
}

/** How far an organization's connection to test has come, from what the gateway saw itself. */
async function ladderOf(
  deps: ConsoleDeps,
  { actor }: SignedVisit,
  { id, name }: Organization,
): Promise<TestBenchView["ladders"][number]> {
  const { accounts, realms } = deps;
  const nowMs = accounts.calendarClock();
  const credentials = await listCredentials(accounts, actor, { organizationId: id });
  const usable = credentials.filter((one) => one.realm === "test" && isUsable(one, nowMs));
  const lastUse = Math.max(0, ...usable.map(({ lastUsedAtMs }) => lastUsedAtMs ?? 0));
  const newest = async (filter: { readonly ackCode?: "AA" }): Promise<ListedMessage | undefined> =>
    (await realms.test?.messages.list({ organizationId: id, limit: 1, ...filter }))?.[0];
  const [answered, accepted] = [await newest({}), await newest({ ackCode: "AA" })];
  return {
    organizationId: id,
    organization: name,
    rungs: [
      ...OUTSIDE,
      seenRung(
        "Credential",
        usable[0] && `Valid until ${instantText(usable[0].expiresAtMs)}`,
        "Ask MIIC for a test credential.",
      ),
      seenRung(
        "Log-in",
        lastUse === 0 ? undefined : instantText(lastUse),
        "A SecurityFault has one text for every cause: user name, password and facilityID go together; take all three from the hand-over.",
      ),
      seenRung(
        "First answer",
        answered && instantText(answered.receivedAt),
        "Send one message with submitSingleMessage, also a wrong one: it is answered.",
      ),
      seenRung(
        "First AA",
        accepted && instantText(accepted.receivedAt),
        "Read the ERR segments of the answer, or paste the message above.",
      ),
    ],
  };
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
