import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, test } from "vitest";
import { oneTurn } from "../../src/kernel/pace.ts";
import { createLetIn } from "../../src/http/let-in.ts";

const CALLERS = 12;
const BUSY_MS = 5;

function keepBusy(): void {
  const untilMs = performance.now() + BUSY_MS;
  while (performance.now() < untilMs);
}

/** Pieces of work that a process did until all callers were let in, when it does `between` after each. */
async function piecesUntilLetIn(between: (letIn: () => Promise<void>) => Promise<void>): Promise<number> {
  const server = createServer();
  const letIn = createLetIn();
  letIn.watch(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const inside: unknown[] = [];
  server.on("connection", (socket) => inside.push(socket));
  const { port } = server.address() as AddressInfo;
  const sockets = Array.from({ length: CALLERS }, () => connect(port, "127.0.0.1"));
  let pieces = 0;
  for (; inside.length < sockets.length; pieces += 1) {
    keepBusy();
    await between(letIn.turns);
  }
  for (const socket of sockets) socket.destroy();
  server.close();
  return pieces;
}

describe("createLetIn()", () => {
  test("lets in several callers between two pieces of work, where one turn lets in one", async () => {
    const one = await piecesUntilLetIn(oneTurn);
    const several = await piecesUntilLetIn((turns) => turns());
    expect(one).toBeGreaterThanOrEqual(CALLERS);
    expect(several).toBeLessThan(one);
  });

  test("is over after one turn when nobody comes", async () => {
    let turned = false;
    setImmediate(() => (turned = true));
    await createLetIn().turns();
    expect(turned).toBe(true);
  });
});
