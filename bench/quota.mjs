/*
 * quota.mjs - under the processor share and memory of Lambda's sizes: latency, and what it costs
 *
 *   BENCH_JOBS=30 BENCH_ROWS=2 BENCH_PEERS=sharp node bench/quota.mjs
 *
 * A group of processes with such a quota is not Lambda: other processors, another scheduler. Billed
 * is each job's time, rounded up to a millisecond; the price of a million is that and the price of
 * requests.
 */
import { Group, groupsMissing } from './cgroup.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { billedMsOf, cheapestTier, dollarsPerMillion, PRICES, TIERS } from './prices.mjs';
import { Progress, say } from './progress.mjs';
import { begun, writeReport } from './reports.mjs';
import { chosenPeers, chosenRows, numberFrom } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { geometricMean, median, percentile } from './statistics.mjs';
import { aligned } from './table.mjs';

const JOBS = 30;
const ROWS = [2, 4, 13];
const WARM_UP_JOBS = 2;
/** With a small share of a processor fewer jobs must do. */
const FEWEST_JOBS = 5;
const ENOUGH_MS = 3000;
/** Whoever waits longer than this, goes. */
const P95_LIMIT_MS = 300;
/** Of one peer and row in one tier, on a machine of 2024. */
const SECONDS_OF_STEP = 2.3;

const beginning = await begun();
const missing = groupsMissing();
if (missing !== undefined) {
  say(`skipped, no measurement under quotas: ${missing}`);
  writeReport('quota', beginning, { skipped: missing });
  process.exit(0);
}
const jobs = numberFrom('BENCH_JOBS', JOBS);
const rows = chosenRows(ROWS);
const names = chosenPeers(['sharp']);
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));

const steps = TIERS.length * names.length;
const expected = steps * rows.length * SECONDS_OF_STEP;
const progress = new Progress(`${TIERS.length} quotas, ${names.join(' and ')}`, steps, expected);
const measurements = [];
for (const tier of TIERS) {
  for (const name of names) {
    measurements.push(...(await measured(name, tier)));
    progress.step(`${name} with ${tier.memoryMb} MB`);
  }
}
const best = rows.flatMap((row) => names.map((name) => bestOf(row, name)));
const perRow = rows.map((row) => dollarsRatio(row.number)).filter((ratio) => ratio !== undefined);
const dollarsOverSharp = geometricMean(perRow);
const numbers = rows.map(({ number }) => number);
writeReport('quota', beginning, {
  p95LimitMs: P95_LIMIT_MS,
  rows: numbers,
  measurements,
  best,
  dollarsOverSharp,
});
printTables();

/** One line for each row; a peer that fails, or needs more memory than there is, has { failed }. */
async function measured(name, { memoryMb, cpuShare }) {
  const start = { name, memoryMb, cpuShare };
  const found = [];
  let group;
  let peer;
  try {
    group = new Group(cpuShare, memoryMb);
    peer = new PeerProcess(name, { before: group.before });
    const loadMs = await peer.ask('load');
    for (const row of rows) {
      found.push({ ...start, row: row.number, loadMs, ...(await measuredRow(peer, row, memoryMb)) });
    }
  } catch (error) {
    say(`  ${name} with ${memoryMb} MB: ${error.message}`);
    const rest = rows.slice(found.length);
    found.push(...rest.map(({ number }) => ({ ...start, row: number, failed: error.message })));
  } finally {
    await peer?.ended();
    await group?.remove().catch((error) => say(`  the group stays: ${error.message}`));
  }
  return found;
}

async function measuredRow(peer, row, memoryMb) {
  const times = await timesOf(peer, row);
  const billedMs = billedMsOf(times);
  const prices = Object.entries(PRICES).map(([name, price]) => {
    return [name, dollarsPerMillion(price, billedMs, memoryMb)];
  });
  return {
    jobs: times.length,
    p50Ms: median(times),
    p95Ms: percentile(times, 0.95),
    billedMs,
    dollarsPerMillion: Object.fromEntries(prices),
  };
}

async function timesOf(peer, row) {
  const question = { source: withoutBytes(sources.get(row.source)), job: row.job };
  await peer.ask('read', question);
  for (let i = 0; i < WARM_UP_JOBS; i++) await peer.ask('run', question);
  const times = [];
  let spentMs = 0;
  while (times.length < jobs && (times.length < FEWEST_JOBS || spentMs < ENOUGH_MS)) {
    times.push((await peer.ask('run', question)).ms);
    spentMs += times.at(-1);
  }
  return times;
}

/** The cheapest tier of a peer for a row, by Lambda's price. */
function bestOf(row, name) {
  const there = measurements.filter((one) => one.name === name && one.row === row.number && !one.failed);
  const tiers = there.map((one) => ({ ...one, dollars: one.dollarsPerMillion.Lambda }));
  const tier = cheapestTier(tiers, P95_LIMIT_MS);
  return { name, row: row.number, memoryMb: tier?.memoryMb, dollars: tier?.dollars };
}

function dollarsRatio(row) {
  const [ours, theirs] = ['scanrill', 'sharp'].map((name) => {
    return best.find((one) => one.name === name && one.row === row);
  });
  return ours?.dollars && theirs?.dollars && ours.dollars / theirs.dollars;
}

function printTables() {
  const moneyHeads = Object.keys(PRICES).map((name) => `$/million ${name}`);
  const heads = ['MB', 'CPU %', 'jobs', 'load ms', 'p50 ms', 'p95 ms', 'billed ms', ...moneyHeads];
  for (const { number, text } of rows) {
    const lines = measurements.filter(({ row }) => row === number).map(lineOf);
    process.stdout.write(`${aligned([[`under quotas, ${text}`, ...heads], ...lines])}\n\n`);
  }
  const lines = best.map(({ name, row, memoryMb, dollars }) =>
    [`row ${row}, ${name}`, memoryMb === undefined ? '-' : String(memoryMb), dollars?.toFixed(2) ?? '-']);
  const head = [`cheapest with p95 <= ${P95_LIMIT_MS} ms`, 'MB', '$/million Lambda'];
  process.stdout.write(`${aligned([head, ...lines])}\n`);
}

function lineOf({ name, memoryMb, cpuShare, failed, ...found }) {
  const start = [name, String(memoryMb), String(Math.round(cpuShare * 100))];
  if (failed !== undefined) return [...start, ...Array(5 + Object.keys(PRICES).length).fill('-')];
  const numbers = [found.jobs, found.loadMs, found.p50Ms, found.p95Ms, found.billedMs];
  const dollars = Object.values(found.dollarsPerMillion);
  return [...start, ...numbers.map((value) => value.toFixed(0)), ...dollars.map((sum) => sum.toFixed(2))];
}
