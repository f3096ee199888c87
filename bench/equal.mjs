/*
 * equal.mjs - bytes at equal quality: against sharp's default, and with MozJPEG's settings
 *
 *   BENCH_ROWS=2,4 node bench/equal.mjs
 *
 * For each row our quality is bisected to the two whole numbers around the peer's SSIM; bytes are
 * interpolated between them, by SSIM. Only rows with a lossy result.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { OUTPUTS } from './paths.mjs';
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { qualityOf } from './quality.mjs';
import { chosenRows } from './settings.mjs';
import { prepareSources } from './sources.mjs';
import { geometricMean } from './statistics.mjs';
import { aligned } from './table.mjs';

const LOWEST = 20;
const HIGHEST = 99;

const rows = chosenRows().filter(({ job }) => job.format !== 'png');
const sources = await prepareSources(new Set(rows.map(({ source }) => source)));
const ours = new PeerProcess('scanrill');
const sharp = new PeerProcess('sharp');
await ours.ask('load');
await sharp.ask('load');
mkdirSync(OUTPUTS, { recursive: true });

const overDefault = [];
const overMozjpeg = [];
const lines = [];
for (const row of rows) {
  process.stderr.write(`row ${row.number}: ${row.text}\n`);
  overDefault.push(await overPeer(row, {}));
  overMozjpeg.push(row.job.format === 'jpeg' ? await overPeer(row, { mozjpeg: true }) : undefined);
  lines.push([`${row.number} ${row.text}`, shown(overDefault.at(-1)), shown(overMozjpeg.at(-1))]);
}
ours.stop();
sharp.stop();
const means = ['geometric mean', shown(geometricMean(overDefault)), shown(geometricMean(overMozjpeg))];
process.stdout.write(`${aligned([['bytes at equal SSIM', '/sharp', '/mozjpeg'], ...lines, means])}\n`);

function shown(value) {
  return value === undefined ? '-' : value.toFixed(3);
}

/** Our bytes over the peer's; undefined where no quality of ours reaches the peer's SSIM. */
async function overPeer(row, extra) {
  const theirs = await encoded(sharp, row, extra);
  const oursAt = (quality) => encoded(ours, row, { quality });
  let [low, high] = [LOWEST, HIGHEST];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((await oursAt(middle)).ssim < theirs.ssim) low = middle;
    else high = middle;
  }
  const [below, above] = [await oursAt(low), await oursAt(high)];
  if (below.ssim > theirs.ssim || above.ssim < theirs.ssim) return undefined;
  const share = (theirs.ssim - below.ssim) / (above.ssim - below.ssim);
  return (below.bytes + share * (above.bytes - below.bytes)) / theirs.bytes;
}

async function encoded(peer, row, extra) {
  const source = sources.get(row.source);
  const output = join(OUTPUTS, `equal-${peer.name}.${row.job.format}`);
  const job = { ...row.job, ...extra };
  const { outputBytes } = await peer.ask('run', { source: withoutBytes(source), job, output });
  return { bytes: outputBytes, ssim: await qualityOf(output, source, row.job) };
}
