import { isNamedDay } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { type AdministrationDeps, authorize, perform } from "./administration.ts";
import type { Actor } from "./policy.ts";

/** When the planned maintenance of a realm ends, milliseconds since the epoch; a realm that is open is absent. */
export type MaintenanceEnds = Readonly<Partial<Record<Realm, number>>>;

/** What a server asks for: it knows an end within a second of its setting, and goes on by the last one it knew. */
export type ReadMaintenance = () => Promise<MaintenanceEnds>;

/** Nobody plans longer; what takes longer is set anew. */
const DURATION_MS_MAX = 7 * 86_400_000;

/** @throws RefusedError `usage` unless the text is an instant with its zone, to the minute or second */
export function checkInstant(option: string, text: string): number {
  const isInstant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/.exec(text);
  const atMs = isInstant !== null && isNamedDay(isInstant[1] ?? "") ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs))
    throw new RefusedError(
      "usage",
      `${option} takes an instant with its zone, such as 2026-01-14T21:00-06:00.`,
    );
  return atMs;
}

/** Close realms to messages until an instant, at which they open by themselves. */
export async function beginMaintenance(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly realms: readonly Realm[]; readonly untilMs: number },
): Promise<MaintenanceEnds> {
  const { realms, untilMs } = asked;
  const nowMs = deps.calendarClock();
  if (untilMs <= nowMs || untilMs > nowMs + DURATION_MS_MAX)
    throw new RefusedError("usage", "--until takes an instant after now and within seven days.");
  return change(deps, actor, realms, untilMs);
}

/** Open realms again before their time. */
export function endMaintenance(
  deps: AdministrationDeps,
  actor: Actor,
  realms: readonly Realm[],
): Promise<MaintenanceEnds> {
  return change(deps, actor, realms, undefined);
}

/** The maintenance that is planned or under way. */
export async function readMaintenance(deps: AdministrationDeps, actor: Actor): Promise<MaintenanceEnds> {
  await authorize(deps, actor, { act: "system.check" });
  return openEnds(await deps.store.readMaintenance(), deps.calendarClock());
}

/** Without what is over. */
export function openEnds(ends: MaintenanceEnds, nowMs: number): MaintenanceEnds {
  return Object.fromEntries(Object.entries(ends).filter(([, untilMs]) => untilMs > nowMs));
}

function change(
  deps: AdministrationDeps,
  actor: Actor,
  realms: readonly Realm[],
  untilMs: number | undefined,
): Promise<MaintenanceEnds> {
  return perform(deps, actor, { act: "system.maintenance" }, async (tx) => {
    for (const realm of realms) await tx.saveMaintenance(realm, untilMs);
    const value = openEnds(await tx.readMaintenance(), deps.calendarClock());
    const until = untilMs === undefined ? null : new Date(untilMs).toISOString();
    return { value, object: realms.join(","), detail: { until } };
  });
}
