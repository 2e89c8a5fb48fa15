import { findDelivery, openDelivery } from "../../accounts/credential-delivery.ts";
import { renderOneTime } from "../../console/one-time-page.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { type Answer, page, type Visit } from "./visit.ts";

const GONE_STATUS = 404;

function gone({ frame }: Visit): Answer {
  return page(renderOneTime(frame, { kind: "gone" }), GONE_STATUS);
}

/** Hand-over of a credential to a contact without a login (decision D12). */
export function oneTimeRoutes({
  accounts,
}: ConsoleDeps): Pick<ConsoleHandlers["open"], "GET /one-time/:link" | "POST /one-time/:link"> {
  return {
    "GET /one-time/:link": async (visit) => {
      const { link = "" } = visit.params;
      const delivery = await findDelivery(accounts, link);
      return delivery === undefined
        ? gone(visit)
        : page(renderOneTime(visit.frame, { kind: "closed", link }));
    },
    "POST /one-time/:link": async (visit) => {
      const issued = await openDelivery(accounts, visit.params["link"] ?? "");
      if (issued === undefined) return gone(visit);
      const { credential, secret, facilityId } = issued;
      const { realm, username, expiresAtMs } = credential;
      const expiresAt = new Date(expiresAtMs).toISOString();
      return page(
        renderOneTime(visit.frame, { kind: "shown", realm, username, secret, facilityId, expiresAt }),
      );
    },
  };
}
