/*
 * resaves.mjs - a JPEG saved again and again: how far it drifts, ours and sharp's
 *
 *   make resaves
 *
 * Each photograph and the screenshot is saved at quality 80, and that JPEG ten times more, each time
 * from the one before. Printed are the mean of CIEDE2000 between the first and the last, and the
 * PSNR of their samples. Fails where ours drifts further than sharp's.
 */
import sharp from 'sharp';

import { transformNative } from '../tests/golden/native.mjs';
import { ciede2000 } from './ciede2000.mjs';
import { labOf } from './colour.mjs';
import { screenshot } from './drawings.mjs';
import { photographs } from './photographs.mjs';
import { psnr } from './psnr.mjs';

const TIMES = 10;
const QUALITY = 80;
const PHOTOGRAPHS = 4;
const WIDTH = 601; // odd: blocks hang over the edges

const byUs = (bytes) => transformNative(bytes, { format: 'jpeg', quality: QUALITY });
const bySharp = (bytes) => sharp(bytes).jpeg({ quality: QUALITY }).toBuffer();
const pixelsOf = (bytes) => sharp(bytes).raw().toBuffer();

function meanDeltaE(a, b) {
  const labAt = (samples, at) => labOf(samples[at], samples[at + 1], samples[at + 2]);
  let sum = 0;
  for (let at = 0; at < a.length; at += 3) sum += ciede2000(labAt(a, at), labAt(b, at));
  return sum / (a.length / 3);
}

async function driftOf(original, save) {
  const first = await save(original);
  let last = first;
  for (let n = 0; n < TIMES; n++) last = await save(last);
  const [before, after] = [await pixelsOf(first), await pixelsOf(last)];
  return { deltaE: meanDeltaE(before, after), db: psnr(before, after) };
}

async function pictures() {
  const paths = photographs().slice(0, PHOTOGRAPHS);
  const small = paths.map(async (path) => [
    path.split('/').pop(),
    await sharp(path).resize({ width: WIDTH }).toColourspace('srgb').removeAlpha().png().toBuffer(),
  ]);
  const drawn = sharp(screenshot(1920, 1080)).extract({ left: 0, top: 0, width: WIDTH, height: 401 });
  return [...(await Promise.all(small)), ['screenshot', await drawn.removeAlpha().png().toBuffer()]];
}

const column = (value) => value.toFixed(3).padStart(9);
let misses = 0;
console.log(`after ${TIMES} saves at quality ${QUALITY}   CIEDE2000: ours    sharp   PSNR, dB: ours    sharp`);
for (const [name, picture] of await pictures()) {
  const [ours, theirs] = [await driftOf(picture, byUs), await driftOf(picture, bySharp)];
  const missed = ours.deltaE > theirs.deltaE || ours.db < theirs.db;
  misses += missed ? 1 : 0;
  console.log(
    `${name.padEnd(30)}    ${column(ours.deltaE)}${column(theirs.deltaE)}      ${column(ours.db)}${column(theirs.db)}` +
      (missed ? '  MISS' : ''),
  );
}
process.exitCode = misses === 0 ? 0 : 1;
