/*
 * reports.mjs - what a command found, as JSON below build/bench/results/
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { machine, warnIfBusy } from './machine.mjs';
import { RESULTS } from './paths.mjs';

const fileOf = (name) => join(RESULTS, `${name}.json`);

/** Date and machine, taken before the work; tells when others use the machine. */
export async function begun() {
  const beginning = { date: new Date().toISOString(), machine: await machine() };
  warnIfBusy(beginning.machine);
  return beginning;
}

export function writeReport(name, beginning, findings) {
  mkdirSync(RESULTS, { recursive: true });
  const report = { ...beginning, ...findings };
  writeFileSync(fileOf(name), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** undefined where the command has not been run, or was stopped while it wrote. */
export function readReport(name) {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
