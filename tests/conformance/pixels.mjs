/*
 * pixels.mjs - pictures as RGBA pixels, through decoders that are not ours
 *
 * djpeg, pngtopam and dwebp are Debian's. A raster is { width, height, pixels }: RGBA, 8 bits.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

import { run } from '../golden/native.mjs';

/** false, or why a test that needs these programs is skipped. */
export function missing(...programs) {
  const absent = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return absent.length === 0 ? false : `${absent.join(', ')} not installed (tools/setup test)`;
}

/** PGM, PPM and PAM of any depth. */
function readPnm(bytes) {
  const { head, at } = bytes.toString('latin1', 0, 2) === 'P7' ? readPamHead(bytes) : readPnmHead(bytes);
  const { width, height, channels, most } = head;
  const sampleBytes = most > 255 ? 2 : 1;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const sample = (index) => {
    const place = at + index * sampleBytes;
    const value = sampleBytes === 2 ? bytes.readUInt16BE(place) : bytes[place];
    return most === 255 ? value : Math.round((value * 255) / most);
  };
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colours = channels < 3 ? [0, 0, 0] : [0, 1, 2];
    colours.forEach((from, to) => (pixels[pixel * 4 + to] = sample(pixel * channels + from)));
    pixels[pixel * 4 + 3] = channels % 2 === 0 ? sample(pixel * channels + channels - 1) : 255;
  }
  return { width, height, pixels };
}

function readPnmHead(bytes) {
  const found = /^(P[56])\s(?:#.*\n)?(\d+)\s+(\d+)\s+(\d+)\s/.exec(bytes.toString('latin1', 0, 200));
  const [all, magic, width, height, most] = found;
  const head = { width: Number(width), height: Number(height), channels: magic === 'P6' ? 3 : 1, most: Number(most) };
  return { head, at: all.length };
}

function readPamHead(bytes) {
  const end = bytes.indexOf('ENDHDR\n');
  const text = bytes.toString('latin1', 0, end);
  const field = (name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)[1]);
  const head = { width: field('WIDTH'), height: field('HEIGHT'), channels: field('DEPTH'), most: field('MAXVAL') };
  return { head, at: end + 'ENDHDR\n'.length };
}

const DECODERS = {
  jpeg: ['djpeg', ['-pnm']],
  png: ['pngtopam', ['-alphapam']],
  webp: ['dwebp', ['-quiet', '-pam', '-o', '-', '--', '-']],
};

function formatOf(bytes) {
  if (bytes[0] === 0xff) return 'jpeg';
  return bytes[0] === 0x89 ? 'png' : 'webp';
}

/** By a program that is not ours; throws what it says when it refuses. */
export async function decode(bytes) {
  const [program, parameters] = DECODERS[formatOf(bytes)];
  const { code, stdout, stderr } = await run(program, parameters, bytes);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr}`);
  return readPnm(stdout);
}

/** The largest and the mean difference of two rasters; colour below alpha 0 does not count. */
export function difference(a, b) {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`${a.width} x ${a.height} is not ${b.width} x ${b.height}`);
  }
  let most = 0;
  let sum = 0;
  for (let at = 0; at < a.pixels.length; at++) {
    const unseen = at % 4 !== 3 && a.pixels[at | 3] === 0 && b.pixels[at | 3] === 0;
    const apart = unseen ? 0 : Math.abs(a.pixels[at] - b.pixels[at]);
    if (apart > most) most = apart;
    sum += apart;
  }
  // Opaque pictures are compared in three channels.
  const opaque = a.pixels.every((value, at) => at % 4 !== 3 || value === 255);
  return { most, mean: sum / (a.pixels.length * (opaque ? 0.75 : 1)) };
}

/** tolerance: { most, mean } in 8-bit steps. */
export function assertClose(a, b, tolerance) {
  const found = difference(a, b);
  assert.ok(found.most <= tolerance.most && found.mean <= tolerance.mean, JSON.stringify({ found, tolerance }));
}
