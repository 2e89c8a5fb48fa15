import { z } from "zod";
import { authorize } from "../../accounts/administration.ts";
import { authorizeMessages } from "../../accounts/message-access.ts";
import { checkDay, mustFindOrganization } from "../../accounts/organizations.ts";
import { type Actor, permits } from "../../accounts/policy.ts";
import { addDays, instantInZone } from "../../kernel/dates.ts";
import { REALMS } from "../../kernel/realm.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import { makeReport } from "../../onboarding/make-report.ts";
import { recordReviewAct } from "../../onboarding/review-acts.ts";
import { maskAnswer, maskMessage } from "../../submission/mask-message.ts";
import type { Onlooker } from "../../submission/message-browser.ts";
import { deskOf } from "../console/message-routes.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const ID = z.string().min(1).max(64);
const OF_ORGANIZATION = z.object({ org: ID });
const NO_BODY = z.unknown();
const REALM = z.enum(REALMS);
const DAY = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe("YYYY-MM-DD, inclusive");
const ACK = z.enum(["AA", "AE", "AR"]);
const LIMIT_MAX = 200;
const LIMIT = z.coerce.number().int().min(1).max(LIMIT_MAX).default(50);
const MESSAGE_LENGTH_MAX = 10_000_000;

const FINDING = z.object({
  rule: z.string(),
  severity: z.enum(["E", "W", "I"]),
  location: z.string().optional().describe("as ERR-2 writes it"),
  errorCode: z.string(),
});

const MESSAGE = z.object({
  id: z.string(),
  receivedAt: z.string().describe("ISO 8601 in UTC"),
  controlId: z.string(),
  type: z.string(),
  ackCode: ACK,
  bytes: z.int(),
  replays: z.int(),
  findings: z.array(FINDING),
});

/** As `review report --json` prints it; the fields that the operator's interface fixes are spelled out. */
const REPORT = z.looseObject({
  org: z.string(),
  realm: REALM,
  window: z.object({ kind: z.string(), from: z.string(), to: z.string() }),
  messages: z.int(),
  doses: z.int(),
  rules: z.record(
    z.string(),
    z.looseObject({
      verdict: z.enum(["PASS", "FAIL", "REVIEW", "NOT_APPLICABLE", "ATTESTED"]),
      passed: z.int(),
      failed: z.int(),
    }),
  ),
});

const EXPLANATION = z.object({
  answer: z.string().describe("MSA-1, or fault"),
  profile: z.string().nullable(),
  findings: z.array(
    z.object({ ruleId: z.string(), severity: z.string(), errorCode: z.string(), text: z.string() }),
  ),
  doses: z.array(z.object({ number: z.int(), vaccine: z.string(), date: z.string(), stored: z.boolean() })),
});

function onlookerOf(actor: Actor): Onlooker {
  return actor.user?.role === "integrator" ? "sender" : "staff";
}

function masked(text: string | undefined, mask: typeof maskMessage): string | null {
  return text === undefined ? null : mask(text);
}

/** Messages without patient data, reviews, and the test bench. */
export const MESSAGE_ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    method: "get",
    route: "/organizations/{org}/messages",
    summary: "Stored messages, newest first, without patient data; page by the last row's receivedAt and id",
    scope: "read",
    path: OF_ORGANIZATION,
    query: z.object({
      realm: REALM,
      limit: LIMIT,
      ack: ACK.optional(),
      rule: z.string().max(64).optional(),
      control: z.string().max(200).optional(),
      from: DAY.optional(),
      to: DAY.optional(),
      beforeAt: z.iso.datetime().optional(),
      beforeId: ID.optional(),
    }),
    body: NO_BODY,
    answer: z.array(MESSAGE),
    handle: async (deps, actor, { path, query }) => {
      await authorizeMessages(deps.accounts, actor, path.org);
      await mustFindOrganization(deps.accounts.store, path.org);
      const { realm, limit, ack, rule, control, from, to, beforeAt, beforeId } = query;
      return deskOf(deps, realm).messages.list({
        organizationId: path.org,
        limit,
        onlooker: onlookerOf(actor),
        ...(ack !== undefined && { ackCode: ack }),
        ...(rule !== undefined && { ruleId: rule }),
        ...(control !== undefined && { controlId: control }),
        ...(from !== undefined && { fromMs: instantInZone(checkDay("from", from), 0) }),
        ...(to !== undefined && { toMs: instantInZone(addDays(checkDay("to", to), 1), 0) }),
        ...(beforeAt !== undefined &&
          beforeId !== undefined && { before: { receivedAt: beforeAt, id: beforeId } }),
      });
    },
  }),
  endpoint({
    method: "get",
    route: "/messages/{realm}/{message}",
    summary: "One message with its answer, patient data masked",
    scope: "read",
    path: z.object({ realm: REALM, message: ID }),
    query: z.object({}),
    body: NO_BODY,
    answer: MESSAGE.extend({ request: z.string().nullable(), response: z.string().nullable() }),
    handle: async (deps, actor, { path }) => {
      const found = await deskOf(deps, path.realm).messages.show(path.message, onlookerOf(actor));
      if (found === undefined || !permits(actor, "message.read", found.organizationId))
        throw new RefusedError("not-found", "There is no such message.");
      return {
        ...found,
        request: masked(found.request, maskMessage),
        response: masked(found.answer, maskAnswer),
      };
    },
  }),
  endpoint({
    method: "get",
    route: "/organizations/{org}/report",
    summary: "The technical message review; without days the whole current stage",
    scope: "read",
    path: OF_ORGANIZATION,
    query: z.object({ realm: REALM.optional(), from: DAY.optional(), to: DAY.optional() }),
    body: NO_BODY,
    answer: REPORT,
    handle: async (deps, actor, { path, query }) => {
      await authorize(deps.accounts, actor, { act: "review.read", organizationId: path.org });
      const { realm, from, to } = query;
      return makeReport(deps.reports, {
        organizationId: path.org,
        ...(realm !== undefined && { realm }),
        ...(from !== undefined && { from: checkDay("from", from) }),
        ...(to !== undefined && { to: checkDay("to", to) }),
      });
    },
  }),
  endpoint({
    method: "post",
    route: "/organizations/{org}/fix-markers",
    summary: "Say that a fix was made now: the report counts from here and compares with before",
    scope: "write",
    path: OF_ORGANIZATION,
    query: z.object({}),
    body: z.strictObject({ realm: REALM, reason: z.string().min(1).max(500) }),
    answer: z.object({ id: z.string(), reason: z.string() }),
    handle: (deps, actor, { path, body }) =>
      recordReviewAct(deps.onboarding, actor, { organizationId: path.org, kind: "mark", rule: "", ...body }),
  }),
  endpoint({
    method: "post",
    route: "/test-bench",
    summary: "What the service would answer to a message; nothing is stored",
    scope: "read",
    path: z.object({}),
    query: z.object({}),
    body: z.strictObject({ message: z.string().min(1).max(MESSAGE_LENGTH_MAX) }),
    answer: EXPLANATION,
    handle: async (deps, actor, { body }) => {
      await authorize(deps.accounts, actor, { act: "bench.use" });
      if (Buffer.byteLength(body.message) > deps.messageBytesMax)
        throw new RefusedError("usage", `The message is longer than ${deps.messageBytesMax} bytes.`);
      return deps.explain(body.message, deps.accounts.calendarClock());
    },
  }),
  endpoint({
    method: "get",
    route: "/audit",
    summary: "Administrative acts, newest first",
    scope: "read",
    path: z.object({}),
    query: z.object({ limit: LIMIT, beforeSeq: z.coerce.number().int().min(1).optional() }),
    body: NO_BODY,
    answer: z.array(
      z.object({
        seq: z.int(),
        atMs: z.int(),
        actor: z.string(),
        osUser: z.string(),
        source: z.string(),
        action: z.string(),
        object: z.string(),
        outcome: z.enum(["done", "refused"]),
        reason: z.string().optional(),
      }),
    ),
    handle: async (deps, actor, { query }) => {
      await authorize(deps.accounts, actor, { act: "audit.read" });
      const { limit, beforeSeq } = query;
      return deps.accounts.store.listAudit(limit, beforeSeq === undefined ? {} : { beforeSeq });
    },
  }),
];
