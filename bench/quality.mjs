/*
 * quality.mjs - how close a result is to the best that its size allows
 *
 * The reference is made here for all peers: the lossless original, decoded as a whole, scaled by
 * sharp's Lanczos3. Compared is BT.601 luma in sRGB, over gray where there is alpha. A result that
 * keeps a colour profile is converted by it; one that dropped the profile is taken as it stands.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

import { REFERENCES } from './paths.mjs';
import { ssim } from './ssim.mjs';

const BEHIND_ALPHA = '#808080';

/** SSIM of a result file; undefined when its size is not the wanted one. */
export async function qualityOf(path, source, job) {
  const reference = await planeOf(await referenceOf(source, job));
  const result = await planeOf(path);
  if (result.width !== reference.width || result.height !== reference.height) return undefined;
  return ssim(reference.luma, result.luma, result.width, result.height);
}

async function referenceOf({ name, original }, { width, height, fit }) {
  const path = join(REFERENCES, `${name}-${width ?? 'full'}x${height ?? 'auto'}.png`);
  if (existsSync(path)) return path;
  mkdirSync(REFERENCES, { recursive: true });
  let pipeline = sharp(original);
  if (width !== undefined) pipeline = pipeline.resize({ width, height, fit, kernel: 'lanczos3' });
  writeFileSync(path, await pipeline.png({ compressionLevel: 1 }).toBuffer());
  return path;
}

async function planeOf(path) {
  const pipeline = sharp(path).flatten({ background: BEHIND_ALPHA }).toColourspace('srgb').raw();
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const luma = new Float64Array(width * height);
  for (let i = 0; i < luma.length; i++) {
    const at = i * channels;
    luma[i] = channels < 3 ? data[at] : 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  }
  return { luma, width, height };
}
