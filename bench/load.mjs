/*
 * load.mjs - p50, p95 and p99 over many jobs, at concurrency 1 and 16
 *
 *   BENCH_JOBS=10000 BENCH_ROWS=2,4,12-14 BENCH_PEERS=sharp node bench/load.mjs
 *
 * Jobs come in the mix of mix.mjs; rows that are asked for, equally often. Peers work in turn, a
 * tenth of the jobs at a time. One thread for each: at concurrency 16 a job's time begins when it is
 * handed over, so it holds the wait for 15 others.
 */
import { MIX, spread } from './mix.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { Progress, say } from './progress.mjs';
import { begun, writeReport } from './reports.mjs';
import { chosenPeers, chosenRows, numberFrom } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { percentile } from './statistics.mjs';
import { aligned } from './table.mjs';

const JOBS = 10_000;
const BLOCKS = 10;
const CONCURRENCIES = [1, 16];
const WARM_UP_JOBS = 100;
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };
/** Of the mix, on a machine of 2024. */
const SECONDS_OF_JOB = 0.006;

const jobs = numberFrom('BENCH_JOBS', JOBS);
const rows = chosenRows([...MIX.keys()]);
const names = chosenPeers(['sharp']);
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
const weights = process.env.BENCH_ROWS ? new Map(rows.map(({ number }) => [number, 1])) : MIX;
const works = spread(weights).map((number) => {
  const { source, job } = rows.find((row) => row.number === number);
  return { job, source: withoutBytes(sources.get(source)) };
});

const mixText = [...weights].map(([number, weight]) => `row ${number} x ${weight}`).join(', ');
say(`the mix: ${mixText}`);
const beginning = await begun();
const steps = CONCURRENCIES.length * BLOCKS;
const progress = new Progress(
  `${jobs} jobs, at concurrency ${CONCURRENCIES.join(' and ')}, ${names.join(' and ')} in turn`,
  steps,
  jobs * CONCURRENCIES.length * names.length * SECONDS_OF_JOB,
);
const found = [];
for (const concurrency of CONCURRENCIES) found.push(...(await measured(concurrency)));

writeReport('load', beginning, { jobs, mix: Object.fromEntries(weights), latencies: found });
const heads = [`${jobs} jobs`, 'concurrency', 'p50 ms', 'p95 ms', 'p99 ms', 'jobs/s'];
process.stdout.write(`${aligned([heads, ...found.map(lineOf)])}\n`);

async function measured(concurrency) {
  const peers = [];
  for (const name of names) {
    const peer = { name, latencies: [], spentMs: 0, worker: new PeerProcess(name, { env: ONE_THREAD }) };
    peers.push(peer);
    await attempt(peer, 'load');
    await attempt(peer, 'runMany', { works, jobs: WARM_UP_JOBS, concurrency });
  }
  for (let block = 0; block < BLOCKS; block++) {
    const upTo = (blocks) => Math.floor((jobs * blocks) / BLOCKS);
    const size = upTo(block + 1) - upTo(block);
    for (const peer of peers) {
      const started = performance.now();
      const latencies = await attempt(peer, 'runMany', { works, jobs: size, concurrency });
      if (latencies !== undefined) peer.latencies.push(...latencies);
      peer.spentMs += performance.now() - started;
    }
    progress.step(`concurrency ${concurrency}: ${upTo(block + 1)} jobs each`);
  }
  for (const peer of peers) peer.worker.stop();
  return peers.map((peer) => resultOf(peer, concurrency));
}

/** A peer that has failed is told once and asked no more. */
async function attempt(peer, question, parameters) {
  if (peer.failed !== undefined) return undefined;
  try {
    return await peer.worker.ask(question, parameters);
  } catch (error) {
    peer.failed = error.message;
    say(`  ${peer.name} failed: ${error.message}`);
    return undefined;
  }
}

function resultOf({ name, failed, latencies, spentMs }, concurrency) {
  if (failed !== undefined) return { name, concurrency, failed };
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share));
  return { name, concurrency, p50Ms, p95Ms, p99Ms, jobsPerSecond: (latencies.length * 1000) / spentMs };
}

function lineOf({ name, concurrency, failed, p50Ms, p95Ms, p99Ms, jobsPerSecond }) {
  const numbers = [p50Ms, p95Ms, p99Ms, jobsPerSecond];
  return [name, String(concurrency), ...numbers.map((value) => (failed ? '-' : value.toFixed(1)))];
}
