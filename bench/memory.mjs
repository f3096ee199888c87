/*
 * memory.mjs - resident memory of this process, as Linux counts it
 */
import { readFileSync } from 'node:fs';

const KIB = 1024;

/** Bytes resident now, and the most since the process began; undefined where there is no /proc. */
export function memoryOf() {
  let status;
  try {
    status = readFileSync('/proc/self/status', 'latin1');
  } catch {
    return undefined;
  }
  const field = (name) => Number(new RegExp(`^${name}:\\s+([0-9]+) kB`, 'm').exec(status)?.[1]) * KIB;
  return { nowBytes: field('VmRSS'), peakBytes: field('VmHWM') };
}
