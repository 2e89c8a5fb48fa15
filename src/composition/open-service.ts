import { randomBytes } from "node:crypto";
import { originOf } from "../accounts/network.ts";
import { createRecentClaims } from "../accounts/recent-claims.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import { QUERY_QUOTA } from "../registry/query-quota.ts";
import { IN_FLIGHT_LIMITS } from "../soap/limit-in-flight.ts";
import { createPassportAuthenticate } from "../soap/passport-authenticate.ts";
import { createSoapService, type SoapService } from "../soap/soap-service.ts";
import { createTestDataSharing } from "../store/test-data-sharing.ts";
import type { ForecastService } from "../submission/forecast-service.ts";
import { type ClaimOwner, createRefuseEarly } from "../submission/refuse-early.ts";
import { createSubmitSingleMessage } from "../submission/submit-single-message.ts";
import { followMaintenance } from "./follow-control.ts";
import type { Parts } from "./open-parts.ts";
import { programVersion } from "./program-version.ts";

/** After this the caller is told to send again; a commit that was under way goes on. */
const ANSWER_DURATION_MS_MAX = 10_000;

const CLAIM_SALT_BYTES = 32;

/** The SOAP service over the opened parts. */
export async function openService(
  parts: Parts,
  codes: () => CodeSets,
  forecasts: ForecastService | undefined,
): Promise<SoapService> {
  const { config, log, clock, calendar, newId, realms, verify, journal } = parts;
  const claims = createRecentClaims<ClaimOwner>(randomBytes(CLAIM_SALT_BYTES));
  return createSoapService({
    lookFirst: createRefuseEarly({
      claims,
      turns: parts.watched.turns,
      isGuessing: (remoteAddress) => parts.lane.isFull(originOf(remoteAddress)),
    }),
    submit: createSubmitSingleMessage({
      authenticate: createPassportAuthenticate(verify),
      realms: realms.services,
      codes,
      rulesVersion: programVersion(),
      now: calendar,
      queryQuota: QUERY_QUOTA,
      maintenance: await followMaintenance(parts),
      testDataSharing: createTestDataSharing(parts.databases.control.kysely.withTables(), clock),
      noteClaim: (key, { realm, organizationId }) => claims.remember(key, { realm, organizationId }),
      newId,
      log,
      ...(journal && { journal }),
      ...(forecasts && { forecasts }),
    }),
    messageBytesMax: config.messageBytesMax,
    helpDesk: config.helpDesk,
    path: config.soapPath,
    inFlight: IN_FLIGHT_LIMITS,
    answerDurationMsMax: ANSWER_DURATION_MS_MAX,
    log,
  });
}
