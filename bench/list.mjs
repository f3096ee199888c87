/*
 * list.mjs - measure the fixed list against all peers: time, bytes, memory, quality
 *
 *   BENCH_ROWS=1,4-6 BENCH_PEERS=sharp,jsquash BENCH_RUNS=5 node bench/list.mjs
 *
 * docs/performance.md says what the columns mean.
 */
import { measureRow, mozjpegBytes, outputOf, startPeers } from './measure.mjs';
import { memoryOfRow } from './memory-of-row.mjs';
import { Progress, say } from './progress.mjs';
import { qualityOf, ssimOf } from './quality.mjs';
import { begun, writeReport } from './reports.mjs';
import { isColourPhoto } from './rows.mjs';
import { chosenPeers, chosenRows, numberFrom } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { qualityTable, summaryOf, table, worstRows } from './table.mjs';

const RUNS = 15;
const WORST_SHOWN = 3;
/** Peers whose memory and chroma are measured. */
const CLOSE = ['scanrill', 'sharp'];

/** Of a row, on a machine of 2024. */
const SECONDS_OF_CLOSE_PEER = 1.7;
const SECONDS_OF_OTHER_PEER = 1.2;
const SECONDS_OF_MEMORY = 1.5;
const SECONDS_OF_QUALITY = 3;

const runs = numberFrom('BENCH_RUNS', RUNS);
const rows = chosenRows();
const names = chosenPeers();
const close = CLOSE.filter((name) => names.includes(name));

say('making sources, where they are missing (the first time: about a minute)');
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
const beginning = await begun();
const results = await timed();
await weighed(results);
await compared(results);

writeReport('list', beginning, { runs, summary: summaryOf(results), rows: results });
process.stdout.write(`${table(results)}\n\n${qualityTable(results)}\n`);
if (names.includes('sharp')) process.stdout.write(`\n${worstRows(results, WORST_SHOWN)}\n`);

async function timed() {
  const workers = await startPeers(names);
  const sharp = workers.find(({ name }) => name === 'sharp');
  const others = names.length - close.length;
  const expected = rows.length * (close.length * SECONDS_OF_CLOSE_PEER + others * SECONDS_OF_OTHER_PEER);
  const progress = new Progress(`time and bytes: ${rows.length} rows`, rows.length, expected);
  const found = [];
  for (const row of rows) {
    const source = sources.get(row.source);
    const peers = await measureRow(row, source, workers, runs);
    tellFailures(row, peers);
    const mozjpeg = await mozjpegBytes(row, source, sharp);
    found.push({ ...row, sourceBytes: source.bytes.length, peers, mozjpegBytes: mozjpeg, memory: {} });
    progress.step(`${row.number} ${row.text}`);
  }
  for (const worker of workers) worker.stop();
  return found;
}

function tellFailures(row, peers) {
  for (const [name, { failed }] of Object.entries(peers)) {
    if (failed !== undefined) say(`  row ${row.number}: ${name} failed: ${failed}`);
  }
}

async function weighed(found) {
  const progress = new Progress('memory, in new processes', found.length, found.length * SECONDS_OF_MEMORY);
  for (const result of found) {
    for (const name of close) {
      result.memory[name] = await memoryOfRow(name, result, sources.get(result.source));
    }
    progress.step(`${result.number} ${result.text}`);
  }
}

async function compared(found) {
  const progress = new Progress('quality', found.length, found.length * SECONDS_OF_QUALITY);
  for (const result of found) {
    const there = Object.entries(result.peers).filter(([, { medianMs }]) => medianMs !== undefined);
    for (const [name, peer] of there) {
      const asked = [outputOf(name, result), sources.get(result.source), result.job];
      if (close.includes(name) && isColourPhoto(result)) Object.assign(peer, await qualityOf(...asked));
      else peer.ssim = await ssimOf(...asked);
    }
    progress.step(`${result.number} ${result.text}`);
  }
}
