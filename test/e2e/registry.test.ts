import { Client } from "pg";
import { afterEach, describe, expect, test } from "vitest";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { administer, asParameters } from "../support/administer.ts";
import { BASE_QUERY, BASE_UPDATE } from "../support/conformance-messages.ts";
import { freshPlace } from "../support/databases.ts";
import { editMessage } from "../support/edit-message.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { postSoap, returnOf } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function submit(gateway: RunningGateway, account: SenderAccount, message: string): Promise<string> {
  return returnOf(
    await postSoap(gateway.soapUrl, envelope("1.2", submitBody(asParameters(account, message)))),
  );
}

/** As a sender does: a fault is answered by sending again, unchanged. */
async function submitUntilTaken(
  gateway: RunningGateway,
  account: SenderAccount,
  message: string,
  left = 20,
): Promise<string> {
  try {
    return await submit(gateway, account, message);
  } catch (error) {
    if (left === 0) throw error;
    return submitUntilTaken(gateway, account, message, left - 1);
  }
}

/** The n-th of many doses of one child, each under its own numbers. */
function doseOfOneChild(n: number): string {
  const day = `2025${String(1 + (n % 12)).padStart(2, "0")}${String(1 + Math.floor(n / 12)).padStart(2, "0")}`;
  return editMessage(BASE_UPDATE, [
    { segment: "MSH", field: 10, value: `E-${n}` },
    { segment: "ORC", field: 3, value: `W${n}^NPC` },
    { segment: "RXA", field: 3, value: day },
  ]);
}

const dosesIn = (answer: string): number =>
  answer.split("\r").filter((line) => line.startsWith("RXA|")).length;

describe("the registry behind the service", () => {
  test("what was acknowledged before a kill -9 is in the answer to a query after it", async () => {
    const place = await freshPlace("sqlite");
    cleanUps.push(() => place.remove());
    const dataDir = `${place.folder}/data`;
    const env = { SECRETS_DIR: place.secretsDir };
    const account = await administer({ DATA_DIR: dataDir, ...env }).sender("9998");
    const first = await runGateway(env, dataDir);
    cleanUps.push(() => first.stop("SIGKILL"));
    expect(await submit(first, account, BASE_UPDATE)).toContain("\rMSA|AA|");
    first.child.kill("SIGKILL");
    await first.exited;
    const second = await runGateway(env, dataDir);
    cleanUps.push(() => second.stop("SIGKILL"));
    const answer = await submit(second, account, BASE_QUERY);
    expect([answer.includes("|Z32^CDCPHINVS\r"), dosesIn(answer)]).toEqual([true, 1]);
  });

  test("50 messages on one new child through two processes make one person with every dose", async () => {
    const place = await freshPlace("postgres");
    cleanUps.push(() => place.remove());
    if (place.location.kind !== "postgres") throw new Error("PostgreSQL was meant");
    const { url } = place.location;
    const env = { SECRETS_DIR: place.secretsDir, DATABASE_URL: url };
    const dataDir = `${place.folder}/data`;
    const account = await administer({ DATA_DIR: dataDir, ...env }).sender("9998");
    const gateways = [await runGateway(env, dataDir), await runGateway(env, dataDir)] as const;
    for (const gateway of gateways) cleanUps.push(() => gateway.stop("SIGKILL"));

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_none, n) =>
        submitUntilTaken(gateways[n % 2 === 0 ? 0 : 1], account, doseOfOneChild(n)),
      ),
    );
    expect(answers.filter((answer) => !answer.includes("\rMSA|AA|"))).toEqual([]);
    const client = new Client({ connectionString: url });
    await client.connect();
    cleanUps.push(() => client.end());
    const { rows } = await client.query<{ count: string }>(
      "select count(*)::text as count from test.patient",
    );
    expect(rows).toEqual([{ count: "1" }]);
    expect(dosesIn(await submit(gateways[0], account, BASE_QUERY))).toBe(50);
  });
});
