import type { GatewayProcess } from "../gateway-process.ts";

/** What a server tells of itself. */
export interface ServerUse {
  /** CPU time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  /** How long its event loop was held up at most since it was asked before. */
  readonly heldMs: number;
}

/** Ask a server of one process that was started with `report-cpu.ts` and a channel. */
export async function serverUse({ child }: Pick<GatewayProcess, "child">): Promise<ServerUse> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => {
      const told = typeof message === "object" && message !== null ? message : {};
      const [microseconds, heldMs]: readonly unknown[] = [
        Reflect.get(told, "cpuMicroseconds"),
        Reflect.get(told, "heldMs"),
      ];
      if (typeof microseconds === "number" && typeof heldMs === "number")
        resolve({ cpuMs: microseconds / 1000, heldMs });
      else reject(new Error("the server did not tell its CPU time"));
    });
    child.send("held");
  });
}
