/*
 * run.mjs - runs the suites and counts
 *
 *   node tests/run.mjs                  all that 'make test' runs
 *   node tests/run.mjs golden cli       these
 *   node tests/run.mjs fuzz --seconds 60
 *
 * A suite is one child process with a time limit: C unit tests, or the *.test.mjs of one folder.
 * It prints how many of its tests passed, failed and were skipped; a suite that crashes, hangs,
 * tells no counts or counts nothing has failed itself. Two suites run at a time; one that is alone
 * prints as it goes. The last line is "N passed, N failed, N skipped".
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const AT_ONCE = Math.min(2, availableParallelism());
const LIMIT_SECONDS = 240;

/** Longest first, so that none of them is left alone at the end. */
const LONG_FOLDERS = ['golden', 'cli', 'conformance', 'edge-host'];
/** Asked for by name: they need much time, a browser, real services or the shared corpus. */
const ON_REQUEST = ['browser', 'edge-services', 'faults', 'corpus'];
const FUZZ_SECONDS = 2;
/** Six files that each start real services. */
const SERVICES_LIMIT_SECONDS = 600;

/** A C program that ends with "N passed, N failed". */
const program = (name, path) => ({ name, command: join(ROOT, path), parameters: [] });

/** A script that ends with the same line. */
const script = (name, path, ...parameters) => ({
  name,
  command: process.execPath,
  parameters: [path, ...parameters],
});

/** The *.test.mjs of a folder, by Node's own runner. */
function folder(name) {
  const files = readdirSync(join(ROOT, 'tests', name)).filter((file) => file.endsWith('.test.mjs'));
  return {
    name,
    command: process.execPath,
    parameters: ['--test', '--test-reporter=spec', ...files.sort().map((file) => `tests/${name}/${file}`)],
    limitSeconds: name === 'edge-services' ? SERVICES_LIMIT_SECONDS : LIMIT_SECONDS,
  };
}

function folderNames() {
  const entries = readdirSync(join(ROOT, 'tests'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const tested = names.filter((name) =>
    readdirSync(join(ROOT, 'tests', name)).some((file) => file.endsWith('.test.mjs')),
  );
  const rank = (name) => (LONG_FOLDERS.includes(name) ? LONG_FOLDERS.indexOf(name) : LONG_FOLDERS.length);
  return tested.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function allSuites(fuzzSeconds) {
  const fuzz = script('fuzz', 'tests/fuzz/run.mjs', '--seconds', String(fuzzSeconds));
  return [
    program('unit', 'build/asan/unit-tests'),
    ...folderNames().map(folder),
    program('unit-scalar', 'build/scalar/unit-tests'),
    script('corpus-smoke', 'tests/corpus/run.mjs', '--smoke'),
    { ...script('faults', '--test', '--test-reporter=spec', 'tests/edge-services/faults.test.mjs'), limitSeconds: 3600 },
    { ...fuzz, limitSeconds: LIMIT_SECONDS + 20 * fuzzSeconds },
    { ...script('corpus', 'tests/corpus/run.mjs'), limitSeconds: 3600 },
  ];
}

// ---- one suite ----

const running = new Set();

/** Runs to its end or its limit; answers everything it printed. */
function runProcess({ command, parameters, limitSeconds = LIMIT_SECONDS }, alone) {
  return new Promise((resolve) => {
    // A group of its own, so that what a suite starts ends with it.
    const child = spawn(command, parameters, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    const end = () => child.pid !== undefined && killGroup(child.pid);
    let problem;
    const alarm = setTimeout(() => {
      problem = `took longer than ${limitSeconds} s`;
      end();
    }, limitSeconds * 1000);
    running.add(end);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => {
        printed.push(piece);
        if (alone) process.stdout.write(piece);
      });
    }
    child.on('error', (error) => finish(`cannot be started: ${error.message}`));
    child.on('close', (code, signal) => finish(signal === null ? undefined : `ended by ${signal}`, code));

    function finish(trouble, code = 1) {
      clearTimeout(alarm);
      running.delete(end);
      resolve({ problem: problem ?? trouble, code, output: Buffer.concat(printed).toString() });
    }
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** "3 passed, 0 failed, 1 skipped" at the end, or Node's summary. */
function readCounts(output) {
  const ours = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output.trimEnd().split('\n').at(-1));
  if (ours) return { passed: Number(ours[1]), failed: Number(ours[2]), skipped: Number(ours[3] ?? 0) };
  const told = (word) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? NaN);
  const counts = { passed: told('pass'), failed: told('fail') + told('cancelled'), skipped: told('skipped') };
  return Number.isNaN(counts.passed + counts.failed + counts.skipped) ? undefined : counts;
}

/** Node counts a file without a test as one that passed, under the file's name. */
const emptyFile = (output) => /^✔ (\S+\.test\.mjs) \(/m.exec(output)?.[1];

function problemOf({ problem, code, output }, counts) {
  if (problem !== undefined) return problem;
  if (counts === undefined) return `told no counts and ended with ${code}`;
  if (counts.passed + counts.failed + counts.skipped === 0) return 'ran no test';
  const empty = emptyFile(output);
  if (empty !== undefined) return `${empty} has no test`;
  return code !== 0 && counts.failed === 0 ? `ended with ${code}` : undefined;
}

async function runSuite(suite, alone) {
  const startMs = performance.now();
  const outcome = await runProcess(suite, alone);
  const told = readCounts(outcome.output);
  const problem = problemOf(outcome, told);
  const counts = told ?? { passed: 0, failed: 0, skipped: 0 };
  if (problem !== undefined) counts.failed++;
  const seconds = (performance.now() - startMs) / 1000;
  report(suite.name, counts, seconds, problem, alone ? '' : outcome.output);
  return counts;
}

function report(name, { passed, failed, skipped }, seconds, problem, output) {
  const columns = [
    name.padEnd(14),
    `${passed} passed`.padStart(13),
    `${failed} failed`.padStart(12),
    `${skipped} skipped`.padStart(13),
    `${seconds.toFixed(1)} s`.padStart(9),
  ];
  console.log(`${columns.join('')}${problem === undefined ? '' : `  ${problem}`}`);
  if (failed > 0 && output !== '') console.log(`\n${output.trimEnd()}\n`);
}

// ---- all ----

function readArguments(words) {
  const at = words.indexOf('--seconds');
  const seconds = at < 0 ? FUZZ_SECONDS : Number(words[at + 1]);
  if (!(seconds > 0)) refuse('--seconds wants a number above 0');
  return { seconds, names: at < 0 ? words : words.toSpliced(at, 2) };
}

function refuse(why) {
  console.error(`tests/run.mjs: ${why}`);
  process.exit(2);
}

function chooseSuites(names, seconds) {
  const suites = allSuites(seconds);
  for (const name of names) {
    if (suites.some((suite) => suite.name === name)) continue;
    refuse(`there is no suite '${name}'; there are ${suites.map((suite) => suite.name).join(', ')}`);
  }
  return suites.filter(({ name }) => (names.length > 0 ? names.includes(name) : !ON_REQUEST.includes(name)));
}

async function main() {
  const { seconds, names } = readArguments(process.argv.slice(2));
  const suites = chooseSuites(names, seconds);
  const alone = suites.length === 1;
  const total = { passed: 0, failed: 0, skipped: 0 };
  const worker = async () => {
    for (let suite = suites.shift(); suite !== undefined; suite = suites.shift()) {
      const counts = await runSuite(suite, alone);
      for (const word of Object.keys(total)) total[word] += counts[word];
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const end of running) end();
    process.exit(130);
  });
}
await main();
