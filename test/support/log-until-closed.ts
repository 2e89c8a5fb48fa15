import { once } from "node:events";
import { createServer } from "node:http";
import { createPinoLog } from "../../src/http/pino-log.ts";
import { standardOutput } from "../../src/http/standard-output.ts";

/*
 * A process for the test of a closed standard output: logs one line with its port, then one more for each request, and
 * answers it. `POST` ends the process by the exit code 0.
 */
const log = createPinoLog({ level: "info", clock: Date.now, destination: standardOutput() });
const server = createServer((request, response) => {
  for (let count = 0; count < 1_000; count += 1) log("info", "request-answered", { httpStatus: 200 });
  response.setHeader("Connection", "close");
  response.end("answered", () => {
    if (request.method === "POST") process.exit(0);
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address !== null && typeof address === "object") log("info", "listening", { port: address.port });
