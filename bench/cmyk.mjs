/*
 * cmyk.mjs - how far our colours of printing inks are from sharp's
 *
 *   make cmyk
 *
 * A JPEG of 6,561 patches: nine steps of each ink in all combinations, without a profile. sharp
 * takes the press profile that it brings along. Fails when the mean passes what docs/colour.md says.
 */
import sharp from 'sharp';

import { transformNative } from '../tests/golden/native.mjs';
import { adobeSegment, encodeJpeg } from '../tests/pictures/jpeg.mjs';
import { ciede2000 } from './ciede2000.mjs';
import { labOf } from './colour.mjs';

const STEPS = 9;
const PATCH_PX = 8;
const SIDE = STEPS * STEPS;
const MEAN_MAX = 1.7;

/** Adobe stores what is left of the paper: 255 is no ink. */
function plane(ink) {
  const samples = new Uint8ClampedArray((SIDE * PATCH_PX) ** 2);
  for (let at = 0; at < samples.length; at++) {
    const x = Math.floor((at % (SIDE * PATCH_PX)) / PATCH_PX);
    const y = Math.floor(at / (SIDE * PATCH_PX) / PATCH_PX);
    const step = [x % STEPS, Math.floor(x / STEPS), y % STEPS, Math.floor(y / STEPS)][ink];
    samples[at] = 255 - Math.round((step * 255) / (STEPS - 1));
  }
  return samples;
}

const side = SIDE * PATCH_PX;
const jpeg = encodeJpeg({ width: side, height: side, planes: [0, 1, 2, 3].map(plane), segments: [adobeSegment(0)] });
const raw = async (picture) => (await picture.toColourspace('srgb').removeAlpha().raw().toBuffer());
const ours = await raw(sharp(await transformNative(jpeg, { format: 'png' })));
const theirs = await raw(sharp(jpeg));

const differences = [];
for (let patch = 0; patch < SIDE * SIDE; patch++) {
  const x = (patch % SIDE) * PATCH_PX + PATCH_PX / 2;
  const y = Math.floor(patch / SIDE) * PATCH_PX + PATCH_PX / 2;
  const at = (y * side + x) * 3;
  differences.push(ciede2000(labOf(...ours.subarray(at, at + 3)), labOf(...theirs.subarray(at, at + 3))));
}
differences.sort((a, b) => a - b);
const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
const share = (part) => differences[Math.floor(part * (differences.length - 1))].toFixed(1);
console.log(`CIEDE2000 to sharp over ${differences.length} colours: mean ${mean.toFixed(2)}, ` +
  `95th percentile ${share(0.95)}, largest ${share(1)}`);
process.exitCode = mean <= MEAN_MAX ? 0 : 1;
