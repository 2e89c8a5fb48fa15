import { readMessage } from "../hl7/read-message.ts";
import { firstSegment, valueAt } from "../hl7/value-at.ts";
import { REGISTRY_ZONE } from "../kernel/dates.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Realm } from "../kernel/realm.ts";
import type { RealmTraffic, TrafficOf } from "../onboarding/watch/traffic.ts";
import { chartKeyOf } from "../registry/chart-key.ts";
import type { Databases } from "../store/databases.ts";
import { type ChartOf, createRealmTraffic } from "../store/realm-traffic.ts";
import { quotable } from "../validation/quotable.ts";
import type { Vault } from "../vault/load-vault.ts";

/** The chart that a stored text names, as the registry would have filed it. */
const chartOf: ChartOf = (text, { facilityId, ...context }) => {
  const reading = readMessage(text);
  if (reading.kind !== "message") return undefined;
  const header = firstSegment(reading.message, "MSH");
  const site = (header === undefined ? "" : valueAt(header, 4)) || facilityId;
  return chartKeyOf(reading.message, { ...context, site, zone: REGISTRY_ZONE });
};

/** A control id as a mail may hold it: a short code that is no date and no number of a person, else `""`. */
function mayQuote(controlId: string): string {
  return quotable(controlId) === controlId ? controlId : "";
}

/** The realms' traffic for the watches. A realm that this process has not opened is unavailable. */
export function openTraffic(databases: Pick<Databases, "realms">, vault: Vault): TrafficOf {
  const opened = new Map<Realm, RealmTraffic>();
  return (realm) => {
    const known = opened.get(realm);
    if (known !== undefined) return known;
    const [database, keys] = [databases.realms[realm], vault.realms[realm]];
    if (database === undefined || keys === undefined) throw new GatewayError("unavailable");
    const made = createRealmTraffic(database, keys, { chartOf, mayQuote });
    opened.set(realm, made);
    return made;
  };
}
