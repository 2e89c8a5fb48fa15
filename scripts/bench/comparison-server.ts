import { readFileSync } from "node:fs";
import express from "express";
import { listen } from "soap";

/** MSA-1 AA and nothing that depends on the message. */
const CONSTANT_ACK =
  "MSH|^~\\&|MIIC|MIIC|BENCHEHR|9998|20260114093013-0600||ACK^V04^ACK|BENCH|P|2.5.1\rMSA|AA|BENCH\r";
const PATH = "/miic-ws/client_Service";

function connectivityTest(args: { readonly echoBack: string }): object {
  return { return: args.echoBack };
}

/**
 * Serve the WSDL with node-soap on Express, as its documentation shows it, with nothing before or behind it. Says that it
 * listens in the words of the gateway.
 *
 * @param receive what to do with hl7Message before the constant is answered
 */
export async function serveComparison(receive: (hl7Message: string) => Promise<void>): Promise<void> {
  const app = express();
  const submitSingleMessage = async (args: { readonly hl7Message: string }): Promise<object> => {
    await receive(args.hl7Message);
    return { return: CONSTANT_ACK };
  };
  await new Promise<void>((resolve, reject) => {
    listen(app, {
      path: PATH,
      xml: readFileSync(new URL("../../wsdl/cdc-iis-2011.wsdl", import.meta.url), "utf8"),
      forceSoap12Headers: true,
      enableChunkedEncoding: false, // the load generator reads Content-Length only
      services: { client_Service: { client_Port_Soap12: { connectivityTest, submitSingleMessage } } },
      callback: (error) => (error ? reject(error) : resolve()),
    });
  });
  const server = app.listen(Number(process.env["PORT"]), "127.0.0.1", () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    process.stdout.write(`${JSON.stringify({ event: "listening", port, consolePort: port })}\n`);
  });
}
