/*
 * machine.mjs - what a result was measured on
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

const packageFile = new URL('package.json', import.meta.url);
const BUSY_LOAD = 0.8;

export const machine = () => ({
  node: process.version,
  processor: cpus()[0]?.model ?? 'unknown',
  processors: cpus().length,
  memoryBytes: totalmem(),
  loadAverage: loadavg()[0],
  libraries: JSON.parse(readFileSync(packageFile, 'utf8')).dependencies,
});

/** Times of a busy machine are no result: say it. */
export function warnAboutLoad() {
  const load = loadavg()[0];
  if (load < BUSY_LOAD) return;
  const note = 'others use this machine, so ratios only indicate';
  process.stderr.write(`note: load average ${load.toFixed(1)}; ${note}\n`);
}
