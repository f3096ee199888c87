/*
 * run.mjs - the command as a process, in a folder of its own
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../wasm/dist/cli/main.js', import.meta.url));

/** Start `scanrill …args` in a folder. */
export function start(args, { cwd, env = {} } = {}) {
  const clean = { ...process.env, ...env };
  for (const name of ['NO_COLOR', 'FORCE_COLOR']) if (!(name in env)) delete clean[name];
  return spawn(process.execPath, [main, ...args], { cwd, env: clean });
}

/** Run it to the end; stdout comes as bytes. */
export async function run(args, { cwd, env, input } = {}) {
  const child = start(args, { cwd, env });
  const out = [];
  const err = [];
  child.stdout.on('data', (piece) => out.push(piece));
  child.stderr.on('data', (piece) => err.push(piece));
  child.stdin.on('error', () => {}); // it may not want its input
  child.stdin.end(input);
  const [code, signal] = await new Promise((done) => child.on('close', (...end) => done(end)));
  const stdout = Buffer.concat(out);
  return {
    code,
    signal,
    stdout,
    text: stdout.toString('utf8'),
    stderr: Buffer.concat(err).toString('utf8'),
  };
}

/** A new folder that is removed when the test ends. */
export async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), 'scanrill-cli-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}
