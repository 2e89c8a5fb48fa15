import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { asParameters } from "../support/administer.ts";
import { BASE_UPDATE } from "../support/conformance-messages.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { iisHere } from "../support/run-iis.ts";
import { faultOf, postSoap, returnOf } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

/** The test realm and the production realm as two processes on one DATA_DIR (decision D5). */
describe("REALMS in processes of their own", () => {
  let place: TestPlace;
  const servers: Partial<Record<Realm, RunningGateway>> = {};
  const accounts: Partial<Record<Realm, SenderAccount>> = {};

  async function iis<T>(...words: readonly string[]): Promise<T> {
    const { stdout } = await iisHere(place)([...words, "--json"]);
    return JSON.parse(stdout) as T;
  }
  function serverOf(realm: Realm): RunningGateway {
    const server = servers[realm];
    if (server === undefined) throw new Error(`no server of ${realm}`);
    return server;
  }
  async function send(from: Realm, to: Realm) {
    const account = accounts[from];
    if (account === undefined) throw new Error(`no account of ${from}`);
    return postSoap(serverOf(to).soapUrl, envelope("1.2", submitBody(asParameters(account, BASE_UPDATE))));
  }
  const linesOf = (realm: Realm, event: string): readonly string[] =>
    serverOf(realm).lines.filter((line) => line.includes(`"${event}"`));

  beforeAll(async () => {
    place = await freshPlace("sqlite");
    const { id } = await iis<{ id: string }>("org", "create", "--name", "North", "--facility", "9998");
    const issue = (realm: Realm) =>
      iis<SenderAccount>("credential", "issue", "--org", id, "--realm", realm, "--override-reason", "trial");
    accounts.test = await issue("test");
    accounts.production = await issue("production");
    const start = async (realm: Realm): Promise<void> => {
      const env = { REALMS: realm, SECRETS_DIR: place.secretsDir };
      servers[realm] = await runGateway(env, join(place.folder, "data"));
    };
    await Promise.all([start("test"), start("production")]);
  });
  afterAll(async () => {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await place.remove();
  });

  test("each answers the credentials of its realm, and the others' with the one SecurityFault", async () => {
    expect(returnOf(await send("test", "test"))).toContain("MSA|A");
    expect(returnOf(await send("production", "production"))).toContain("MSA|A");
    for (const [from, to] of [
      ["test", "production"],
      ["production", "test"],
    ] as const) {
      expect(faultOf(await send(from, to))).toMatchObject({ element: "SecurityFault" });
      expect(linesOf(to, "login-failed").join("\n")).toContain('"reason":"realm-not-served"');
    }
  });

  test.each(["test", "production"] as const)(
    "that of %s is ready by its own databases alone",
    async (realm) => {
      const answer = await fetch(`${serverOf(realm).consoleUrl}/readyz`);
      const { checks }: { checks: object } = JSON.parse(await answer.text());
      expect([answer.status, Object.keys(checks)]).toEqual([200, expect.arrayContaining(["control", realm])]);
      expect(Object.keys(checks)).not.toContain(realm === "test" ? "production" : "test");
    },
  );

  test("neither leaves out the watches silently; the command does them, and doctor tells when", async () => {
    for (const realm of ["test", "production"] as const)
      expect(linesOf(realm, "task-left-out").join("\n")).toContain('"operation":"watch-daily"');
    const watches = async () => {
      const { checks } = await iis<{ checks: readonly { name: string; detail: string }[] }>("doctor");
      return checks.find(({ name }) => name === "watches")?.detail;
    };
    expect(await watches()).toBe("live traffic was never watched");
    await iis("onboarding", "watch");
    expect(await watches()).toMatch(/^live traffic was watched on \d{4}-\d\d-\d\d$/);
  });
});
