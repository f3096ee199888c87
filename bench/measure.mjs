/*
 * measure.mjs - time and bytes of one row
 *
 * Peers run in turn, one job at a time, for as many rounds as asked; who is slow leaves when its
 * share of time is used up. Each keeps its process for all rows.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { OUTPUTS } from './paths.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { say } from './progress.mjs';
import { median } from './statistics.mjs';

/**
 * For each peer and row: runs before the first that counts, so that hot code is compiled, and time
 * after which it has been measured well enough. The two that are compared most closely get more.
 */
const CLOSE = { names: ['scanrill', 'sharp'], warmUpRuns: 10, warmUpMs: 600, enoughMs: 3500 };
const OTHERS = { warmUpRuns: 5, warmUpMs: 200, enoughMs: 500 };
const PHASES = ['read', 'decode', 'transform', 'encode'];

const shareOf = ({ name }) => (CLOSE.names.includes(name) ? CLOSE : OTHERS);

/** Start and load the named peers. Who cannot start is told and left out, unless it is ours. */
export async function startPeers(names) {
  const workers = [];
  for (const name of names) {
    const worker = new PeerProcess(name);
    try {
      await worker.ask('load');
      workers.push(worker);
    } catch (error) {
      worker.stop();
      if (name === 'scanrill') throw error;
      say(`  ${name} cannot be loaded and is left out: ${error.message}`);
    }
  }
  return workers;
}

/** { NAME: { medianMs, medianCpuMs, runs, outputBytes }, or { failed }, or {} if unable }. */
export async function measureRow(row, source, workers, runs) {
  const question = { source: withoutBytes(source), job: row.job };
  const peers = [];
  for (const worker of workers) {
    const peer = { worker, times: [], spentMs: 0, failed: undefined };
    peer.able = await worker.ask('can', question).catch((error) => fail(peer, error));
    peers.push(peer);
    if (peer.able) await warmUp(peer, question, row);
  }
  for (let round = 0; round < runs; round++) await runRound(peers, question, round);
  return Object.fromEntries(peers.map((peer) => [peer.worker.name, resultOf(peer)]));
}

export function outputOf(name, row) {
  mkdirSync(OUTPUTS, { recursive: true });
  return join(OUTPUTS, `${String(row.number).padStart(2, '0')}-${name}.${row.job.format}`);
}

function fail(peer, error) {
  peer.failed = error.message;
  return false;
}

/** A run that alone takes a peer's whole share is the one that counts: twice would be too long. */
async function warmUp(peer, question, row) {
  const output = outputOf(peer.worker.name, row);
  const { warmUpRuns, warmUpMs, enoughMs } = shareOf(peer.worker);
  let spentMs = 0;
  for (let run = 0; run < warmUpRuns && spentMs < warmUpMs; run++) {
    const time = await runOnce(peer, { ...question, output });
    spentMs += time?.ms ?? Infinity;
    if (time?.ms > enoughMs) count(peer, time);
  }
}

/** Each round begins with another peer, so that none always follows the same one. */
async function runRound(peers, question, round) {
  const first = round % peers.length;
  for (const peer of [...peers.slice(first), ...peers.slice(0, first)]) {
    const enough = peer.spentMs > shareOf(peer.worker).enoughMs;
    if (!peer.able || peer.failed !== undefined || enough) continue;
    const time = await runOnce(peer, question);
    if (time !== undefined) count(peer, time);
  }
}

function count(peer, time) {
  peer.times.push(time);
  peer.spentMs += time.ms;
}

async function runOnce(peer, question) {
  try {
    return await peer.worker.ask('run', question);
  } catch (error) {
    fail(peer, error);
    return undefined;
  }
}

function resultOf({ able, failed, times }) {
  if (failed !== undefined) return { failed };
  if (!able) return {};
  return {
    medianMs: median(times.map(({ ms }) => ms)),
    medianCpuMs: median(times.map(({ cpuMs }) => cpuMs)),
    runs: times.length,
    outputBytes: times[0].outputBytes,
    ...phasesOf(times.map(({ details }) => details)),
  };
}

function phasesOf(details) {
  if (details[0] === undefined) return {};
  const phase = (name) => median(details.map(({ ms }) => ms[name]));
  const phases = Object.fromEntries(PHASES.map((name) => [name, phase(name)]));
  return { linearBytes: Math.max(...details.map(({ linearBytes }) => linearBytes)), phases };
}

/** Bytes of sharp's result with MozJPEG's settings; undefined where there is none. */
export async function mozjpegBytes(row, source, sharp) {
  if (row.job.format !== 'jpeg' || sharp === undefined) return undefined;
  const job = { ...row.job, mozjpeg: true };
  return (await sharp.ask('run', { source: withoutBytes(source), job }).catch(() => ({}))).outputBytes;
}
