/*
 * cgroup.mjs - a limit on processor time and memory for new processes (Linux cgroups, version 1)
 *
 * A process joins before it becomes Node, so that all its memory counts.
 */
import { accessSync, constants, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const CPU = '/sys/fs/cgroup/cpu';
const MEMORY = '/sys/fs/cgroup/memory';
/** Shares of time are given out anew this often. */
const PERIOD_US = 20_000;
const MIB = 1024 * 1024;

/** What is missing for groups, as a sentence; undefined where they work. */
export function groupsMissing() {
  for (const [folder, file] of [[CPU, 'cpu.cfs_quota_us'], [MEMORY, 'memory.limit_in_bytes']]) {
    if (!existsSync(join(folder, file))) return `cgroup version 1 with ${file} is not mounted at ${folder}`;
    try {
      accessSync(join(folder, file), constants.W_OK);
    } catch {
      return `${folder} may not be written`;
    }
  }
  return undefined;
}

export class Group {
  #folders;

  /** cpuShare: 1 is one whole processor. */
  constructor(cpuShare, memoryMb) {
    const name = `scanrill-bench-${process.pid}`;
    this.#folders = [join(CPU, name), join(MEMORY, name)];
    for (const folder of this.#folders) mkdirSync(folder, { recursive: true });
    this.#set(0, 'cpu.cfs_period_us', PERIOD_US);
    this.#set(0, 'cpu.cfs_quota_us', Math.round(cpuShare * PERIOD_US));
    this.#set(1, 'memory.limit_in_bytes', memoryMb * MIB);
  }

  /** A command that runs, inside the group, the command that follows it. */
  get before() {
    const lists = this.#folders.map((folder) => join(folder, 'cgroup.procs'));
    return ['/bin/sh', '-c', 'echo $$ > "$0" && echo $$ > "$1" && shift && exec "$@"', ...lists];
  }

  /** Only when its processes have ended; the kernel may need a moment to see that. */
  async remove() {
    for (const folder of this.#folders) {
      for (let attempt = 0; existsSync(folder); attempt++) {
        try {
          rmdirSync(folder);
        } catch (error) {
          if (attempt === 20) throw error;
          await pause(100);
        }
      }
    }
  }

  #set(folder, file, value) {
    writeFileSync(join(this.#folders[folder], file), String(value));
  }
}
