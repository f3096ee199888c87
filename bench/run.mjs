/*
 * run.mjs - what 'make bench' runs: the commands one after the other, then the table of gates
 *
 *   BENCH_PARTS=list,equal node bench/run.mjs
 *
 * A part that fails is told; the others go on.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { say, secondsText } from './progress.mjs';
import { chosenParts } from './settings.mjs';

const parts = chosenParts();
const expected = parts.reduce((sum, { seconds }) => sum + seconds, 0);
say(`${parts.map(({ name }) => name).join(', ')}: about ${secondsText(expected)} on a quiet machine`);

const started = performance.now();
for (const { name, text } of parts) {
  say(`\n== ${name}: ${text}`);
  const ending = await ended(name);
  if (ending !== 0) say(`${name} ended with ${ending}`);
}
say(`\n== gates, after ${secondsText((performance.now() - started) / 1000)}`);
await ended('gates');

function ended(name) {
  const path = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [path], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
}
