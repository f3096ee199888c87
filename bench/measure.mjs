/*
 * measure.mjs - the numbers of one row
 *
 * Peers run in turn, one job at a time, for as many rounds as asked; who is slow leaves when its
 * share of time is used up. Each keeps its process for all rows. Memory is taken in new processes.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { OUTPUTS } from './paths.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { qualityOf } from './quality.mjs';
import { median } from './statistics.mjs';

/** After so much time in a row a peer has been measured well enough; ours and sharp go on. */
const ENOUGH_MS = 1500;
/** Runs before the first that counts, so that hot code is compiled; fewer for who is slow. */
const WARM_UP_RUNS = 10;
const WARM_UP_MS = 600;
const ALWAYS = ['scanrill', 'sharp'];
const MEMORY_JOBS = 3;
const PHASES = ['read', 'decode', 'transform', 'encode'];

/** Start and load the named peers. */
export async function startPeers(names) {
  const workers = names.map((name) => new PeerProcess(name));
  for (const worker of workers) await worker.ask('load');
  return workers;
}

/** { NAME: { medianMs, medianCpuMs, runs, outputBytes, ssim }, or { failed }, or {} if unable }. */
export async function measureRow(row, source, workers, runs) {
  const question = { source: withoutBytes(source), job: row.job };
  const peers = [];
  for (const worker of workers) {
    const peer = { worker, times: [], spentMs: 0, failed: undefined };
    peer.able = await worker.ask('can', question).catch(() => false);
    peers.push(peer);
    if (peer.able) await warmUp(peer, question, row);
  }
  for (let round = 0; round < runs; round++) await runRound(peers, question, round);
  const results = {};
  for (const peer of peers) results[peer.worker.name] = await resultOf(peer, row, source);
  return results;
}

const outputOf = (name, row) => {
  mkdirSync(OUTPUTS, { recursive: true });
  return join(OUTPUTS, `${String(row.number).padStart(2, '0')}-${name}.${row.job.format}`);
};

async function warmUp(peer, question, row) {
  const output = outputOf(peer.worker.name, row);
  let spentMs = 0;
  for (let run = 0; run < WARM_UP_RUNS && spentMs < WARM_UP_MS; run++) {
    spentMs += (await runOnce(peer, { ...question, output }))?.ms ?? Infinity;
  }
}

/** Each round begins with another peer, so that none always follows the same one. */
async function runRound(peers, question, round) {
  const first = round % peers.length;
  for (const peer of [...peers.slice(first), ...peers.slice(0, first)]) {
    const enough = peer.spentMs > ENOUGH_MS && !ALWAYS.includes(peer.worker.name);
    if (!peer.able || peer.failed !== undefined || enough) continue;
    const time = await runOnce(peer, question);
    if (time === undefined) continue;
    peer.times.push(time);
    peer.spentMs += time.ms;
  }
}

async function runOnce(peer, question) {
  try {
    return await peer.worker.ask('run', question);
  } catch (error) {
    peer.failed = error.message;
    return undefined;
  }
}

async function resultOf({ worker, able, failed, times }, row, source) {
  if (!able) return {};
  if (failed !== undefined) return { failed };
  return {
    medianMs: median(times.map(({ ms }) => ms)),
    medianCpuMs: median(times.map(({ cpuMs }) => cpuMs)),
    runs: times.length,
    outputBytes: times[0].outputBytes,
    ssim: await qualityOf(outputOf(worker.name, row), source, row.job),
    ...phasesOf(times.map(({ details }) => details)),
  };
}

function phasesOf(details) {
  if (details[0] === undefined) return {};
  const phase = (name) => median(details.map(({ ms }) => ms[name]));
  const phases = Object.fromEntries(PHASES.map((name) => [name, phase(name)]));
  return { linearBytes: Math.max(...details.map(({ linearBytes }) => linearBytes)), phases };
}

/** Bytes of sharp's result with MozJPEG's settings; undefined where the result is no JPEG. */
export async function mozjpegBytes(row, source, sharp) {
  if (row.job.format !== 'jpeg') return undefined;
  const job = { ...row.job, mozjpeg: true };
  return (await sharp.ask('run', { source: withoutBytes(source), job })).outputBytes;
}

/**
 * Resident bytes of a new process: at rest (Node and the source, no library), with the library
 * loaded, and the most while it did a few jobs. undefined where the system does not tell.
 */
export async function memoryOfRow(name, row, source) {
  const worker = new PeerProcess(name);
  try {
    const question = { source: withoutBytes(source), job: row.job };
    await worker.ask('read', question);
    const rest = await worker.ask('memory');
    if (rest === undefined) return undefined;
    await worker.ask('load');
    const loaded = await worker.ask('memory');
    for (let i = 0; i < MEMORY_JOBS; i++) await worker.ask('run', question);
    const after = await worker.ask('memory');
    return { restBytes: rest.nowBytes, loadedBytes: loaded.nowBytes, peakBytes: after.peakBytes };
  } finally {
    worker.stop();
  }
}
