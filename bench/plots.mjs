/*
 * plots.mjs - time and memory against megapixels, as docs/plots/time.svg and memory.svg
 *
 *   BENCH_RUNS=3 BENCH_PEERS=sharp,sharp-wasm32 BENCH_MEGAPIXELS=24 node bench/plots.mjs
 *
 * JPEG to JPEG, 320 wide. Sources are square, from 0.1 megapixels to BENCH_MEGAPIXELS or 100. The
 * numbers are printed, too.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { warnAboutLoad } from './machine.mjs';
import { memoryOfRow } from './measure.mjs';
import { PLOTS } from './paths.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { chart } from './chart.mjs';
import { chosenPeers, numberFrom } from './settings.mjs';
import { photoOf } from './sources.mjs';
import { median } from './statistics.mjs';
import { aligned, peakOver } from './table.mjs';

const MEGAPIXELS = [0.1, 0.3, 1, 3, 6, 12, 24, 50, 100];
const RUNS = 3;
const WARM_UP_RUNS = 8;
const MIB = 1024 * 1024;
const JOB = { format: 'jpeg', width: 320, quality: 80 };

const runs = numberFrom('BENCH_RUNS', RUNS);
const largest = numberFrom('BENCH_MEGAPIXELS', 100);
const names = chosenPeers(['sharp', 'sharp-wasm32']);
warnAboutLoad();

const lines = [];
const series = names.map((name) => ({ name, ms: [], megabytes: [] }));
for (const megapixels of MEGAPIXELS.filter((size) => size <= largest)) {
  const side = Math.floor(Math.sqrt(megapixels * 1e6));
  const source = await photoOf(side, side);
  for (const { name, ms, megabytes } of series) {
    const time = await timeOf(name, source);
    const memory = await memoryOfRow(name, { job: JOB }, source);
    ms.push([megapixels, time]);
    if (memory !== undefined) megabytes.push([megapixels, peakOver(memory) / MIB]);
    lines.push([String(megapixels), name, time.toFixed(1), megabytes.at(-1)?.[1].toFixed(1) ?? '-']);
  }
}

mkdirSync(PLOTS, { recursive: true });
const drawn = (unit) => series.map((one) => ({ name: one.name, points: one[unit] }));
const titled = (words, unit) => chart(`JPEG to JPEG, 320 wide: ${words}`, drawn(unit));
writeFileSync(join(PLOTS, 'time.svg'), titled('milliseconds', 'ms'));
writeFileSync(join(PLOTS, 'memory.svg'), titled('MB over Node at rest', 'megabytes'));
process.stdout.write(`${aligned([['megapixels', 'peer', 'ms', 'MB over Node at rest'], ...lines])}\n`);

async function timeOf(name, source) {
  const peer = new PeerProcess(name);
  try {
    const question = { source: withoutBytes(source), job: JOB };
    await peer.ask('load');
    const times = [];
    for (let i = 0; i < WARM_UP_RUNS + runs; i++) times.push((await peer.ask('run', question)).ms);
    return median(times.slice(WARM_UP_RUNS));
  } finally {
    peer.stop();
  }
}
