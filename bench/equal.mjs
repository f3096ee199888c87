/*
 * equal.mjs - bytes at equal quality: against sharp's default, and with MozJPEG's settings
 *
 *   BENCH_ROWS=2,4 node bench/equal.mjs
 *
 * For each row our quality is bisected to the two whole numbers around the peer's SSIM; bytes are
 * interpolated between them, by SSIM. Only rows with a lossy result, all of them photographs.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { OUTPUTS } from './paths.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { Progress, say } from './progress.mjs';
import { ssimOf } from './quality.mjs';
import { begun, writeReport } from './reports.mjs';
import { chosenRows } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { geometricMean } from './statistics.mjs';
import { aligned } from './table.mjs';

/** Where the quality is looked for: first near the peer's, then everywhere. */
const NEAR = [68, 92];
const ALL = [20, 100];
/** Of one row, on a machine of 2024. */
const SECONDS_OF_ROW = 4;

const beginning = await begun();
const rows = chosenRows().filter(({ job }) => job.format !== 'png');
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
const ours = new PeerProcess('scanrill');
const sharp = new PeerProcess('sharp');
await ours.ask('load');
await sharp.ask('load');
mkdirSync(OUTPUTS, { recursive: true });

const expected = rows.length * SECONDS_OF_ROW;
const progress = new Progress(`bytes at equal SSIM: ${rows.length} rows`, rows.length, expected);
const found = [];
for (const row of rows) {
  found.push({ row: row.number, text: row.text, ...(await measured(row)) });
  progress.step(`${row.number} ${row.text}`);
}
ours.stop();
sharp.stop();
const means = {
  overSharp: geometricMean(found.map(({ overSharp }) => overSharp)),
  overMozjpeg: geometricMean(found.map(({ overMozjpeg }) => overMozjpeg)),
};
writeReport('equal', beginning, { means, rows: found });
const lineOf = ({ overSharp, overMozjpeg }) => [overSharp, overMozjpeg].map((value) => value?.toFixed(3) ?? '-');
const lines = found.map((one) => [`${String(one.row).padStart(2)} ${one.text}`, ...lineOf(one)]);
const last = ['   geometric mean', ...lineOf(means)];
process.stdout.write(`${aligned([['bytes at equal SSIM', '/sharp', '/mozjpeg'], ...lines, last])}\n`);

/** { overSharp, overMozjpeg }: our bytes over theirs; undefined where there is no such comparison. */
async function measured(row) {
  const known = new Map();
  const oursAt = async (quality) => {
    if (!known.has(quality)) known.set(quality, await encoded(ours, row, { quality }));
    return known.get(quality);
  };
  const over = async (options) => {
    const theirs = await encoded(sharp, row, options);
    return (await bisected(oursAt, theirs, NEAR)) ?? (await bisected(oursAt, theirs, ALL));
  };
  try {
    return {
      overSharp: await over({}),
      overMozjpeg: row.job.format === 'jpeg' ? await over({ mozjpeg: true }) : undefined,
    };
  } catch (error) {
    say(`  row ${row.number} failed: ${error.message}`);
    return {};
  }
}

/** undefined where no quality of ours in this range gives the peer's SSIM. */
async function bisected(oursAt, theirs, [lowest, highest]) {
  let [low, high] = [lowest, highest];
  if ((await oursAt(low)).ssim > theirs.ssim) return undefined;
  if ((await oursAt(high)).ssim < theirs.ssim) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((await oursAt(middle)).ssim < theirs.ssim) low = middle;
    else high = middle;
  }
  const [below, above] = [await oursAt(low), await oursAt(high)];
  const share = above.ssim === below.ssim ? 0 : (theirs.ssim - below.ssim) / (above.ssim - below.ssim);
  return (below.bytes + share * (above.bytes - below.bytes)) / theirs.bytes;
}

async function encoded(peer, row, options) {
  const source = sources.get(row.source);
  const output = join(OUTPUTS, `equal-${peer.name}.${row.job.format}`);
  const job = { ...row.job, ...options };
  const { outputBytes } = await peer.ask('run', { source: withoutBytes(source), job, output });
  const ssim = await ssimOf(output, source, row.job);
  if (ssim === undefined) throw new Error(`${peer.name}'s result has another size`);
  return { bytes: outputBytes, ssim };
}
