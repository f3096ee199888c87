/*
 * letters.mjs - red letters on white and blue ones on black: colour differences, ours and sharp's
 *
 *   make letters
 *
 * A drawing of letters, as PNG and as JPEG 4:2:0, is reduced to several widths, to JPEG, PNG and
 * WebP. Each result is compared with the drawing itself, reduced in doubles (reference.mjs). Printed
 * are the mean of CIEDE2000 and its 99.9th percentile, over the pixels of all widths. Fails where
 * ours is above sharp's for the PNG; the JPEG, whose colours are halved before we see them, is for
 * comparison.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

import { transformNative } from '../tests/golden/native.mjs';
import { ciede2000 } from './ciede2000.mjs';
import { labOf } from './colour.mjs';
import { letters } from './drawings.mjs';
import { referencesOf } from './reference.mjs';

const [WIDTH, HEIGHT] = [1440, 900];
const COLOURS = [['red on white', '#ff0000', '#ffffff'], ['blue on black', '#0000ff', '#000000']];
const SOURCES = { png: (picture) => picture.png(), jpeg: (picture) => picture.jpeg({ quality: 95 }) };
const WIDTHS = [900, 720, 480, 300];
const QUALITY = 80;
const RESULTS = {
  jpeg: (picture) => picture.jpeg({ quality: QUALITY }),
  png: (picture) => picture.png(),
  webp: (picture) => picture.webp({ quality: QUALITY }),
};

const labAt = (samples, at) => labOf(samples[at], samples[at + 1], samples[at + 2]);
const meanOf = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function differences(reference, samples) {
  const found = new Float64Array(samples.length / 3);
  for (let i = 0; i < found.length; i++) {
    found[i] = ciede2000(labAt(reference.samples, 3 * i), labAt(samples, 3 * i));
  }
  return found;
}

/** Of the two grids that a library may place a result on, the one that it chose. */
async function differencesOf(bytes, references) {
  const pixels = sharp(bytes).toColourspace('srgb').removeAlpha().raw();
  const { data, info } = await pixels.toBuffer({ resolveWithObject: true });
  const same = references.filter(({ width, height }) => width === info.width && height === info.height);
  const all = same.map((reference) => differences(reference, data));
  return all.sort((a, b) => meanOf(a) - meanOf(b))[0];
}

function summary(parts) {
  const all = Float64Array.from(parts.flatMap((part) => [...part])).sort();
  return { mean: meanOf(all), most: all[Math.floor(0.999 * (all.length - 1))] };
}

/** drawing: a source for reference.mjs; bytes: what is reduced. */
async function compare(drawing, bytes, format) {
  const [ours, theirs] = [[], []];
  for (const width of WIDTHS) {
    const references = await referencesOf(drawing, { width });
    const job = { width, format, quality: QUALITY };
    ours.push(await differencesOf(await transformNative(bytes, job), references));
    theirs.push(await differencesOf(await RESULTS[format](sharp(bytes).resize({ width })).toBuffer(), references));
  }
  return [summary(ours), summary(theirs)];
}

const column = (value) => value.toFixed(3).padStart(9);
const folder = await mkdtemp(join(tmpdir(), 'scanrill-letters-'));
let misses = 0;
console.log('CIEDE2000                              mean: ours    sharp   99.9 %: ours    sharp');
try {
  for (const [name, ink, paper] of COLOURS) {
    const path = join(folder, `${ink}.png`);
    await writeFile(path, await sharp(letters(WIDTH, HEIGHT, ink, paper)).removeAlpha().png().toBuffer());
    for (const [from, asSource] of Object.entries(SOURCES)) {
      const bytes = await asSource(sharp(path)).toBuffer();
      for (const format of Object.keys(RESULTS)) {
        const [ours, theirs] = await compare({ name: path, path }, bytes, format);
        const missed = from === 'png' && (ours.mean > theirs.mean || ours.most > theirs.most);
        misses += missed ? 1 : 0;
        console.log(
          `${name.padEnd(16)}${from.padStart(4)} -> ${format.padEnd(17)}${column(ours.mean)}${column(theirs.mean)}` +
            `     ${column(ours.most)}${column(theirs.most)}${missed ? '  MISS' : ''}`,
        );
      }
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = misses === 0 ? 0 : 1;
