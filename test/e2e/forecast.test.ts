import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoapClient } from "../../scripts/soap-client.ts";
import { administer, type Administration } from "../support/administer.ts";
import { BASE_QUERY, BASE_UPDATE } from "../support/conformance-messages.ts";
import { editMessage } from "../support/edit-message.ts";
import { realNamedFiles } from "../support/fictitious-schedule.ts";
import { removeFolder, runGateway, type RunningGateway, temporaryFolder } from "../support/run-gateway.ts";

const FORECAST_QUERY = editMessage(BASE_QUERY, [
  { segment: "MSH", field: 21, value: "Z44^CDCPHINVS" },
  { segment: "QPD", field: 1, value: "Z44^Request Evaluated History and Forecast^CDCPHINVS" },
]);

describe("a server with CDSI_DIR", () => {
  let gateway: RunningGateway;
  let folder: string;
  let admin: Administration;

  beforeAll(async () => {
    folder = temporaryFolder();
    const data = join(folder, "fictitious-1.0");
    mkdirSync(data);
    for (const { name, text } of realNamedFiles()) writeFileSync(join(data, name), text);
    gateway = await runGateway({ CDSI_DIR: data });
    admin = administer({ DATA_DIR: gateway.dataDir });
  });
  afterAll(async () => {
    await gateway.stop();
    removeFolder(gateway.dataDir);
    removeFolder(folder);
  });

  function ask(authorization: string): Promise<Response> {
    return fetch(`${gateway.consoleUrl}/api/fhir/$immds-forecast`, {
      method: "POST",
      headers: { "content-type": "application/fhir+json", authorization },
      body: JSON.stringify({
        resourceType: "Parameters",
        parameter: [
          { name: "assessmentDate", valueDate: "2026-01-14" },
          { name: "patient", resource: { resourceType: "Patient", birthDate: "2024-03-09" } },
        ],
      }),
    });
  }

  test("answers a Z44 with a forecast", async () => {
    const account = await admin.sender("9998");
    const client = createSoapClient({ url: gateway.soapUrl });
    const send = async (hl7Message: string): Promise<string> => {
      const { username, secret: password, facilityId } = account;
      const reply = await client.submitSingleMessage({ username, password, facilityId, hl7Message });
      return reply.kind === "answer" ? reply.text : JSON.stringify(reply);
    };
    expect(await send(BASE_UPDATE)).toContain("MSA|AA|");
    const answer = await send(FORECAST_QUERY);
    expect(answer).toContain("supporting data 1.0");
    expect(answer).toContain("|59781-5^");
    expect(answer).toContain("|30980-7^");
  });

  test("answers $immds-forecast to a token of scope read", async () => {
    await admin.iis("user", "create", "--username", "ehr", "--role", "operator");
    const token = await admin.iis<{ readonly id: string; readonly token: string }>(
      "token",
      "issue",
      "--user",
      "ehr",
      "--scope",
      "read",
    );
    const basic = Buffer.from(`${token.id}:${token.token}`).toString("base64");
    const answer = await ask(`Basic ${basic}`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ resourceType: "Parameters" }),
    ]);
    expect((await ask("Basic bm86bm8=")).status).toBe(401);
  });
});
