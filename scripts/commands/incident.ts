import { authorize } from "../../src/accounts/administration.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { closeIncident } from "../../src/onboarding/close-incident.ts";
import type { Incident } from "../../src/review/ports.ts";
import {
  asCommand,
  asReasonedChange,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { realmStores } from "./review-session.ts";
import { type Session, withSession } from "./session.ts";

interface ListOptions extends CommonOptions {
  readonly org?: string;
  readonly all?: true;
}

interface CloseOptions extends CommonOptions {
  readonly incident: string;
  readonly reason: string;
}

/** `incident …` */
export const incident: CommandGroup = (group, context) => {
  asCommand(
    group.command("list"),
    "messages in which a social security number of a person came; oldest first",
    "incident list --org ID",
  )
    .option("--org <id>", "only this organization's")
    .option("--all", "closed ones too")
    .action((options: ListOptions) => listIncidents(context, options));
  asReasonedChange(
    group.command("close"),
    "the organization was told and stopped sending it",
    'incident close --incident ID --reason "told on 5 May, fixed on 6 May"',
  )
    .requiredOption("--incident <id>", "the incident")
    .action((options: CloseOptions) => close(context, options));
};

function shown(realm: Realm, { messageId, organizationId, atMs, numbers, place, ...end }: Incident) {
  return {
    id: messageId,
    org: organizationId,
    realm,
    message: messageId,
    at: new Date(atMs).toISOString(),
    numbers,
    place,
    closedAt: end.closedAtMs === undefined ? null : new Date(end.closedAtMs).toISOString(),
    closedBy: end.closedBy ?? null,
  };
}

async function readAll(session: Session, org: string | undefined, isAll: boolean) {
  const storeOf = realmStores(session);
  const found: ReturnType<typeof shown>[] = [];
  for (const realm of REALMS) {
    const rows = await storeOf(realm).transaction("incidents", (tx) => tx.review.listIncidents(org, isAll));
    found.push(...rows.map((row) => shown(realm, row)));
  }
  return found;
}

function listIncidents(context: CommandContext, options: ListOptions): Promise<void> {
  const { org, all } = options;
  return withSession(context, options, REALMS, async (session) => {
    await authorize(session.deps, session.actor, {
      act: "incident.read",
      ...(org !== undefined && { organizationId: org }),
    });
    const value = await readAll(session, org, all === true);
    print(context, options, value, () =>
      table(
        ["id", "org", "realm", "at", "numbers", "place", "closed"],
        value.map((row) => [row.id, row.org, row.realm, row.at, row.numbers, row.place, row.closedAt]),
        "No open incident.",
      ),
    );
  });
}

function close(context: CommandContext, { incident: id, reason, ...options }: CloseOptions): Promise<void> {
  return withSession(context, options, REALMS, async (session) => {
    const found = (await readAll(session, undefined, false)).find((row) => row.id === id);
    if (found === undefined)
      throw new RefusedError("not-found", `There is no open incident ${id}. "incident list" shows them.`);
    const { org: organizationId, realm } = found;
    const { deps, actor } = session;
    const storeOf = realmStores(session);
    const closing = {
      ...deps,
      close: (by: string, atMs: number): Promise<boolean> =>
        storeOf(realm).transaction("incidents", (tx) => tx.review.closeIncident(id, by, atMs)),
    };
    const { atMs } = await closeIncident(closing, actor, { id, organizationId, realm, reason });
    const value = { ...found, closedAt: new Date(atMs).toISOString(), closedBy: actor.name };
    print(context, options, value, () => list(value));
  });
}
