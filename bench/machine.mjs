/*
 * machine.mjs - what a result was measured on, and whether others used it, too
 */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const packageFile = new URL('package.json', import.meta.url);
const SAMPLE_MS = 1000;
/** So many processors' work of others hardly changes a time. */
const QUIET = 0.1;

/** Takes a second, in which nothing of ours may work. */
export async function machine() {
  return {
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    processors: cpus().length,
    memoryBytes: totalmem(),
    busyProcessors: await busyProcessors(),
    libraries: JSON.parse(readFileSync(packageFile, 'utf8')).dependencies,
  };
}

/** How many processors' worth of work the machine does while we do none. */
async function busyProcessors() {
  const before = workedMs();
  const started = performance.now();
  await pause(SAMPLE_MS);
  return Math.max(0, workedMs() - before) / (performance.now() - started);
}

function workedMs() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** Times of a busy machine are no result: say it. */
export function warnIfBusy({ busyProcessors: busy }) {
  if (busy < QUIET) return;
  const note = 'so ratios only indicate';
  process.stderr.write(`note: other work keeps ${busy.toFixed(1)} processors busy, ${note}\n`);
}
