/*
 * quota.mjs - under the processor share and memory of Lambda's sizes: latency, and what it costs
 *
 *   BENCH_JOBS=30 BENCH_ROWS=2 BENCH_PEERS=sharp node bench/quota.mjs
 *
 * Lambda gives one processor at 1,769 MB, and a share of it below. A group of processes with such a
 * quota is not Lambda: other processors, another scheduler. Billed is each job's time, rounded up to
 * a millisecond; the price of a million is that and the price of requests.
 */
import { Group, groupsMissing } from './cgroup.mjs';
import { warnAboutLoad } from './machine.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { chosenPeers, chosenRows, numberFrom, refuse } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { median, percentile } from './statistics.mjs';
import { aligned } from './table.mjs';

/** Memory in MB and share of a processor. */
const TIERS = [
  { memoryMb: 128, cpuShare: 0.07 },
  { memoryMb: 256, cpuShare: 0.14 },
  { memoryMb: 512, cpuShare: 0.29 },
  { memoryMb: 1024, cpuShare: 0.58 },
  { memoryMb: 1769, cpuShare: 1 },
];
/** Dollars for a GB-second and for a million requests, x86, as published for most regions. */
const PRICES = {
  Lambda: { gbSecond: 0.0000166667, millionRequests: 0.2 },
  'Lambda@Edge': { gbSecond: 0.00005001, millionRequests: 0.6 },
};
const JOBS = 30;
const ROWS = [2];
const WARM_UP_JOBS = 3;

const missing = groupsMissing();
if (missing !== undefined) refuse(`no measurement under quotas: ${missing}`);
const jobs = numberFrom('BENCH_JOBS', JOBS);
const rows = chosenRows(ROWS);
const names = chosenPeers(['sharp']);
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
warnAboutLoad();

const MONEY_HEADS = Object.keys(PRICES).map((name) => `$/million ${name}`);
const HEADS = ['MB', 'CPU %', 'first ms', 'p50 ms', 'p95 ms', 'billed ms', ...MONEY_HEADS];
for (const row of rows) {
  const head = [`${jobs} jobs, ${row.text}`, ...HEADS];
  const lines = [];
  for (const tier of TIERS) for (const name of names) lines.push(await measured(name, row, tier));
  process.stdout.write(`${aligned([head, ...lines])}\n\n`);
}

async function measured(name, row, { memoryMb, cpuShare }) {
  const start = [name, String(memoryMb), String(Math.round(cpuShare * 100))];
  const group = new Group(cpuShare, memoryMb);
  const peer = new PeerProcess(name, { before: group.before });
  try {
    const { first, times } = await timesOf(peer, row);
    const billedMs = times.reduce((sum, ms) => sum + Math.ceil(ms), 0) / times.length;
    const numbers = [first, median(times), percentile(times, 0.95), billedMs].map((ms) => ms.toFixed(0));
    const dollars = Object.values(PRICES).map((price) => dollarsPerMillion(price, billedMs, memoryMb));
    return [...start, ...numbers, ...dollars.map((sum) => sum.toFixed(2))];
  } catch (error) {
    process.stderr.write(`${name} at ${memoryMb} MB: ${error.message}\n`);
    return [...start, ...Array(HEADS.length - 2).fill('-')];
  } finally {
    await peer.ended();
    await group.remove();
  }
}

/** first: import, initialisation and one job. */
async function timesOf(peer, row) {
  const question = { source: withoutBytes(sources.get(row.source)), job: row.job };
  await peer.ask('read', question);
  const load = await peer.ask('load');
  const first = load + (await peer.ask('run', question)).ms;
  for (let i = 1; i < WARM_UP_JOBS; i++) await peer.ask('run', question);
  const times = [];
  for (let i = 0; i < jobs; i++) times.push((await peer.ask('run', question)).ms);
  return { first, times };
}

function dollarsPerMillion({ gbSecond, millionRequests }, billedMs, memoryMb) {
  return 1e6 * (billedMs / 1000) * (memoryMb / 1024) * gbSecond + millionRequests;
}
