/*
 * run.mjs - measure the fixed list against all peers, print one table, write results.json
 *
 *   BENCH_ROWS=1,4-6 BENCH_PEERS=sharp,jsquash BENCH_RUNS=5 node bench/run.mjs
 *
 * docs/performance.md says what the columns mean.
 */
import { mkdirSync, writeFileSync } from 'node:fs';

import { machine, warnAboutLoad } from './machine.mjs';
import { measureRow, memoryOfRow, mozjpegBytes, startPeers } from './measure.mjs';
import { BUILD, RESULTS } from './paths.mjs';
import { chosenPeers, chosenRows, numberFrom } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { summaryOf, table, worstRows } from './table.mjs';

const RUNS = 15;
const WORST_SHOWN = 3;
/** Peers whose memory is measured. */
const MEMORY_OF = ['scanrill', 'sharp'];

const runs = numberFrom('BENCH_RUNS', RUNS);
const rows = chosenRows();
const names = chosenPeers();

const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
warnAboutLoad();
const before = machine();
const workers = await startPeers(names);
const sharp = workers.find(({ name }) => name === 'sharp');
const results = [];
for (const row of rows) {
  process.stderr.write(`row ${row.number}: ${row.text}\n`);
  const source = sources.get(row.source);
  const peers = await measureRow(row, source, workers, runs);
  tellFailures(row, peers);
  const mozjpeg = sharp && (await mozjpegBytes(row, source, sharp));
  results.push({ ...row, sourceBytes: source.bytes.length, peers, mozjpegBytes: mozjpeg, memory: {} });
}
for (const worker of workers) worker.stop();
for (const result of results) {
  for (const name of MEMORY_OF.filter((peer) => names.includes(peer))) {
    result.memory[name] = await memoryOfRow(name, result, sources.get(result.source));
  }
}

mkdirSync(BUILD, { recursive: true });
const report = { machine: before, runs, summary: summaryOf(results), rows: results };
writeFileSync(RESULTS, `${JSON.stringify(report, undefined, 2)}\n`);
process.stdout.write(`${table(results)}\n`);
if (sharp !== undefined) process.stdout.write(`\n${worstRows(results, WORST_SHOWN)}\n`);

function tellFailures(row, peers) {
  for (const [name, { failed }] of Object.entries(peers)) {
    if (failed !== undefined) process.stderr.write(`row ${row.number}: ${name} failed: ${failed}\n`);
  }
}
