import { describe, expect, test } from "vitest";
import { createSoapCore, type CoreCall } from "../../src/soap/node-soap-core.ts";
import type { ParameterValues } from "../../src/soap/read-envelope.ts";
import { OPERATIONS, type Operation } from "../../src/soap/service-contract.ts";
import { readWsdl } from "../../src/soap/wsdl.ts";
import { readReply, TESTED_VERSIONS } from "../support/soap-envelopes.ts";

const PATH = "/miic-ws/client_Service";

function echoCall(changes: Partial<CoreCall> = {}): CoreCall {
  return {
    operation: OPERATIONS.connectivityTest,
    values: new Map([["echoBack", "hello"]]),
    run: async () => "hello",
    ...changes,
  };
}

describe("createSoapCore()", () => {
  test.each(TESTED_VERSIONS)("serves a call in SOAP %s on its first day", async (version) => {
    const core = await createSoapCore(readWsdl(), PATH, version);
    expect(readReply(await core(echoCall()))).toEqual({
      kind: "return",
      version,
      operation: "connectivityTestResponse",
      text: "hello",
    });
  });

  test.each(["", " \n ", "\u00A0", "a\r\nb \r", "<a>&amp;]]>", "x".repeat(200_000)])(
    "reads back what it was given: %j",
    async (text) => {
      const core = await createSoapCore(readWsdl(), PATH, "1.2");
      const values: ParameterValues = new Map([
        ["password", text],
        ["hl7Message", text],
      ]);
      const call = { operation: OPERATIONS.submitSingleMessage, values, run: async () => text };
      expect(readReply(await core(call))).toMatchObject({ text });
    },
  );

  test("throws what the work threw", async () => {
    const core = await createSoapCore(readWsdl(), PATH, "1.2");
    const failure = new Error("x");
    await expect(core(echoCall({ run: () => Promise.reject(failure) }))).rejects.toBe(failure);
  });

  test("does no work when its parser reads something else than ours did", async () => {
    const core = await createSoapCore(readWsdl(), PATH, "1.2");
    let looks = 0;
    class Changing extends Map<"echoBack", string> {
      override get(): string {
        looks += 1;
        return `${looks}`;
      }
    }
    let runs = 0;
    const run = async (): Promise<string> => `${(runs += 1)}`;
    await expect(core(echoCall({ values: new Changing(), run }))).rejects.toMatchObject({
      name: "CoreError",
    });
    expect(runs).toBe(0);
  });

  test("an operation that the WSDL has not is an error of ours, without node-soap's text", async () => {
    const core = await createSoapCore(readWsdl(), PATH, "1.2");
    const operation = { ...OPERATIONS.connectivityTest, name: "noSuch" } as unknown as Operation;
    await expect(core(echoCall({ operation }))).rejects.toMatchObject({
      name: "CoreError",
      message: "node-soap did not serve the call",
    });
  });

  test.each([
    "<definitions/>",
    "no XML",
    readWsdl().replaceAll("connectivityTest", "other"),
    readWsdl().replaceAll("client_Service", "other"),
  ])("does not start when the WSDL does not describe the service (%#)", async (wsdl) => {
    await expect(createSoapCore(wsdl, PATH, "1.2")).rejects.toMatchObject({ name: "CoreError" });
  });
});
