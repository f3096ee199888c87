/*
 * processes.mjs - programs that a test starts, and their end
 *
 * Every program is a child in the foreground, ended by its own pid; what it prints goes to a file
 * that an error names.
 */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

// Who is ended from outside must end what it started: 'exit' does not happen on signals.
let onSignal = () => process.exit(1);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => onSignal());

/** What a signal does instead of ending at once. */
export const endWith = (end) => void (onSignal = end);

// One listener for each program that must end with this one.
process.setMaxListeners(100);

const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 5_000;

/** Where a service of a test keeps its files. */
export const serviceFolder = (name) => fileURLToPath(new URL(`../../build/services/${name}-${process.pid}`, import.meta.url));

/** A port of the loopback that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Start a program; stop() ends it and waits until it has ended. */
export function startProgram(command, parameters, { cwd, env = process.env, log }) {
  const output = log === undefined ? 'ignore' : openSync(log, 'a');
  const child = spawn(command, parameters, { cwd, env, stdio: ['ignore', output, output] });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    child,
    log,
    running: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
    async stop() {
      process.removeListener('exit', kill);
      child.kill('SIGTERM');
      const timer = setTimeout(kill, END_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Run to the end. Rejects with what was printed when it fails. */
export async function runToEnd(command, parameters, { cwd, env = process.env } = {}) {
  const child = spawn(command, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  child.stdout.on('data', (piece) => printed.push(piece));
  child.stderr.on('data', (piece) => printed.push(piece));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const text = Buffer.concat(printed).toString();
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${text.trim()}`);
  return text;
}

/** Ask until the answer is true; a program that ended meanwhile is an error. */
export async function until(isReady, program, what) {
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await sleep(100)) {
    if (await isReady().catch(() => false)) return;
    if (!program.running()) break;
  }
  throw new Error(`${what} did not start; see ${program.log}`);
}
