/*
 * Loaded into a server under test with `--import`: answers each message of the parent process with the CPU time that the
 * server has used so far, all its threads together, in microseconds. Does not keep the server alive, and stops it when the
 * parent has died.
 */
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicroseconds: user + system });
});
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
