import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { Client } from "pg";
import { afterEach, expect, test } from "vitest";
import { BENCH_FACILITY, benchControlId, benchMessage } from "../../scripts/bench/bench-message.ts";
import { administer, asParameters } from "../support/administer.ts";
import { emptyPlace } from "../support/databases.ts";
import { createPostgres } from "../support/embedded-postgres.ts";
import { runGateway } from "../support/run-gateway.ts";
import { faultOf, postSoap, returnOf, type HttpAnswer } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

const CLIENTS = 8;
const BEFORE = 60;
const AFTER = 40;

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** One address for whichever server is the primary, as an operator gives one by name or by a balancer. */
class Address {
  #server: Server | undefined;
  #target: URL;
  readonly #sockets = new Set<Socket>();

  constructor(target: string) {
    this.#target = new URL(target);
  }

  /** @returns the database's URL by way of this address */
  async listen(databaseUrl: string): Promise<string> {
    const server = createServer((near) => {
      const far = connect(Number(this.#target.port), "127.0.0.1");
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    }).listen(0, "127.0.0.1");
    this.#server = server;
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const url = new URL(databaseUrl);
    url.port = `${address.port}`;
    return url.href;
  }

  turnTo(target: string): void {
    this.#target = new URL(target);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close();
  }
}

async function promote(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("select pg_promote()");
  await client.end();
}

test(
  "a primary that dies under load and a synchronous standby in its place: no acknowledged message is lost",
  { timeout: 60_000 },
  async () => {
    const primary = await createPostgres();
    cleanUps.push(() => primary.remove());
    const place = await emptyPlace("postgres", primary.url);
    const url = place.location.kind === "postgres" ? place.location.url : "";
    const address = new Address(primary.url);
    cleanUps.push(() => address.close());
    const env = { SECRETS_DIR: place.secretsDir, DATABASE_URL: await address.listen(url) };
    const account = await administer(env).sender(BENCH_FACILITY);
    const gateway = await runGateway(env, place.folder);
    cleanUps.push(async () => {
      await gateway.stop("SIGKILL");
    });
    const standby = await primary.standby();
    await primary.synchronizeWithStandby();

    const submit = (n: number): Promise<HttpAnswer> =>
      postSoap(gateway.soapUrl, envelope("1.2", submitBody(asParameters(account, benchMessage(n)))));
    const acknowledged = new Map<number, string>();
    const faults = new Set<string>();
    const load = new AbortController();
    let next = 0;
    const client = async (): Promise<void> => {
      for (let n = next++; !load.signal.aborted; n = next++) {
        let answer = await submit(n);
        for (; answer.status !== 200; answer = await submit(n)) faults.add(faultOf(answer).number);
        acknowledged.set(n, returnOf(answer));
      }
    };
    const clients = Promise.all(Array.from({ length: CLIENTS }, client));
    await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThanOrEqual(BEFORE);
    await primary.stop();
    await expect.poll(() => faults.size, { timeout: 10_000 }).toBeGreaterThan(0);
    await promote(standby.url);
    address.turnTo(standby.url);
    const atPromotion = acknowledged.size;
    await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(atPromotion + AFTER);
    load.abort();
    await clients;

    expect(gateway.child.exitCode).toBeNull();
    for (const fault of faults) expect(["54354", "54355"]).toContain(fault);
    for (const [n, answer] of acknowledged) {
      expect(answer).toContain(`\rMSA|AA|${benchControlId(n)}\r`);
      expect(returnOf(await submit(n))).toBe(answer);
    }
  },
);
