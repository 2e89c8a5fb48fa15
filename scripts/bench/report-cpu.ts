/*
 * Loaded into a server under test with `--import`: answers each message of the parent process with the CPU time that the
 * server has used so far, all its threads together, in microseconds, and how long its event loop was held up at most since
 * the message before, from its second `held` on. Does not keep the server alive, and stops it when the parent has died.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";

const delay = monitorEventLoopDelay({ resolution: 1 });
process.on("message", (asked) => {
  if (asked === "held") delay.enable();
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicroseconds: user + system, heldMs: delay.max / 1e6 });
  delay.reset();
});
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
