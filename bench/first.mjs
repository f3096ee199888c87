/*
 * first.mjs - the first, 2nd, 5th and 20th picture of a new process, for all peers
 *
 *   BENCH_ROWS=2 BENCH_PEERS=sharp,jsquash BENCH_RUNS=5 node bench/first.mjs
 *
 * "first" is import, initialisation and one job: what a request waits for when the process is new.
 * Node's own start is left out; it is the same for all.
 */
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { Progress, say } from './progress.mjs';
import { begun, writeReport } from './reports.mjs';
import { chosenPeers, chosenRows, numberFrom } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { median } from './statistics.mjs';
import { aligned } from './table.mjs';

const ROWS = [2];
const PROCESSES = 7;
const PICTURES = 20;
const SHOWN = [2, 5, 20];
/** A peer that has used so much time makes no more pictures, and is not started again. */
const ENOUGH_MS = 6000;
/** Of one row and peer, on a machine of 2024. */
const SECONDS_OF_PEER = 5.5;

const processes = numberFrom('BENCH_RUNS', PROCESSES);
const rows = chosenRows(ROWS);
const names = chosenPeers();
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
const beginning = await begun();
const steps = rows.length * processes;
const expected = rows.length * names.length * SECONDS_OF_PEER;
const progress = new Progress(`${processes} new processes of each peer`, steps, expected);

const found = [];
for (const row of rows) found.push({ row: row.number, text: row.text, peers: await measured(row) });
writeReport('first', beginning, { processes, rows: found });
for (const { text, peers } of found) {
  const later = SHOWN.map((n) => `picture ${n}`);
  const heads = [`ms in a new process, ${text}`, 'load', 'first', ...later, 'processes'];
  process.stdout.write(`${aligned([heads, ...Object.entries(peers).map(lineOf)])}\n`);
}

async function measured({ source, job }) {
  const question = { source: withoutBytes(sources.get(source)), job };
  const peers = names.map((name) => ({ name, starts: [], spentMs: 0 }));
  for (let i = 0; i < processes; i++) {
    for (const peer of peers) {
      if (peer.spentMs > ENOUGH_MS || peer.gone) continue;
      const times = await newProcess(peer.name, question, ENOUGH_MS - peer.spentMs);
      if (times === undefined) {
        peer.gone = true;
        continue;
      }
      peer.starts.push(times);
      peer.spentMs += times.load + times.pictures.reduce((a, b) => a + b);
    }
    progress.step(`process ${i + 1}`);
  }
  return Object.fromEntries(peers.map(({ name, starts }) => [name, resultOf(starts)]));
}

/**
 * { load, pictures: [ms...] }, all pictures or those of so much time; undefined where the peer
 * cannot do the job, or fails.
 */
async function newProcess(name, question, enoughMs) {
  const peer = new PeerProcess(name);
  try {
    if (!(await peer.ask('can', question))) return undefined;
    await peer.ask('read', question);
    const load = await peer.ask('load');
    const pictures = [];
    for (let spentMs = 0; pictures.length < PICTURES && spentMs < enoughMs; spentMs += pictures.at(-1)) {
      pictures.push((await peer.ask('run', question)).ms);
    }
    return { load, pictures };
  } catch (error) {
    say(`  ${name} failed: ${error.message}`);
    return undefined;
  } finally {
    await peer.ended();
  }
}

/** Medians in milliseconds; {} of no start; null for a picture that nobody waited for. */
function resultOf(starts) {
  if (starts.length === 0) return {};
  const nth = (n) => starts.map(({ pictures }) => pictures[n - 1]).filter((ms) => ms !== undefined);
  return {
    processes: starts.length,
    loadMs: median(starts.map(({ load }) => load)),
    firstMs: median(starts.map(({ load, pictures }) => load + pictures[0])),
    laterMs: SHOWN.map((n) => (nth(n).length > 0 ? median(nth(n)) : null)),
  };
}

function lineOf([name, { processes: starts, loadMs, firstMs, laterMs }]) {
  if (starts === undefined) return [name, ...Array(SHOWN.length + 3).fill('-')];
  return [name, ...[loadMs, firstMs, ...laterMs].map((ms) => ms?.toFixed(1) ?? '-'), String(starts)];
}
