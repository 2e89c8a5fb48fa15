import { perform } from "../../accounts/administration.ts";
import { SESSION_LIMITS, type Reveal } from "../../accounts/console-session.ts";
import { checkDay, mustFindOrganization, readOrganization } from "../../accounts/organizations.ts";
import { permits } from "../../accounts/policy.ts";
import { authorizeMessages, recordReveal } from "../../accounts/message-access.ts";
import { renderMessage } from "../../console/message-page.ts";
import { renderMessages } from "../../console/messages-page.ts";
import { PATHS } from "../../console/paths.ts";
import type { MessageListView, MessageView, ShownText } from "../../console/views/messages.ts";
import { addDays, instantInZone } from "../../kernel/dates.ts";
import { REALMS, type Realm } from "../../kernel/realm.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import { maskAnswer, maskMessage } from "../../submission/mask-message.ts";
import { fixedTextOf } from "../../submission/rule-advice.ts";
import type {
  ListedMessage,
  MessageFilter,
  Onlooker,
  ShownMessage,
} from "../../submission/message-browser.ts";
import type { ConsoleDeps, RealmDesk } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { realmField } from "./organization-routes.ts";
import { ownPath } from "./own-path.ts";
import { type Answer, done, page, type SignedVisit, type Texts } from "./visit.ts";

type MessageRoute =
  | "GET /organizations/:org/messages"
  | "POST /organizations/:org/reveal"
  | "POST /organizations/:org/reveal/end"
  | "GET /messages/:realm/:message";

const ROWS = 50;
const CONTROL_ID_LENGTH_MAX = 200;
const ACK_CODES = ["AA", "AE", "AR"] as const;

/** @throws RefusedError `not-found` for a realm that this process does not serve */
export function deskOf(
  { realms }: Pick<ConsoleDeps, "realms">,
  name: string | undefined,
): RealmDesk & { readonly realm: Realm } {
  const realm = REALMS.find((one) => one === name);
  if (realm === undefined) throw new RefusedError("not-found", "There is no such realm.");
  const desk = realms[realm];
  if (desk === undefined)
    throw new RefusedError(
      "not-found",
      `This server does not serve ${realm} (REALMS). Use the console of the server that does.`,
    );
  return { realm, ...desk };
}

/** Findings that rest on what other organizations reported are for staff (decision D8). */
function onlookerOf({ signedIn }: SignedVisit): Onlooker {
  return signedIn.user.role === "integrator" ? "sender" : "staff";
}

/** `2026-01-14T18:00:00.000Z_ID` of the last row of the page before. */
function pageKey(text: string | undefined): Pick<MessageFilter, "before"> {
  const [receivedAt = "", id = ""] = text?.split("_") ?? [];
  const isKey = !Number.isNaN(Date.parse(receivedAt)) && /^[\w-]{1,64}$/.test(id);
  return isKey ? { before: { receivedAt, id } } : {};
}

function filterOf(organizationId: string, query: Texts): Omit<MessageFilter, "limit"> {
  const { control = "", rule = "", from = "", to = "" } = query;
  const ackCode = ACK_CODES.find((code) => code === query["ack"]);
  return {
    organizationId,
    ...(ackCode !== undefined && { ackCode }),
    ...(control !== "" && { controlId: control.slice(0, CONTROL_ID_LENGTH_MAX) }),
    ...(rule !== "" && { ruleId: rule }),
    ...(from !== "" && { fromMs: instantInZone(checkDay("From", from), 0) }),
    ...(to !== "" && { toMs: instantInZone(addDays(checkDay("To", to), 1), 0) }),
    ...pageKey(query["before"]),
  };
}

const FILTER_FIELDS = ["control", "ack", "rule", "from", "to"] as const;

async function loadMessages(deps: ConsoleDeps, visit: SignedVisit): Promise<MessageListView> {
  const { params, query, actor } = visit;
  const { org: organizationId = "" } = params;
  await authorizeMessages(deps.accounts, actor, organizationId);
  const { name: organization } = await mustFindOrganization(deps.accounts.store, organizationId);
  const realms = REALMS.filter((one) => deps.realms[one] !== undefined);
  const { realm, messages } = deskOf(deps, query["realm"] ?? realms[0]);
  const said = Object.fromEntries(
    FILTER_FIELDS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])),
  );
  const filter = { ...filterOf(organizationId, query), onlooker: onlookerOf(visit) };
  const { messages: found, searchedTo } = await messages.search({ ...filter, limit: ROWS + 1 });
  const rows = found.slice(0, ROWS);
  const last = found.length > ROWS ? rows.at(-1) : searchedTo;
  const asked = { realm, ...said };
  return {
    organizationId,
    organization,
    realms,
    query: asked,
    rows,
    ...(last && {
      older: PATHS.messages(organizationId, { ...asked, before: `${last.receivedAt}_${last.id}` }),
    }),
    ...(searchedTo !== undefined && { searchedTo: searchedTo.receivedAt }),
    ...(filter.before && { newest: PATHS.messages(organizationId, asked) }),
  };
}

/** The reveal of this session, while it holds for the organization and realm. */
function openReveal(
  { accounts }: ConsoleDeps,
  { signedIn }: SignedVisit,
  organizationId: string,
  realm: Realm,
): Reveal | undefined {
  const { reveal } = signedIn.session;
  const holds =
    reveal?.organizationId === organizationId && reveal.realm === realm && accounts.clock() < reveal.untilMs;
  return holds ? reveal : undefined;
}

/** A row without what only the whole message has. */
function listedOnly(message: ShownMessage): ListedMessage {
  const { id, receivedAt, controlId, type, ackCode, bytes, replays, findings } = message;
  return { id, receivedAt, controlId, type, ackCode, bytes, replays, findings };
}

/** The texts of a message, and of what is wrong in it, by its own content at the time it came. */
function shownTexts(
  deps: ConsoleDeps,
  { request, answer, receivedAt }: ShownMessage,
  isMasked: boolean,
): Pick<MessageView, "request" | "answer" | "rules"> {
  const shown = (raw: string, mask: typeof maskMessage): ShownText => ({ raw: isMasked ? mask(raw) : raw });
  const explained = request === undefined ? undefined : deps.explain(request, Date.parse(receivedAt));
  return {
    ...(request !== undefined && { request: shown(request, maskMessage) }),
    ...(answer !== undefined && { answer: shown(answer, maskAnswer) }),
    rules: Object.fromEntries(
      explained?.findings.map(({ ruleId, text }) => [ruleId, isMasked ? fixedTextOf(ruleId) : text]) ?? [],
    ),
  };
}

async function loadMessage(deps: ConsoleDeps, visit: SignedVisit): Promise<MessageView> {
  const { params, actor } = visit;
  const { realm, messages } = deskOf(deps, params["realm"]);
  const found = await messages.show(params["message"] ?? "", onlookerOf(visit));
  // To an integrator, what belongs to others is not there (promise S10).
  if (found === undefined || !permits(actor, "message.read", found.organizationId))
    throw new RefusedError("not-found", "There is no such message.");
  const { organizationId, id: messageId } = found;
  const { name: organization } = await readOrganization(deps.accounts, actor, organizationId);
  const mayReveal = permits(actor, "message.reveal", organizationId);
  const reveal = mayReveal ? openReveal(deps, visit, organizationId, realm) : undefined;
  if (reveal !== undefined)
    await recordReveal(deps.accounts, actor, { realm, organizationId, messageId, reason: reveal.reason });
  return {
    organizationId,
    organization,
    realm,
    message: listedOnly(found),
    ...shownTexts(deps, found, reveal === undefined),
    ...(reveal && { reveal: { reason: reveal.reason, until: new Date(reveal.untilMs).toISOString() } }),
    mayReveal,
  };
}

/** One reason opens an organization's messages for half an hour; each one that is seen is written down (decision D19). */
async function startReveal(
  { accounts }: ConsoleDeps,
  { params, form, actor, signedIn }: SignedVisit,
): Promise<Answer> {
  const { org: organizationId = "" } = params;
  const realm = realmField(form);
  const { reason = "" } = form;
  const untilMs = accounts.clock() + SESSION_LIMITS.revealMsMax;
  await mustFindOrganization(accounts.store, organizationId);
  await perform(accounts, actor, { act: "message.reveal", organizationId, reason }, async () => ({
    value: undefined,
    object: organizationId,
    detail: { realm, until: new Date(untilMs).toISOString() },
  }));
  const reveal: Reveal = { organizationId, realm, reason: reason.trim(), untilMs };
  await accounts.sessions.change(signedIn.session.id, { reveal });
  return done(ownPath(form["next"]), "Open for 30 minutes. Every message that you look at is recorded.");
}

/** Stored messages: found without patient data, shown masked, opened with a reason. */
export function messageRoutes(deps: ConsoleDeps): Pick<ConsoleHandlers["signed"], MessageRoute> {
  return {
    "GET /organizations/:org/messages": async (visit) =>
      page(renderMessages(visit.frame, await loadMessages(deps, visit))),
    "GET /messages/:realm/:message": async (visit) =>
      page(renderMessage(visit.frame, await loadMessage(deps, visit))),
    "POST /organizations/:org/reveal": (visit) => startReveal(deps, visit),
    "POST /organizations/:org/reveal/end": async ({ signedIn, form }) => {
      await deps.accounts.sessions.change(signedIn.session.id, { reveal: undefined });
      return done(ownPath(form["next"]), "Messages are masked again.");
    },
  };
}
