import { statfsSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** File system types whose commits cost no disk (Linux, `statfs.f_type`). */
const MEMORY_FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0x01021994: "tmpfs",
  0x858458f6: "ramfs",
};

/** What a figure of the benchmark depends on, one fact a line. */
export function describeMachine(folder: string): readonly string[] {
  const memory = MEMORY_FILE_SYSTEMS[statfsSync(folder).type];
  const disk =
    memory === undefined
      ? "the stores lie on a disk"
      : `the stores lie in memory (${memory}): commits cost nothing here, compare CPU only`;
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB memory`,
    `Node ${process.versions.node}, ${type()} ${release()}`,
    disk,
    `a load of ${loadavg()[0]?.toFixed(1) ?? "?"} when the run began: what else used the cores`,
  ];
}
