import { createServerless, type ISoapServiceMethod, type Server } from "soap";
import { canonicalEnvelope } from "./canonical-envelope.ts";
import type { ParameterValues } from "./read-envelope.ts";
import {
  OPERATIONS,
  PORT_NAME,
  SERVICE_NAME,
  type Operation,
  type OperationName,
  type ParameterName,
} from "./service-contract.ts";
import type { SoapVersion } from "./soap-version.ts";
import { escapeXmlText } from "./xml-text.ts";

/** One call for node-soap to dispatch. */
export interface CoreCall {
  readonly operation: Operation;
  readonly values: ParameterValues;
  /** Does what the operation is for; the text of `return`. */
  readonly run: () => Promise<string>;
}

/**
 * Serve one call by the WSDL.
 *
 * @returns the envelope of the answer
 * @throws whatever `run` threw; CoreError when node-soap did not do as the WSDL says
 */
export type SoapCore = (call: CoreCall) => Promise<string>;

/** node-soap and the front door do not agree; a defect of ours, never a sender's doing. */
export class CoreError extends Error {
  constructor(what: string) {
    super(what);
    this.name = "CoreError";
  }
}

type Outcome =
  | { readonly kind: "pending" }
  | { readonly kind: "answered" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Rides through node-soap in the place of the connection, so that the method finds the call it is for. */
class CallInProgress {
  readonly call: CoreCall;
  outcome: Outcome = { kind: "pending" };

  constructor(call: CoreCall) {
    this.call = call;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function progressOf(request: unknown): CallInProgress {
  const connection = isRecord(request) ? request["connection"] : undefined;
  if (connection instanceof CallInProgress) return connection;
  throw new CoreError("node-soap ran a method without a call");
}

/**
 * Whether node-soap's parser read a parameter as ours did; two parsers of one input must agree. It gives null for text
 * that is empty or white space, and no key for one that is absent.
 */
function agrees(args: unknown, name: ParameterName, value: string | undefined): boolean {
  const read = isRecord(args) ? args[name] : undefined;
  return read === value || ((read === undefined || read === null) && (value ?? "").trim() === "");
}

/** The method that node-soap calls. It never throws: node-soap would send the text of the error to the caller. */
function methodFor(name: OperationName): ISoapServiceMethod {
  return async (args: unknown, _callback: unknown, _headers: unknown, request: unknown) => {
    const progress = progressOf(request);
    try {
      const { operation, values, run } = progress.call;
      const isSame = operation.parameters.every((parameter) =>
        agrees(args, parameter, values.get(parameter)),
      );
      if (operation.name !== name || !isSame) throw new CoreError("node-soap read another call");
      const text = await run();
      progress.outcome = { kind: "answered" };
      return { return: { $xml: escapeXmlText(text) } };
    } catch (error) {
      progress.outcome = { kind: "failed", error };
      return { return: { $xml: "" } };
    }
  };
}

/** node-soap processes the WSDL after the promise of `createServerless` settles; only the callback tells when and how. */
async function createServer(wsdl: string, path: string, version: SoapVersion): Promise<Server> {
  const methods = Object.fromEntries(
    Object.values(OPERATIONS).map(({ name }) => [name, methodFor(name)] as const),
  );
  return new Promise((resolve, reject) => {
    createServerless({
      path,
      xml: wsdl,
      forceSoap12Headers: version === "1.2",
      suppressStack: true,
      services: { [SERVICE_NAME]: { [PORT_NAME]: methods } },
      callback: (error, server) => {
        if (error) {
          reject(new CoreError("node-soap cannot read the WSDL"));
          return;
        }
        // Not an option of the server: without it each run of text is trimmed and the last CR of a message is lost.
        server.wsdl.options.preserveWhitespace = true;
        resolve(server);
      },
    }).catch(reject);
  });
}

/** Calls each core once before it is used: node-soap takes a WSDL without our service as if it were one. */
async function assertServes(core: SoapCore): Promise<void> {
  await core({
    operation: OPERATIONS.connectivityTest,
    values: new Map([["echoBack", "start"]]),
    run: async () => "start",
  });
}

/**
 * A node-soap server without HTTP for one SOAP version. It gets canonical envelopes only; its own faults never leave.
 *
 * @param path SOAP_PATH; node-soap looks a port up by it
 * @throws CoreError when the WSDL does not describe the service
 */
export async function createSoapCore(wsdl: string, path: string, version: SoapVersion): Promise<SoapCore> {
  const server = await createServer(wsdl, path, version);
  const core: SoapCore = async (call) => {
    const progress = new CallInProgress(call);
    const answer = await server.processRequest(canonicalEnvelope(version, call.operation, call.values), {
      url: path,
      connection: progress,
    });
    const { outcome } = progress;
    if (outcome.kind === "failed") throw outcome.error;
    if (outcome.kind !== "answered" || answer.statusCode !== 200) {
      throw new CoreError("node-soap did not serve the call");
    }
    return answer.body;
  };
  await assertServes(core);
  return core;
}
