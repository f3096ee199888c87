/*
 * worker.mjs - one library in a process of its own; answers the questions of peer-process.mjs
 *
 *   node worker.mjs PEER
 *
 * A question is { ask, ...parameters }, an answer { answer } or { failed }. A process for each
 * library keeps its heap, its garbage and its compiler threads out of the others' times.
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { memoryOf } from './memory.mjs';
import { importPeer } from './peers.mjs';

const peer = await importPeer(process.argv[2]);
const sources = new Map();

/** Sources come as paths: bytes would be copied through the pipe. */
function sourceOf(source) {
  const { path } = source;
  if (!sources.has(path)) {
    sources.clear();
    sources.set(path, { ...source, bytes: readFileSync(path) });
  }
  return sources.get(path);
}

async function timed(source, job) {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const bytes = await peer.run(source, job);
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { bytes, ms, cpuMs: (user + system) / 1000 };
}

/** Latencies of `jobs` jobs, each from its place in a list of works, `concurrency` at a time. */
async function runMany({ works, jobs, concurrency }) {
  const withBytes = (source) => ({ ...source, bytes: readFileSync(source.path) });
  const list = works.map(({ source, job }) => ({ job, source: withBytes(source) }));
  const latencies = [];
  let next = 0;
  const client = async () => {
    while (next < jobs) {
      const { source, job } = list[next++ % list.length];
      latencies.push((await timed(source, job)).ms);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return latencies;
}

const QUESTIONS = {
  /** Milliseconds that import and initialisation took. */
  async load() {
    const started = performance.now();
    await peer.load();
    return performance.now() - started;
  },
  can: ({ source, job }) => peer.can(source, job),
  /** One job; its result goes to the file `output`, if there is one. */
  async run({ source, job, output }) {
    const { bytes, ms, cpuMs } = await timed(sourceOf(source), job);
    if (output !== undefined) writeFileSync(output, bytes);
    return { ms, cpuMs, outputBytes: bytes.length, details: peer.details?.() };
  },
  runMany,
  read: ({ source }) => sourceOf(source).bytes.length,
  memory: () => memoryOf(),
};

process.on('message', async ({ ask, ...parameters }) => {
  try {
    process.send({ answer: await QUESTIONS[ask](parameters) });
  } catch (error) {
    process.send({ failed: String(error?.message ?? error).split('\n')[0] });
  }
});
process.on('disconnect', () => process.exit(0));
