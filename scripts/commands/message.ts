import { authorizeMessages, recordReveal } from "../../src/accounts/message-access.ts";
import { mustFindOrganization } from "../../src/accounts/organizations.ts";
import type { AckCode } from "../../src/acknowledgment/ack-code.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { createMessageBrowser } from "../../src/store/message-browser.ts";
import type {
  ListedMessage,
  MessageBrowser,
  Onlooker,
  ShownMessage,
} from "../../src/submission/message-browser.ts";
import {
  ackOption,
  asCommand,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  realmOption,
  wholeNumber,
} from "./command-group.ts";
import { maskAnswer, maskMessage } from "../../src/submission/mask-message.ts";
import { list, print, table } from "./print.ts";
import { realmOf } from "./realm-of.ts";
import { rework } from "./rework.ts";
import { type Session, withSession } from "./session.ts";

interface ListOptions extends CommonOptions {
  readonly org: string;
  readonly realm: Realm;
  readonly limit: number;
  readonly ack?: AckCode;
  readonly rule?: string;
}

interface ShowOptions extends CommonOptions {
  readonly message: string;
  readonly reveal?: true;
  readonly reason?: string;
}

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1_000;

/** `message …` */
export const message: CommandGroup = (group, context, exit) => {
  asCommand(
    group.command("list"),
    "an organization's messages, newest first, without patient data",
    "message list --org ID --realm test --ack AE",
  )
    .requiredOption("--org <id>", "the organization")
    .addOption(realmOption())
    .option("--limit <n>", "so many", wholeNumber(1, LIMIT_MAX), LIMIT_DEFAULT)
    .addOption(ackOption())
    .option("--rule <id>", "only those with a finding of this rule")
    .action((options: ListOptions) => listMessages(context, options));
  asCommand(
    group.command("show"),
    "one message with its answer, patient data masked",
    'message show --message ID --reveal --reason "call 4711 of the clinic"',
  )
    .requiredOption("--message <id>", "the message")
    .option("--reveal", "show patient data; needs --reason")
    .option("--reason <text>", "why it is revealed; kept in the audit trail")
    .action((options: ShowOptions) => show(context, options));
  rework(group, context, exit);
};

function browserOf(session: Session, realm: Realm): MessageBrowser {
  const { database, keys } = realmOf(session, realm);
  return createMessageBrowser(database, keys);
}

/** The fields of the operator's interface. */
function listedValue(listed: ListedMessage) {
  const { id, receivedAt, controlId, type, ackCode, bytes, replays, findings } = listed;
  const rows = findings.map(({ rule, severity, location = null, errorCode }) => {
    return { rule, severity, location, errorCode };
  });
  return { id, receivedAt, controlId, type, ackCode, bytes, replays, findings: rows };
}

function listMessages(context: CommandContext, options: ListOptions): Promise<void> {
  const { org, realm, limit, ack, rule } = options;
  const filter = {
    organizationId: org,
    limit,
    ...(ack !== undefined && { ackCode: ack }),
    ...(rule !== undefined && { ruleId: rule }),
  };
  return withSession(context, options, [realm], async (session) => {
    await authorizeMessages(session.deps, session.actor, org);
    await mustFindOrganization(session.deps.store, org);
    const seen = { ...filter, onlooker: onlookerOf(session) };
    const value = (await browserOf(session, realm).list(seen)).map(listedValue);
    print(context, options, value, () => {
      const rows = value.map((row) => {
        const rules = row.findings.map((finding) => `${finding.severity}:${finding.rule}`).join(" ");
        return [row.id, row.receivedAt, row.controlId, row.type, row.ackCode, row.replays, rules];
      });
      const head = ["id", "received", "MSH-10", "type", "ack", "replays", "findings"];
      return table(head, rows, "No such message.");
    });
  });
}

/** An integrator is no staff of the registry. */
function onlookerOf({ actor }: Session): Onlooker {
  return actor.user?.role === "integrator" ? "sender" : "staff";
}

interface Found {
  readonly realm: Realm;
  readonly message: ShownMessage;
}

/** Ids are never repeated, so the realms are asked one after the other. */
async function findMessage(session: Session, id: string): Promise<Found> {
  for (const realm of REALMS) {
    const found = await browserOf(session, realm).show(id, onlookerOf(session));
    if (found !== undefined) return { realm, message: found };
  }
  throw new RefusedError("not-found", `There is no message ${id}. "message list" shows an organization's.`);
}

function show(context: CommandContext, options: ShowOptions): Promise<void> {
  const { message: id, reveal, reason } = options;
  if (reveal === true && reason === undefined)
    throw new RefusedError("usage", "--reveal needs --reason TEXT, which is kept in the audit trail.");
  return withSession(context, options, REALMS, async (session) => {
    const { realm, message: found } = await findMessage(session, id);
    const { organizationId, request, answer, supersedes, supersededBy, withdrawnAt, patientId, orders } =
      found;
    await authorizeMessages(session.deps, session.actor, organizationId);
    if (reveal === true && reason !== undefined)
      await recordReveal(session.deps, session.actor, { realm, organizationId, messageId: id, reason });
    const shownText = (text: string | undefined, mask: typeof maskMessage): string | null =>
      text === undefined ? null : reveal === true ? text : mask(text);
    const value = {
      ...listedValue(found),
      org: organizationId,
      realm,
      supersedes: supersedes ?? null,
      supersededBy: supersededBy ?? null,
      withdrawnAt: withdrawnAt ?? null,
      patient: patientId ?? null,
      orders: (orders ?? []).map(({ rxa, state, byMessageId }) => {
        return { rxa, state, by: byMessageId ?? null };
      }),
      request: shownText(request, maskMessage),
      response: shownText(answer, maskAnswer),
    };
    print(context, options, value, () => {
      const { findings, orders: shown, request: asked, response, ...fields } = value;
      const became = shown.map((order) => [order.rxa, order.state, order.by]);
      const rows = findings.map((row) => [row.severity, row.rule, row.location, row.errorCode]);
      const parts = [
        list(fields),
        table(["severity", "rule", "location", "ERR-3"], rows, "No finding."),
        table(["RXA", "what became of it", "by message"], became, "No dose was recorded."),
        `Request\n${linesOf(asked)}`,
        `Response\n${linesOf(response)}`,
      ];
      return parts.join("\n\n");
    });
  });
}

function linesOf(text: string | null): string {
  return text === null ? "Purged." : text.replaceAll(/\r\n?/g, "\n").trimEnd();
}
