import { Client } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { BENCH_FACILITY, benchControlId, benchMessage } from "../../scripts/bench/bench-message.ts";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { asParameters } from "../support/administer.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { iisHere } from "../support/run-iis.ts";
import { faultOf, postSoap, returnOf } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

const CLIENTS = 8;
const MESSAGES = 60;

let place: TestPlace;
let gateway: RunningGateway;
let account: SenderAccount;
let databaseUrl: string;

/** The JSON of a command that ended well. */
async function iis(...words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { code, stdout, stderr } = await iisHere(place)([...words, "--json"]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Readonly<Record<string, string>>;
}

async function sender(facility: string, realm: "test" | "production" = "test"): Promise<SenderAccount> {
  const { id = "" } = await iis("org", "create", "--name", facility, "--facility", facility);
  const issue = ["credential", "issue", "--org", id, "--realm", realm];
  const issued = await iis(...issue, ...(realm === "test" ? [] : ["--override-reason", "a test"]));
  const { id: credentialId = "", username = "", secret = "", expiresAt = "" } = issued;
  return { organizationId: id, credentialId, username, secret, facilityId: facility, expiresAt };
}

beforeAll(async () => {
  place = await freshPlace("postgres");
  databaseUrl = place.location.kind === "postgres" ? place.location.url : "";
  account = await sender(BENCH_FACILITY);
  const env = { DATABASE_URL: databaseUrl, SECRETS_DIR: place.secretsDir };
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

async function submit(n: number, by: SenderAccount = account): Promise<string> {
  const body = submitBody(asParameters(by, benchMessage(n)));
  return returnOf(await postSoap(gateway.soapUrl, envelope("1.2", body)));
}

/** Until it is answered, as a sender does whose connection breaks or who is told to send again. */
async function submitUntilAnswered(n: number): Promise<string> {
  const body = envelope("1.2", submitBody(asParameters(account, benchMessage(n))));
  for (;;) {
    const answer = await postSoap(gateway.soapUrl, body).catch((error: unknown) => {
      if (error instanceof TypeError) return undefined; // fetch: the connection broke
      throw error;
    });
    if (answer?.status === 200) return returnOf(answer);
    const told = answer && faultOf(answer);
    if (told !== undefined && !/^5435[45]$/.test(told.number)) throw new Error(told.detail);
  }
}

function isAnswered(n: number): Promise<boolean> {
  return submit(n).then(
    () => true,
    () => false,
  );
}

async function faultCodes(by: SenderAccount, times: number): Promise<readonly string[]> {
  const body = envelope("1.2", submitBody(asParameters(by, benchMessage(1))));
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

  test("tell what all of them counted, whichever is asked", async () => {
    await iis("user", "create", "--username", "prometheus", "--role", "operator");
    const { id, token } = await iis("token", "issue", "--user", "prometheus", "--scope", "metrics");
    const authorization = `Basic ${Buffer.from(`${id}:${token}`).toString("base64")}`;
    const scrape = async (): Promise<string | undefined> => {
      const answer = await fetch(`${gateway.consoleUrl}/metrics`, { headers: { authorization } });
      return /^gateway_submissions_total.*$/m.exec(await answer.text())?.[0];
    };
    const first = await scrape();
    expect(first).toMatch(/realm="test",ack="AA"/);
    expect(new Set(await Promise.all(Array.from({ length: CLIENTS }, scrape)))).toEqual(new Set([first]));
  });

  test("refuse messages within a second of the command, and name the end", async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString().replace(/:\d{2}\.\d+Z$/, "Z");
    await iis("maintenance", "on", "--until", until, "--realm", "test");
    const refused = (): Promise<readonly string[]> =>
      faultCodes(account, CLIENTS).catch(() => ["still answered"]);
    await expect.poll(refused, { timeout: 5_000 }).toEqual(["fault"]);
    const answer = await postSoap(
      gateway.soapUrl,
      envelope("1.2", submitBody(asParameters(account, benchMessage(1)))),
    );
    expect(faultOf(answer)).toMatchObject({ number: "54362", detail: expect.stringContaining(until) });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect(await iis("maintenance", "off")).toEqual({ test: null, production: null });
    await expect.poll(() => isAnswered(1), { timeout: 5_000 }).toBe(true);
  });

  test("count failed log-ins together", async () => {
    const other = await sender("9997");
    await faultCodes({ ...other, secret: "wrong" }, 12);
    expect(await faultCodes(other, CLIENTS)).toEqual(["SecurityFault"]);
  });

  test("refuse a revoked credential from the next request on", async () => {
    const second = await sender("9996");
    expect(await submit(1_000, second)).toContain("MSA|A");
    await iis("credential", "revoke", "--credential", second.credentialId, "--reason", "test");
    expect(await faultCodes(second, CLIENTS)).toEqual(["SecurityFault"]);
  });

  test("answer in one realm while the other's tables are locked, and in that one with a fault", async () => {
    const production = await sender("9995", "production");
    const blocker = new Client({ connectionString: databaseUrl });
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
