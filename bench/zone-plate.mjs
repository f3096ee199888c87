/*
 * zone-plate.mjs - aliases that a reduction leaves: a zone plate as JPEG and PNG, by many factors
 *
 *   BENCH_PEERS=sharp,jsquash node bench/zone-plate.mjs
 *
 * Results are PNG, so that nothing but decoding and scaling is measured (plate.mjs).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

import { lumaOf } from './colour.mjs';
import { OUTPUTS, SOURCES } from './paths.mjs';
import { PeerProcess } from './peer-process.mjs';
import { aliasEnergy, SIDE_PX, zonePlate } from './plate.mjs';
import { Progress, say } from './progress.mjs';
import { begun, writeReport } from './reports.mjs';
import { chosenPeers } from './settings.mjs';
import { aligned } from './table.mjs';

/** Widths of results; the plate is 1600 wide. Powers of two, where DCT scaling does all, and others. */
const WIDTHS = [1000, 800, 700, 533, 400, 300, 266, 200, 150, 100];
const FORMATS = ['jpeg', 'png'];
const SECONDS = 8;

const beginning = await begun();
const names = chosenPeers(['sharp']);
const plates = new Map(await Promise.all(FORMATS.map(async (format) => [format, await drawn(format)])));
const progress = new Progress('zone plates, two formats', names.length, SECONDS);
const found = [];
for (const name of names) {
  found.push(...(await measured(name)));
  progress.step(name);
}
writeReport('zone-plate', beginning, { widths: WIDTHS, energies: found });
const factors = WIDTHS.map((width) => `1/${(SIDE_PX / width).toFixed(1)}`);
const lines = found.map(({ name, format, energies, sum }) =>
  [`${format}, ${name}`, ...[...energies, sum].map((value) => value?.toFixed(2) ?? '-')]);
process.stdout.write(`${aligned([['alias energy, levels squared', ...factors, 'sum'], ...lines])}\n`);

async function drawn(format) {
  mkdirSync(SOURCES, { recursive: true });
  const path = join(SOURCES, `zone-plate.${format}`);
  const raw = { width: SIDE_PX, height: SIDE_PX, channels: 1 };
  const picture = sharp(zonePlate(), { raw }).toColourspace('srgb');
  await (format === 'jpeg' ? picture.jpeg({ quality: 95 }) : picture.png()).toFile(path);
  return { name: 'zone-plate', path, format, width: SIDE_PX, height: SIDE_PX, orientation: 1, alpha: false };
}

/** Of both formats; energies in the order of WIDTHS, undefined where the peer fails. */
async function measured(name) {
  const peer = new PeerProcess(name);
  try {
    await peer.ask('load');
    const all = [];
    for (const format of FORMATS) {
      const energies = [];
      for (const width of WIDTHS) energies.push(await energyOf(peer, plates.get(format), width));
      all.push({ name, format, energies, sum: energies.reduce((a, b) => a + b) });
    }
    return all;
  } catch (error) {
    say(`  ${name} failed: ${error.message}`);
    return [];
  } finally {
    await peer.ended();
  }
}

async function energyOf(peer, source, width) {
  mkdirSync(OUTPUTS, { recursive: true });
  const output = join(OUTPUTS, `zone-plate-${peer.name}.png`);
  await peer.ask('run', { source, job: { format: 'png', width }, output });
  const pipeline = sharp(readFileSync(output)).toColourspace('srgb').removeAlpha().raw();
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== width) throw new Error(`result of another size than ${width}`);
  const samples = new Float64Array(width * width);
  for (let i = 0; i < samples.length; i++) {
    const at = i * info.channels;
    samples[i] = info.channels < 3 ? data[at] : lumaOf(data[at], data[at + 1], data[at + 2]);
  }
  return aliasEnergy(samples, width);
}
