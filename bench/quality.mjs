/*
 * quality.mjs - how close a result is to the best that its size allows
 *
 * Every result is decoded by the same decoder, with all its chroma, and laid on gray. A result that
 * keeps a colour profile is converted by it; one that dropped the profile is taken as it stands.
 */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

import { ciede2000 } from './ciede2000.mjs';
import { cbOf, crOf, labOf, lumaOf } from './colour.mjs';
import { psnr } from './psnr.mjs';
import { GRAY, referencesOf } from './reference.mjs';
import { prepared, ssim } from './ssim.mjs';

/** SSIM of a result file; undefined when its size is not the wanted one. */
export async function ssimOf(path, source, job) {
  return (await closest(path, source, job))?.ssim;
}

/** { ssim, psnrCb, psnrCr, deltaE } of a result with colours; undefined as above. */
export async function qualityOf(path, source, job) {
  const best = await closest(path, source, job);
  if (best === undefined) return undefined;
  const { reference, result } = best;
  return {
    ssim: best.ssim,
    psnrCb: psnr(planeOf(reference, cbOf), planeOf(result, cbOf)),
    psnrCr: psnr(planeOf(reference, crOf), planeOf(result, crOf)),
    deltaE: meanDeltaE(reference.samples, result.samples),
  };
}

/** A library places results on one of two grids; compared is the one that it chose. */
async function closest(path, source, job) {
  const result = await decoded(path);
  const luma = lumaPlane(result);
  const { width, height } = result;
  const all = await referencesOf(source, job);
  const same = all.filter((one) => one.width === width && one.height === height);
  const compared = same.map((reference) => {
    return { reference, result, ssim: ssim(lumaOfReference(reference), luma) };
  });
  return compared.sort((a, b) => b.ssim - a.ssim)[0];
}

const lumaPlane = (picture) => prepared(planeOf(picture, lumaOf), picture.width, picture.height);

/** Many results are compared with the same reference. */
const referenceLumas = new WeakMap();
function lumaOfReference(reference) {
  if (!referenceLumas.has(reference)) referenceLumas.set(reference, lumaPlane(reference));
  return referenceLumas.get(reference);
}

/** From bytes: by its path sharp would remember what a file held before. */
async function decoded(path) {
  const background = { r: GRAY, g: GRAY, b: GRAY };
  const pipeline = sharp(readFileSync(path)).flatten({ background }).toColourspace('srgb').raw();
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { width, height, samples: channels < 3 ? asRgb(data, channels) : data };
}

function asRgb(data, channels) {
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = data[Math.floor(i / 3) * channels];
  return rgb;
}

function planeOf({ width, height, samples }, valueOf) {
  const plane = new Float64Array(width * height);
  for (let i = 0, at = 0; i < plane.length; i++, at += 3) {
    plane[i] = valueOf(samples[at], samples[at + 1], samples[at + 2]);
  }
  return plane;
}

function meanDeltaE(a, b) {
  const labAt = (samples, at) => labOf(samples[at], samples[at + 1], samples[at + 2]);
  let sum = 0;
  for (let at = 0; at < a.length; at += 3) sum += ciede2000(labAt(a, at), labAt(b, at));
  return sum / (a.length / 3);
}
