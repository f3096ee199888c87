/*
 * reference.mjs - the best that a size allows, made here for all peers alike
 *
 * The source is decoded as a whole, chroma enlarged as the format's own decoder does it, turned
 * upright and brought to sRGB; then Lanczos3 in doubles (lanczos.mjs). Where there is alpha, pixels
 * weigh as much as they are opaque, and the result lies on gray.
 */
import sharp from 'sharp';

import { p3ToSrgb } from './colour.mjs';
import { placements, resample } from './lanczos.mjs';

/** What lies behind pixels that are not opaque, here and in quality.mjs. */
export const GRAY = 128;

/** Whole pictures in doubles are large; rows that follow each other often want the same. */
const KEPT = 2;
const kept = new Map();

/**
 * { width, height, samples: Float64Array of R, G, B from 0 to 255 }, one for each placement that
 * a result may have (lanczos.mjs). The same objects again when asked again.
 */
export async function referencesOf(source, job) {
  const key = [source.name, job.width, job.height, job.fit].join(' ');
  if (!kept.has(key)) {
    if (kept.size === KEPT) kept.delete(kept.keys().next().value);
    kept.set(key, made(await decoded(source), job));
  }
  return kept.get(key);
}

function made(picture, job) {
  const wanted = job.width === undefined ? { width: picture.width, height: picture.height } : job;
  return placements(picture, wanted).map(([across, down]) => {
    const samples = resample(picture.samples, picture.channels, across, down);
    const rgb = picture.channels === 4 ? overGray(samples) : samples;
    for (let i = 0; i < rgb.length; i++) rgb[i] = Math.min(255, Math.max(0, rgb[i]));
    return { width: across.to, height: down.to, samples: rgb };
  });
}

async function decoded({ path, profile }) {
  const pipeline = sharp(path, { ignoreIcc: profile !== undefined }).autoOrient().toColourspace('srgb').raw();
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 4) return { width, height, channels, samples: premultiplied(data) };
  if (channels !== 3) throw new Error(`${path} has ${channels} channels`);
  return { width, height, channels, samples: profile === 'p3' ? p3ToSrgb(data) : data };
}

/** Alpha becomes 0 to 1. */
function premultiplied(rgba) {
  const samples = new Float32Array(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] / 255;
    for (let i = 0; i < 3; i++) samples[at + i] = rgba[at + i] * alpha;
    samples[at + 3] = alpha;
  }
  return samples;
}

function overGray(samples) {
  const rgb = new Float64Array((samples.length / 4) * 3);
  for (let pixel = 0; pixel < samples.length / 4; pixel++) {
    const behind = GRAY * (1 - samples[4 * pixel + 3]);
    for (let i = 0; i < 3; i++) rgb[3 * pixel + i] = samples[4 * pixel + i] + behind;
  }
  return rgb;
}
