import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { makeDevelopmentCertificates } from "../../scripts/development-certificates.ts";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { commonNameOf } from "../../src/accounts/certificate-pins.ts";
import { asParameters } from "../support/administer.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { sampleMessage } from "../support/edit-message.ts";
import { iisHere } from "../support/run-iis.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { envelope, readReply, submitBody } from "../support/soap-envelopes.ts";

const DAY_MS = 86_400_000;

let place: TestPlace;
let gateway: RunningGateway;
let account: SenderAccount;
/** The clinic's own certificates, those of a CA that is trusted, and those of a rogue with the same names. */
let clinic: Awaited<ReturnType<typeof makeDevelopmentCertificates>>;
let rogue: typeof clinic;

interface Shown {
  readonly cert: string;
  readonly key: string;
}

async function iis<T = Readonly<Record<string, string>>>(...words: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await iisHere(place)([...words, "--json"]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  place = await freshPlace("sqlite");
  const now = Date.now();
  const validity = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + DAY_MS) };
  [clinic, rogue] = await Promise.all([
    makeDevelopmentCertificates(validity),
    makeDevelopmentCertificates(validity),
  ]);
  const write = (name: string, text: string): string => {
    writeFileSync(join(place.folder, name), text, { mode: 0o600 });
    return join(place.folder, name);
  };
  write("clinic.crt", clinic.client.cert);
  write("ca.crt", clinic.caCert);
  const { id } = await iis("org", "create", "--name", "Clinic", "--facility", "9998");
  const issued = await iis("credential", "issue", "--org", id ?? "", "--realm", "test");
  account = {
    organizationId: id ?? "",
    credentialId: issued["id"] ?? "",
    username: issued["username"] ?? "",
    secret: issued["secret"] ?? "",
    facilityId: "9998",
    expiresAt: "",
  };
  const env = {
    SECRETS_DIR: place.secretsDir,
    TLS_CERT_FILE: write("server.crt", clinic.server.cert),
    TLS_KEY_FILE: write("server.key", clinic.server.key),
    TLS_CLIENT_CA_FILE: join(place.folder, "ca.crt"),
  };
  gateway = await runGateway(env, join(place.folder, "data"));
  return async () => {
    await gateway.stop();
    await place.remove();
  };
});

/** What a caller with a certificate, or none, is answered: MSA-1, or the element of the fault. */
async function answerTo(shown: Shown | undefined): Promise<string> {
  const url = new URL(gateway.soapUrl.replace("http:", "https:"));
  const body = envelope("1.2", submitBody(asParameters(account, sampleMessage("vxu-good.hl7", "C-1"))));
  const text = await new Promise<string>((resolve, reject) => {
    const call = request(
      url,
      {
        method: "POST",
        ca: clinic.caCert,
        ...shown,
        agent: false,
        headers: { "content-type": "application/soap+xml" },
      },
      (response) => {
        let received = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
        response.on("end", () => resolve(received));
      },
    );
    call.on("error", reject).end(body);
  });
  const reply = readReply(text);
  return reply.kind === "return" ? (/MSA\|(..)/.exec(reply.text)?.[1] ?? "") : reply.element;
}

describe("client certificates of an organization", () => {
  test("none is needed until one is pinned", async () => {
    expect(await answerTo(undefined)).toBe("AA");
    expect(await answerTo(rogue.client)).toBe("AA");
  });

  test.each([
    { pins: "its key", words: ["--file", "clinic.crt"] },
    { pins: "a CA and its subject", words: ["--file", "ca.crt", "--subject", "{subject}"] },
  ])(
    "pinned by $pins: its own certificate holds, none and a rogue of the same name do not",
    async ({ words }) => {
      const subject = commonNameOf(new X509Certificate(clinic.client.cert).subject);
      const given = words.map((word) => word.replace("{subject}", subject));
      const { id } = await iis("cert", "pin", "--org", account.organizationId, ...given);
      const answers = [
        await answerTo(undefined),
        await answerTo(rogue.client),
        await answerTo(clinic.client),
      ];
      expect(answers).toEqual(["SecurityFault", "SecurityFault", "AA"]);
      const left = await iis<unknown[]>("cert", "revoke", "--org", account.organizationId, "--pin", id ?? "");
      expect(left).toEqual([]);
      expect(await answerTo(undefined)).toBe("AA");
    },
  );

  test("a CA with another subject does not hold", async () => {
    const pin = ["cert", "pin", "--org", account.organizationId, "--file", "ca.crt", "--subject", "Another"];
    const { id } = await iis(...pin);
    expect(await answerTo(clinic.client)).toBe("SecurityFault");
    await iis("cert", "revoke", "--org", account.organizationId, "--pin", id ?? "");
  });

  test("what is no certificate is not pinned", async () => {
    const file = ["--file", "server.key"];
    const ended = await iisHere(place)(["cert", "pin", "--org", account.organizationId, ...file]);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining("certificate in PEM") });
    expect(ended.stderr).not.toContain(readFileSync(join(place.folder, "server.key"), "utf8").slice(30, 60));
  });
});

describe("networks of a credential", () => {
  test("a rule holds from the next call on, and is taken back", async () => {
    const rule = ["--credential", account.credentialId, "--network"];
    await iis("ip", "allow", ...rule, "203.0.113.0/24");
    expect(await answerTo(undefined)).toBe("SecurityFault");
    await iis("ip", "allow", ...rule, "127.0.0.0/8");
    expect(await answerTo(undefined)).toBe("AA");
    await iis("ip", "deny", ...rule, "127.0.0.1");
    expect(await answerTo(undefined)).toBe("SecurityFault");
    await iis("ip", "deny", ...rule, "127.0.0.1", "--remove");
    expect(await answerTo(undefined)).toBe("AA");
    const next = await iis("credential", "rotate", "--org", account.organizationId, "--realm", "test");
    expect(await iis<unknown[]>("ip", "list", "--credential", next["id"] ?? "")).toHaveLength(2);
  });
});
