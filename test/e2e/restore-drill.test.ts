import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { benchControlId, BENCH_FACILITY, benchMessage } from "../../scripts/bench/bench-message.ts";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { asParameters } from "../support/administer.ts";
import { emptyPlace } from "../support/databases.ts";
import { damageIn, storedMessages } from "../support/read-databases.ts";
import { iisHere } from "../support/run-iis.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { postSoap, returnOf } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

const CLIENTS = 8;
const TEST_MS_MAX = 60_000;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

function post(gateway: RunningGateway, account: SenderAccount, n: number) {
  return postSoap(gateway.soapUrl, envelope("1.2", submitBody(asParameters(account, benchMessage(n)))));
}

async function start(env: Readonly<Record<string, string>>, dataDir: string): Promise<RunningGateway> {
  const gateway = await runGateway(env, dataDir);
  cleanUps.push(() => gateway.stop("SIGKILL"));
  return gateway;
}

/** Clients that send new messages until they are told to stop; a ledger of what was acknowledged. */
function load(gateway: RunningGateway, account: SenderAccount) {
  const acknowledged = new Set<string>();
  const state = { next: 0, goesOn: true };
  const work = async (): Promise<void> => {
    while (state.goesOn) {
      const n = state.next++;
      const answer = await post(gateway, account, n).then(returnOf, () => "");
      if (answer.includes(`\rMSA|AA|${benchControlId(n)}\r`)) acknowledged.add(benchControlId(n));
    }
  };
  const working = Promise.all(Array.from({ length: CLIENTS }, work));
  return {
    acknowledged,
    until: async (count: number): Promise<void> => {
      while (acknowledged.size < count) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    stop: async (): Promise<void> => {
      state.goesOn = false;
      await working;
    },
  };
}

test(
  "a backup under load and kill -9: everything acknowledged is restored or named, nobody shut out comes back",
  { timeout: TEST_MS_MAX },
  async () => {
    const place = await emptyPlace("sqlite");
    cleanUps.push(() => place.remove());
    const [dataDir, restored] = [join(place.folder, "data"), join(place.folder, "restored")];
    const env = { SECRETS_DIR: place.secretsDir, ACK_JOURNAL: join(place.folder, "acks.journal") };
    const iis = async <T>(folder: string, ...words: readonly string[]): Promise<T> => {
      const { code, stdout, stderr } = await iisHere(place)([...words, "--json"], {
        DATA_DIR: folder,
        ...env,
      });
      if (code !== 0) throw new Error(`${words.join(" ")}: ${stderr}`);
      return JSON.parse(stdout) as T;
    };
    const sender = async (facility: string): Promise<SenderAccount & { readonly id: string }> => {
      const { id: org } = await iis<{ id: string }>(
        dataDir,
        "org",
        "create",
        "--name",
        facility,
        "--facility",
        facility,
      );
      return iis(dataDir, "credential", "issue", "--org", org, "--realm", "test");
    };
    const account = await sender(BENCH_FACILITY);
    const lost = await sender("LOST1");

    const gateway = await start(env, dataDir);
    const sending = load(gateway, account);
    await sending.until(40);
    const before = new Set(sending.acknowledged);
    await iis(dataDir, "backup", "--to", join(place.folder, "backup"));
    await sending.until(sending.acknowledged.size + 60);
    await iis(dataDir, "credential", "revoke", "--credential", lost.id, "--reason", "laptop lost");
    gateway.child.kill("SIGKILL");
    await sending.stop();

    const report = await iis<{
      readonly journal: string;
      readonly ended: readonly string[];
      readonly resend: readonly { readonly messages: readonly { readonly controlId: string }[] }[];
    }>(restored, "restore", "--from", join(place.folder, "backup"), "--yes");
    expect(report).toMatchObject({ journal: "whole", ended: [lost.id] });
    const named = new Set(report.resend.flatMap(({ messages }) => messages.map((one) => one.controlId)));
    const stored = new Set(storedMessages(restored, "test").map((row) => row.control_id));
    expect([...before].filter((id) => !stored.has(id))).toEqual([]);
    expect([...sending.acknowledged].filter((id) => !stored.has(id) && !named.has(id))).toEqual([]);
    expect(named.size).toBeGreaterThan(0);
    expect([...named].filter((id) => stored.has(id))).toEqual([]);

    const again = await start(env, restored);
    const numbers = new Map(
      Array.from({ length: stored.size + named.size + CLIENTS }, (_none, n) => [benchControlId(n), n]),
    );
    for (const id of named)
      expect(returnOf(await post(again, account, numbers.get(id) ?? -1))).toContain(`\rMSA|AA|${id}\r`);
    expect((await post(again, lost, 0)).body).toContain("SecurityFault");
    await again.stop();
    const now = new Set(storedMessages(restored, "test").map((row) => row.control_id));
    expect([...sending.acknowledged].filter((id) => !now.has(id))).toEqual([]);
    expect(damageIn(restored)).toEqual([]);
  },
);
