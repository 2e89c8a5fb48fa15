import type { AnsweredMessages } from "../onboarding/ports.ts";
import type { Realm } from "../kernel/realm.ts";
import type { RealmDatabase } from "./databases.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { GatewayError } from "../kernel/gateway-error.ts";

/** First component of MSH-9 by what onboarding asks for. */
const TYPE_PREFIX = { update: "VXU%", query: "QBP%" } as const;

/**
 * Traffic from the message rows of the realms.
 *
 * @param realms those that the process opened; a question about another one finds the store unavailable
 */
export function createAnsweredMessages(
  realms: Readonly<Partial<Record<Realm, RealmDatabase>>>,
): AnsweredMessages {
  return {
    isAnswered: async ({ organizationId, realm, kind, sinceMs }) => {
      const database = realms[realm];
      if (database === undefined || database.keys.kind === "keys-differ")
        throw new GatewayError("unavailable");
      const query = database.kysely
        .selectFrom("message")
        .select("id")
        .where("organization_id", "=", organizationId)
        .where("received_at_ms", ">=", sinceMs)
        .where("type", "like", TYPE_PREFIX[kind])
        .where("ack_code", "in", ["AA", "AE"])
        .orderBy("received_at_ms", "desc")
        .limit(1);
      return (await orUnavailable(query.executeTakeFirst())) !== undefined;
    },
  };
}
