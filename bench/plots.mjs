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

import { chart } from './chart.mjs';
import { memoryOfRow, peakOver } from './memory-of-row.mjs';
import { PLOTS } from './paths.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { Progress, say } from './progress.mjs';
import { begun, writeReport } from './reports.mjs';
import { chosenPeers, numberFrom } from './settings.mjs';
import { photoOf } from './sources.mjs';
import { median } from './statistics.mjs';
import { aligned } from './table.mjs';

const MEGAPIXELS = [0.1, 0.3, 1, 3, 6, 12, 24, 50, 100];
const RUNS = 7;
const WARM_UP_RUNS = 8;
const WARM_UP_MS = 800;
const ENOUGH_MS = 2500;
const MIB = 1024 * 1024;
const JOB = { format: 'jpeg', width: 320, quality: 80 };
/** With all sizes and usual peers, on a machine of 2024; the sources are made the first time only. */
const SECONDS = 90;

const runs = numberFrom('BENCH_RUNS', RUNS);
const largest = numberFrom('BENCH_MEGAPIXELS', MEGAPIXELS.at(-1));
const names = chosenPeers(['sharp', 'sharp-wasm32']);
const sizes = MEGAPIXELS.filter((size) => size <= largest);
const beginning = await begun();
say('sources are made where they are missing (the first time: about a minute)');
const progress = new Progress(`${sizes.length} sizes, ${names.join(', ')}`, sizes.length, SECONDS);

const found = [];
for (const megapixels of sizes) {
  const side = Math.floor(Math.sqrt(megapixels * 1e6));
  const source = await photoOf(side, side);
  for (const name of names) found.push({ name, megapixels, ...(await measured(name, source)) });
  progress.step(`${megapixels} megapixels`);
}
writeReport('plots', beginning, { points: found });
mkdirSync(PLOTS, { recursive: true });
draw('time.svg', 'JPEG to JPEG, 320 wide: time', 'milliseconds, median', 'ms');
draw('memory.svg', 'JPEG to JPEG, 320 wide: peak memory', 'MB over Node at rest', 'megabytes');
const lines = found.map(({ name, megapixels, ms, megabytes }) =>
  [String(megapixels), name, ms?.toFixed(1) ?? '-', megabytes?.toFixed(1) ?? '-']);
process.stdout.write(`${aligned([['megapixels', 'peer', 'ms', 'MB over Node at rest'], ...lines])}\n`);

/** { ms, megabytes }; without those that could not be had. */
async function measured(name, source) {
  const memory = await memoryOfRow(name, { job: JOB }, source);
  return { ms: await timeOf(name, source), megabytes: memory && peakOver(memory) / MIB };
}

async function timeOf(name, source) {
  const peer = new PeerProcess(name);
  const question = { source: withoutBytes(source), job: JOB };
  const times = async (count, enoughMs) => {
    const all = [];
    let spentMs = 0;
    while (all.length < count && spentMs < enoughMs) {
      all.push((await peer.ask('run', question)).ms);
      spentMs += all.at(-1);
    }
    return all;
  };
  try {
    await peer.ask('load');
    await times(WARM_UP_RUNS, WARM_UP_MS);
    return median(await times(runs, ENOUGH_MS));
  } catch (error) {
    say(`  ${name} failed: ${error.message}`);
    return undefined;
  } finally {
    await peer.ended();
  }
}

function draw(file, title, up, figure) {
  const series = names.map((name) => ({
    name,
    points: found
      .filter((one) => one.name === name && one[figure] > 0)
      .map((one) => [one.megapixels, one[figure]]),
  }));
  if (series.every(({ points }) => points.length === 0)) return;
  writeFileSync(join(PLOTS, file), chart({ title, across: 'megapixels of the source', up, series }));
}
