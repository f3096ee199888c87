/*
 * load.mjs - p50, p95 and p99 over many jobs, at concurrency 1 and 16
 *
 *   BENCH_JOBS=10000 BENCH_ROWS=2,4,12-14 BENCH_PEERS=sharp node bench/load.mjs
 *
 * The rows take turns. Peers work in turn, a tenth of the jobs at a time. One thread for each: at
 * concurrency 16 a job's time begins when it is handed over, so it holds the wait for 15 others.
 */
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { warnAboutLoad } from './machine.mjs';
import { chosenPeers, chosenRows, numberFrom } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { percentile } from './statistics.mjs';
import { aligned } from './table.mjs';

const JOBS = 10_000;
const ROWS = [2, 4, 12, 13, 14];
const BLOCKS = 10;
const CONCURRENCIES = [1, 16];
const WARM_UP_JOBS = 50;
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };

const jobs = numberFrom('BENCH_JOBS', JOBS);
const rows = chosenRows(ROWS);
const names = chosenPeers(['sharp']);
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
const works = rows.map(({ source, job }) => ({ job, source: withoutBytes(sources.get(source)) }));
warnAboutLoad();

const lines = [];
for (const concurrency of CONCURRENCIES) lines.push(...(await measured(concurrency)));
const head = [`${jobs} jobs of rows ${rows.map(({ number }) => number).join(', ')}`, 'concurrency'];
process.stdout.write(`${aligned([[...head, 'p50 ms', 'p95 ms', 'p99 ms', 'jobs/s'], ...lines])}\n`);

async function measured(concurrency) {
  const peers = names.map((name) => ({ name, latencies: [], spentMs: 0 }));
  for (const peer of peers) {
    peer.worker = new PeerProcess(peer.name, { env: ONE_THREAD });
    await peer.worker.ask('load');
    await peer.worker.ask('runMany', { works, jobs: WARM_UP_JOBS, concurrency });
  }
  for (let block = 0; block < BLOCKS; block++) {
    const size = Math.floor((jobs * (block + 1)) / BLOCKS) - Math.floor((jobs * block) / BLOCKS);
    for (const peer of peers) {
      const started = performance.now();
      peer.latencies.push(...(await peer.worker.ask('runMany', { works, jobs: size, concurrency })));
      peer.spentMs += performance.now() - started;
    }
  }
  for (const peer of peers) peer.worker.stop();
  return peers.map((peer) => lineOf(peer, concurrency));
}

function lineOf({ name, latencies, spentMs }, concurrency) {
  const at = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share).toFixed(1));
  return [name, String(concurrency), ...at, ((latencies.length * 1000) / spentMs).toFixed(1)];
}
