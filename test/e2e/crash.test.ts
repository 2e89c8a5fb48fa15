import { join } from "node:path";
import { Client } from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { benchControlId, benchMessage, BENCH_FACILITY } from "../../scripts/bench/bench-message.ts";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { administer, asParameters } from "../support/administer.ts";
import { emptyPlace, type EngineKind, type TestPlace } from "../support/databases.ts";
import { damageIn, storedMessages } from "../support/read-databases.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { postSoap, returnOf } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

const CLIENTS = 32;
const TEST_MS_MAX = 180_000;

/** The sender's own book: what it sent and what came back. Nothing of the server is in it. */
class Ledger {
  /** Number of the message → answer with AA, byte for byte. */
  readonly acknowledged = new Map<number, string>();
  /** Numbers of messages whose answer never came. */
  readonly unanswered = new Set<number>();
  next = 0;
}

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function submit(gateway: RunningGateway, account: SenderAccount, n: number): Promise<string> {
  const body = submitBody(asParameters(account, benchMessage(n)));
  const answer = returnOf(await postSoap(gateway.soapUrl, envelope("1.2", body)));
  if (answer.includes(`\rMSA|AA|${benchControlId(n)}\r`)) return answer;
  throw new Error(`message ${n} was not accepted: ${answer}`);
}

/** Send new messages over all clients until the server is gone, which `kill` does after so many acknowledgments. */
async function loadUntilKilled(
  gateway: RunningGateway,
  account: SenderAccount,
  ledger: Ledger,
  acknowledgmentsMax: number,
): Promise<void> {
  let left = acknowledgmentsMax;
  const isGone = (): boolean => left <= 0;
  const work = async (): Promise<void> => {
    while (!isGone()) {
      const n = ledger.next++;
      ledger.unanswered.add(n);
      const answer = await submit(gateway, account, n).catch((error: unknown) => {
        if (isGone()) return undefined; // the connection died with the server
        throw error;
      });
      if (answer === undefined) continue;
      ledger.unanswered.delete(n);
      ledger.acknowledged.set(n, answer);
      left -= 1;
      if (left === 0) gateway.child.kill("SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  expect(await gateway.exited).toEqual({ code: null, signal: "SIGKILL" });
}

/** Run `work` on every item, as many at a time as there are clients. */
async function forAll<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: CLIENTS }, worker));
}

/** What a sender does after a failure: everything unanswered again, unchanged. */
async function resendUnanswered(
  gateway: RunningGateway,
  account: SenderAccount,
  ledger: Ledger,
): Promise<void> {
  await forAll(ledger.unanswered, async (n) => {
    ledger.acknowledged.set(n, await submit(gateway, account, n));
    ledger.unanswered.delete(n);
  });
}

/** Numbers whose stored answer is not the one that was given; a lost message is answered anew and so differs. */
async function changedAnswers(
  gateway: RunningGateway,
  account: SenderAccount,
  ledger: Ledger,
): Promise<readonly number[]> {
  const changed: number[] = [];
  await forAll(ledger.acknowledged, async ([n, answer]) => {
    if ((await submit(gateway, account, n)) !== answer) changed.push(n);
  });
  return changed;
}

async function controlIdsStored(place: TestPlace, dataDir: string): Promise<readonly string[]> {
  if (place.location.kind === "sqlite") return storedMessages(dataDir, "test").map((row) => row.control_id);
  const client = new Client({ connectionString: place.location.url });
  await client.connect();
  const { rows } = await client.query<{ control_id: string }>("select control_id from test.message");
  await client.end();
  return rows.map((row) => row.control_id);
}

/** What SQLite's own check finds in the files; PostgreSQL checks its pages as it reads them. */
function damagedFiles(place: TestPlace, dataDir: string): readonly string[] {
  return place.location.kind === "sqlite" ? damageIn(dataDir) : [];
}

describe.each<{ engine: EngineKind; kills: number }>([
  { engine: "sqlite", kills: 20 },
  { engine: "postgres", kills: 3 },
])("kill -9 under load on $engine", ({ engine, kills }) => {
  test(
    `${kills} times loses no acknowledged message and stores none twice`,
    { timeout: TEST_MS_MAX },
    async () => {
      const place = await emptyPlace(engine);
      cleanUps.push(() => place.remove());
      const dataDir = join(place.folder, "data");
      const env: Readonly<Record<string, string>> = {
        SECRETS_DIR: place.secretsDir,
        ...(place.location.kind === "postgres" && { DATABASE_URL: place.location.url }),
      };
      const account = await administer({ DATA_DIR: dataDir, ...env }).sender(BENCH_FACILITY);
      const ledger = new Ledger();

      const live = async (): Promise<RunningGateway> => {
        const gateway = await runGateway(env, dataDir);
        cleanUps.push(async () => {
          await gateway.stop("SIGKILL");
        });
        await resendUnanswered(gateway, account, ledger);
        return gateway;
      };
      for (let kill = 0; kill < kills; kill += 1) {
        await loadUntilKilled(await live(), account, ledger, 20 + ((kill * 37) % 100));
      }

      const gateway = await live();
      expect(await changedAnswers(gateway, account, ledger)).toEqual([]);
      await gateway.stop();
      const acknowledged = [...ledger.acknowledged.keys()].map(benchControlId);
      expect((await controlIdsStored(place, dataDir)).toSorted()).toEqual(acknowledged.toSorted());
      expect(damagedFiles(place, dataDir)).toEqual([]);
    },
  );
});
