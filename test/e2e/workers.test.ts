import { Client } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { BENCH_FACILITY, benchControlId, benchMessage } from "../../scripts/bench/bench-message.ts";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { administer, asParameters } from "../support/administer.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { faultOf, postSoap, returnOf } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

const CLIENTS = 8;
const MESSAGES = 60;

let place: TestPlace;
let gateway: RunningGateway;
let account: SenderAccount;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  place = await freshPlace("postgres");
  const url = place.location.kind === "postgres" ? place.location.url : "";
  env = { DATABASE_URL: url, SECRETS_DIR: place.secretsDir };
  account = await administer(env).sender(BENCH_FACILITY);
  gateway = await runGateway({ ...env, WORKERS: "2" }, place.folder);
  return async () => {
    await gateway.stop();
    await place.remove();
  };
});

function events(name: string): readonly Readonly<Record<string, unknown>>[] {
  return gateway.lines
    .filter((line) => line.includes(`"event":"${name}"`))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

async function submit(n: number, sender: SenderAccount = account): Promise<string> {
  const body = submitBody(asParameters(sender, benchMessage(n)));
  return returnOf(await postSoap(gateway.soapUrl, envelope("1.2", body)));
}

/** Until it is answered, as a sender does whose connection breaks. */
async function submitUntilAnswered(n: number): Promise<string> {
  for (;;) {
    const answer = await submit(n).catch((error: unknown) => {
      if (error instanceof TypeError) return undefined; // fetch: the connection broke
      throw error;
    });
    if (answer !== undefined) return answer;
  }
}

async function faultCodes(sender: SenderAccount, times: number): Promise<readonly string[]> {
  const body = envelope("1.2", submitBody(asParameters(sender, benchMessage(1))));
  const answers = await Promise.all(Array.from({ length: times }, () => postSoap(gateway.soapUrl, body)));
  return [...new Set(answers.map((answer) => faultOf(answer).element))];
}

describe("two processes on one PostgreSQL", () => {
  test("say once that they listen", () => {
    expect(events("listening")).toMatchObject([{ workers: 2 }]);
    expect(new Set(events("worker-listening").map(({ pid }) => pid)).size).toBe(2);
  });

  test("one that dies under load loses no acknowledged message and is replaced", async () => {
    const answers = new Map<number, string>();
    let next = 0;
    const client = async (): Promise<void> => {
      for (let n = next++; n < MESSAGES; n = next++) {
        answers.set(n, await submitUntilAnswered(n));
        if (n === MESSAGES / 3) process.kill(Number(events("worker-listening")[0]?.["pid"]), "SIGKILL");
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    for (const [n, answer] of answers) {
      expect(answer).toContain(`\rMSA|AA|${benchControlId(n)}\r`);
      expect(await submit(n)).toBe(answer);
    }
    const databases = await place.open();
    const rows = await databases.realms.test?.kysely.selectFrom("message").select("control_id").execute();
    expect(rows?.map((row) => row.control_id).toSorted()).toEqual(
      [...answers.keys()].map(benchControlId).toSorted(),
    );
    await expect.poll(() => events("worker-listening").length, { timeout: 15_000 }).toBe(3);
    expect(events("worker-ended")).toMatchObject([{ reason: "killed" }]);
  });

  test("count failed log-ins together", async () => {
    const other = await administer(env).sender("9997");
    await faultCodes({ ...other, secret: "wrong" }, 12);
    expect(await faultCodes(other, CLIENTS)).toEqual(["SecurityFault"]);
  });

  test("refuse a revoked credential from the next request on", async () => {
    const admin = administer(env);
    const second = await admin.sender("9996");
    expect(await submit(1_000, second)).toContain("MSA|A");
    await admin.iis("credential", "revoke", "--credential", second.credentialId, "--reason", "test");
    expect(await faultCodes(second, CLIENTS)).toEqual(["SecurityFault"]);
  });

  test("answer in one realm while the other's tables are locked, and in that one with a fault", async () => {
    const production = await administer(env).sender("9995", "production");
    const blocker = new Client({ connectionString: env["DATABASE_URL"] });
    await blocker.connect();
    await blocker.query("begin; lock table production.message in access exclusive mode");
    const stuck = faultCodes(production, 2 * CLIENTS);
    const answers = await Promise.all(Array.from({ length: CLIENTS }, (_, at) => submit(3_000 + at)));
    expect(answers.every((answer) => answer.includes("MSA|AA|"))).toBe(true);
    expect(await stuck).toEqual(["fault"]);
    await blocker.end();
    expect(await submit(1, production)).toContain("MSA|A");
  });

  test("drain on SIGTERM, all of them", async () => {
    const working = Array.from({ length: CLIENTS }, (_, at) => submit(2_000 + at));
    const answered = Promise.all(working);
    await working[0];
    expect(await gateway.stop()).toEqual({ code: 0, signal: null });
    expect((await answered).every((answer) => answer.includes("MSA|AA|"))).toBe(true);
    expect(events("stopped")).toMatchObject([{ reason: "SIGTERM" }, { reason: "SIGTERM" }]);
  });
});
