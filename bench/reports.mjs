/*
 * reports.mjs - what a command found, as JSON below build/bench/results/
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { machine } from './machine.mjs';
import { RESULTS } from './paths.mjs';

const fileOf = (name) => join(RESULTS, `${name}.json`);

/** Taken before the work, because the work itself is load. */
export const begun = () => ({ date: new Date().toISOString(), machine: machine() });

export function writeReport(name, beginning, findings) {
  mkdirSync(RESULTS, { recursive: true });
  const report = { ...beginning, ...findings };
  writeFileSync(fileOf(name), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** undefined where the command has not been run. */
export function readReport(name) {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
