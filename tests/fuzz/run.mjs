/*
 * run.mjs - every fuzz target for a while
 *
 *   node tests/fuzz/run.mjs [--seconds N] [TARGET ...]
 *
 * Seeds are made anew. What a fuzzer learns in a long run is kept in build/fuzz/corpus/<target>,
 * and the next long run goes on from there; a short one, as in `make test`, starts from the seeds
 * alone and from the same chance. An input that breaks a promise stays in build/fuzz/crashes:
 * replay it with build/fuzz/<target> FILE. Then it becomes a test with a name.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { makeSeeds } from './make_seeds.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FUZZ = join(ROOT, 'build/fuzz');
const SECONDS = 2;
const LONG_SECONDS = 30;
const MEMORY_MB = 2048;
const INPUT_SECONDS = 20;
const INPUT_BYTES = 8192;

function targets() {
  const files = readdirSync(join(ROOT, 'tests/fuzz'));
  return files.filter((file) => /^fuzz_.*\.c$/.test(file)).map((file) => basename(file, '.c'));
}

function folder(...parts) {
  const path = join(FUZZ, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

/** True when nothing broke. */
function runTarget(target, seconds) {
  const long = seconds >= LONG_SECONDS;
  const flags = [
    `-max_total_time=${seconds}`,
    `-seed=${long ? 0 : 1}`,
    `-timeout=${INPUT_SECONDS}`,
    `-rss_limit_mb=${MEMORY_MB}`,
    `-max_len=${INPUT_BYTES}`,
    '-print_final_stats=1',
    `-artifact_prefix=${folder('crashes')}/${target}-`,
  ];
  // What is new is written to the first folder.
  const folders = [...(long ? [folder('corpus', target)] : []), join(FUZZ, 'seeds', target)];
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28 };
  const { status, stderr, error } = spawnSync(join(FUZZ, target), [...flags, ...folders], options);
  if (error !== undefined) {
    console.log(`${target}: ${error.message}`);
    return false;
  }
  const executed = /stat::number_of_executed_units:\s*(\d+)/.exec(stderr)?.[1];
  const coverage = [...stderr.matchAll(/cov: (\d+)/g)].at(-1)?.[1];
  const fine = status === 0 && executed !== undefined;
  console.log(`${target.padEnd(18)} ${fine ? `${executed} inputs, ${coverage} edges` : `broke (${status})`}`);
  if (!fine) console.log(stderr.slice(-8000));
  return fine;
}

function readArguments(words) {
  const at = words.indexOf('--seconds');
  const seconds = at < 0 ? SECONDS : Number(words[at + 1]);
  const names = at < 0 ? words : words.toSpliced(at, 2);
  const unknown = names.find((name) => !targets().includes(name));
  if (unknown === undefined && seconds > 0) return { seconds, names: names.length > 0 ? names : targets() };
  console.error(`tests/fuzz/run.mjs [--seconds N] [${targets().join('|')} ...]`);
  process.exit(2);
}

const { seconds, names } = readArguments(process.argv.slice(2));
rmSync(join(FUZZ, 'seeds'), { recursive: true, force: true });
makeSeeds(folder('seeds'));
const passed = names.filter((name) => runTarget(name, seconds)).length;
console.log(`${passed} passed, ${names.length - passed} failed`);
process.exitCode = passed === names.length ? 0 : 1;
