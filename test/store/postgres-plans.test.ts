import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { expect, test } from "vitest";
import { issueCredential } from "../../src/accounts/credentials.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import type { RetentionTransaction } from "../../src/retention/ports.ts";
import { countPending, sumsLock } from "../../src/review/count-pending.ts";
import type { Engine } from "../../src/store/databases.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import { runAtOnce } from "../../src/submission/turn.ts";
import { createSubmitSingleMessage } from "../../src/submission/submit-single-message.ts";
import { BENCH_FACILITY, benchMessage, benchQuery } from "../../scripts/bench/bench-message.ts";
import {
  ROOT,
  type TestAdministration,
  testAdministration,
  WEDNESDAY_MS,
} from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";

/** A statement that was run, by its text. */
interface Ran {
  readonly pool: Pool;
  /** Has a name, under which a connection keeps its plan; one without is planned each time it is run. */
  readonly isKept: boolean;
}

function poolOf(engine: Engine): Pool {
  if (engine.kind !== "postgres") throw new Error("not on PostgreSQL");
  return engine.pool;
}

/** Times that PostgreSQL plans a prepared statement for the values before it thinks of keeping a plan. */
const PLANNED_ANEW_MAX = 5;

/** Note the text of every statement that goes to a pool from now on, whoever asks. */
function record(pool: Pool, ran: Map<string, Ran>): () => void {
  const known = new WeakSet<PoolClient>();
  let isOver = false;
  pool.on("acquire", (client) => {
    if (known.has(client)) return;
    known.add(client);
    const send: unknown = Reflect.get(client, "query");
    if (typeof send !== "function") throw new Error("pg has no query()");
    Reflect.set(client, "query", (...args: readonly unknown[]): unknown => {
      const [config] = args;
      const ofConfig = (key: string): unknown =>
        typeof config === "object" && config !== null ? Reflect.get(config, key) : undefined;
      const text = ofConfig("text") ?? config;
      if (!isOver && typeof text === "string")
        ran.set(text, { pool, isKept: ofConfig("name") !== undefined });
      return Reflect.apply(send, client, args);
    });
  });
  return () => {
    isOver = true;
  };
}

/** A node of a plan as `explain (format json)` shows it. */
interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Where a plan reads a table, or an index, from one end to the other. */
function wholeReads(node: PlanNode): readonly string[] {
  const kind = node["Node Type"];
  const isWhole = kind === "Seq Scan" || (/^(Bitmap )?Index /.test(kind) && node["Index Cond"] === undefined);
  return [
    ...(isWhole ? [`${kind} of ${node["Relation Name"] ?? node["Index Name"] ?? "?"}`] : []),
    ...(node.Plans ?? []).flatMap(wholeReads),
  ];
}

/** The plan that a connection keeps for a prepared statement, whatever its parameters are. */
async function genericPlan(pool: Pool, text: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ "QUERY PLAN": readonly { readonly Plan: PlanNode }[] }>(
    `explain (generic_plan, format json) ${text}`,
  );
  return (rows[0]?.["QUERY PLAN"] ?? []).flatMap(({ Plan }) => wholeReads(Plan));
}

/** An update, the same again, more for the same patient, somebody alike, a query that finds them, and the review's count. */
async function workAsUsual(app: TestAdministration, place: TestPlace): Promise<void> {
  const asked = { name: "Clinic", facilities: [BENCH_FACILITY], mnvfc: false };
  const { id: organizationId } = await createOrganization(app, ROOT, asked);
  const issued = await issueCredential(app, ROOT, { organizationId, realm: "test" });
  const [database, keys] = [app.databases.realms.test, place.vault().realms.test];
  if (database === undefined || keys === undefined) throw new Error("realm test is not open");
  const { store } = openRealm(database, keys, Date.now);
  const codes = builtInCodeSets();
  const submit = createSubmitSingleMessage({
    authenticate: app.verify,
    realms: { test: { realm: "test", store, digest: keys.digest, takeTurn: runAtOnce } },
    codes: () => codes,
    rulesVersion: "rules-1",
    now: () => WEDNESDAY_MS,
    queryQuota: QUERY_QUOTA,
    newId: createIdSource(Date.now, randomBytes),
    log: () => {},
  });
  const { username } = issued.credential;
  const account = { username, password: issued.secret, facilityId: BENCH_FACILITY };
  const received = { remoteAddress: "127.0.0.1", requestId: "r", receivedAtMs: WEDNESDAY_MS };
  const again = benchMessage(1).replace("BENCH-1", "AGAIN-1").replace("LOT7Q2", "LOT8Q2");
  const alike = benchMessage(1)
    .replace("BENCH-1", "ALIKE-1")
    .replaceAll(/MRN1\^|Linden/g, "");
  const answers: string[] = [];
  const more = Array.from({ length: PLANNED_ANEW_MAX }, (_none, n) => benchMessage(n + 2));
  for (const hl7Message of [benchMessage(1), benchMessage(1), again, alike, benchQuery(1, 1), ...more])
    answers.push(await submit({ ...account, ...received, hl7Message }));
  expect(answers.filter((answer) => !/MSA\|A[AE]/.test(answer))).toEqual([]);
  expect(answers[1]).toBe(answers[0]);
  expect(await countPending(store, organizationId, { dataKind: "real", markers: [] })).toBe(0);
  const span = { organizationId, beforeMs: WEDNESDAY_MS + 1 };
  const purge = ({ retention }: { readonly retention: RetentionTransaction }) =>
    retention.purgeContributions(span, "", 200);
  expect((await store.transaction(sumsLock(organizationId), purge))?.taken).toBeGreaterThan(1);
}

/** Prepared statements whose plan was not kept. */
async function plannedAnew(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    "select name from pg_prepared_statements where custom_plans > $1 order by name",
    [PLANNED_ANEW_MAX],
  );
  return rows.map(({ name }) => name);
}

/** What is read as a whole by plans that are made now, by statement. */
async function faults(ran: Iterable<[string, Ran]>): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  for (const [text, { pool }] of ran) {
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) continue;
    const whole = await genericPlan(pool, text);
    if (whole.length > 0) found[text] = whole;
  }
  return found;
}

test("what a message or a count asks of PostgreSQL reads by keys, with plans that are kept, also of tables that were small", async () => {
  const place = await freshPlace("postgres");
  try {
    const app = await testAdministration(place);
    const ran = new Map<string, Ran>();
    const { control, realms } = app.databases;
    const pools = [control, realms.test].flatMap((database) => (database ? [poolOf(database.engine)] : []));
    const ends = pools.map((pool) => record(pool, ran));
    await workAsUsual(app, place);
    for (const end of ends) end();
    expect(ran.size).toBeGreaterThan(20);
    expect(await faults(ran)).toEqual({});
    expect((await Promise.all(pools.map(plannedAnew))).flat()).toEqual([]);
    for (const pool of pools) await pool.query("analyze");
    // Organizations are made by hand, and never so many in a minute that a plan for few of them costs anything.
    const ofPeople = [...ran].filter(([, { pool, isKept }]) => isKept && pool !== poolOf(control.engine));
    expect(await faults(ofPeople)).toEqual({});
  } finally {
    await place.remove();
  }
});
