/*
 * native.mjs - jobs through the native tool, build/<variant>/rill
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const rill = (variant) => fileURLToPath(new URL(`../../build/${variant}/rill`, import.meta.url));

/** Runs a program and answers { code, stdout (bytes), stderr (text) }; it may fail. */
export function run(program, parameters, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters);
    const stdout = [];
    const stderr = [];
    child.stdout.on('data', (piece) => stdout.push(piece));
    child.stderr.on('data', (piece) => stderr.push(piece));
    child.stdin.on('error', () => {}); // a program may end before it has read everything
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.end(input);
  });
}

/** One job; throws when it fails. */
export async function transformNative(bytes, options, variant = 'native') {
  const { code, stdout, stderr } = await run(rill(variant), ['transform', JSON.stringify(options)], bytes);
  if (code !== 0) throw new Error(`rill ended with ${code}: ${stderr}`);
  return stdout;
}

/**
 * Many jobs by one process: [{ bytes or path, options, watermarks }] -> [{ status, bytes, ms, heapPeakBytes, job, data }],
 * where 'job' is the core's description and 'data' the result of a job that went well.
 */
export async function batch(jobs, { variant = 'native', flags = [], keepData = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'scanrill-batch-'));
  try {
    const lines = [];
    for (const [number, { path, bytes, options, watermarks = [] }] of jobs.entries()) {
      const source = path ?? join(folder, `${number}.source`);
      if (path === undefined) await writeFile(source, bytes);
      const marks = watermarks.map((_, mark) => join(folder, `${number}.watermark${mark}`));
      await Promise.all(marks.map((file, mark) => writeFile(file, watermarks[mark])));
      const result = keepData ? join(folder, `${number}.result`) : '';
      lines.push([source, JSON.stringify(options), result, ...marks].join('\t'));
    }
    const { code, stdout, stderr } = await run(rill(variant), ['batch', ...flags], `${lines.join('\n')}\n`);
    const outcomes = stdout.toString().split('\n').filter(Boolean).map((line) => JSON.parse(line));
    if (outcomes.length !== jobs.length || ![0, 1].includes(code)) {
      throw new Error(`rill batch ended with ${code} after ${outcomes.length} of ${jobs.length} jobs:\n${stderr}`);
    }
    for (const [number, outcome] of outcomes.entries()) {
      if (keepData && outcome.status === 'OK') outcome.data = await readFile(join(folder, `${number}.result`));
    }
    return outcomes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
