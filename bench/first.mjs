/*
 * first.mjs - the first, 2nd, 5th and 20th picture of a new process, for all peers
 *
 *   BENCH_ROWS=2 BENCH_PEERS=sharp,jsquash BENCH_RUNS=5 node bench/first.mjs
 *
 * "first" is import, initialisation and one job: what a request waits for when the process is new.
 * Node's own start is left out; it is the same for all.
 */
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { warnAboutLoad } from './machine.mjs';
import { chosenPeers, chosenRows, numberFrom } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { median } from './statistics.mjs';
import { aligned } from './table.mjs';

const ROWS = [2];
const PROCESSES = 5;
const PICTURES = 20;
const SHOWN = [2, 5, 20];
/** A peer that has used so much time is not started again. */
const ENOUGH_MS = 15_000;

const processes = numberFrom('BENCH_RUNS', PROCESSES);
const rows = chosenRows(ROWS);
const names = chosenPeers();
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
warnAboutLoad();
for (const row of rows) process.stdout.write(`${await measured(row, sources.get(row.source))}\n\n`);

async function measured(row, source) {
  const question = { source: withoutBytes(source), job: row.job };
  const peers = names.map((name) => ({ name, starts: [], spentMs: 0 }));
  for (let i = 0; i < processes; i++) {
    for (const peer of peers) {
      if (peer.spentMs > ENOUGH_MS) continue;
      const times = await newProcess(peer.name, question);
      if (times === undefined) continue;
      peer.starts.push(times);
      peer.spentMs += times.load + times.pictures.reduce((a, b) => a + b);
    }
  }
  const later = SHOWN.map((n) => `picture ${n}`);
  const head = [`ms in a new process, ${row.text}`, 'load', 'first', ...later, 'processes'];
  return aligned([head, ...peers.map(lineOf)]);
}

/** { load, pictures: [ms...] }; undefined where the peer cannot do the job, or fails. */
async function newProcess(name, question) {
  const peer = new PeerProcess(name);
  try {
    if (!(await peer.ask('can', question))) return undefined;
    await peer.ask('read', question);
    const load = await peer.ask('load');
    const pictures = [];
    for (let i = 0; i < PICTURES; i++) pictures.push((await peer.ask('run', question)).ms);
    return { load, pictures };
  } catch (error) {
    process.stderr.write(`${name} failed: ${error.message}\n`);
    return undefined;
  } finally {
    await peer.ended();
  }
}

function lineOf({ name, starts }) {
  if (starts.length === 0) return [name, ...Array(SHOWN.length + 3).fill('-')];
  const load = median(starts.map((start) => start.load));
  const first = median(starts.map((start) => start.load + start.pictures[0]));
  const later = SHOWN.map((n) => median(starts.map(({ pictures }) => pictures[n - 1])));
  return [name, ...[load, first, ...later].map((ms) => ms.toFixed(1)), String(starts.length)];
}
