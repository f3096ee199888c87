/*
 * make_seeds.mjs - small pictures and requests for the fuzzers to start from
 *
 *   node tests/fuzz/make_seeds.mjs FOLDER      writes FOLDER/<target>/<name>
 *
 * Drawn and written by the tools of tests/pictures; WebP by build/native/rill. One picture of
 * each kind that takes a way of its own through a decoder, none above a few KB.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, deflateSync } from 'node:zlib';

import { phoneExif } from '../pictures/exif.mjs';
import {
  PRIMARIES, formulaCurve, gammaCurve, grayProfile, profile, rgbProfile, srgbCurve, tableCurve, tableProfile,
} from '../pictures/icc.mjs';
import { adobeSegment, encodeJpeg, exifSegment, segment } from '../pictures/jpeg.mjs';
import { channel, draw, photo, shapes, toYcc } from '../pictures/patterns.mjs';
import { GRAY, GRAY_ALPHA, PALETTE, RGB, RGBA, chunk, encodePng, pngOf } from '../pictures/png.mjs';
import { animation, withMetadata } from '../pictures/webp.mjs';

const RILL = fileURLToPath(new URL('../../build/native/rill', import.meta.url));

const small = photo(37, 29);
const soft = draw(33, 21, (x, y) => [x * 7, y * 11, 90, (x * 8) & 255]);

// ---- JPEG ----

const ycc = (options) => encodeJpeg({ ...small, planes: toYcc(small), step: 20, ...options });
const inkPlanes = [0, 1, 2, 3].map((number) => channel(small, number % 3));
const iccSegment = segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile()]));

const jpegs = {
  '420.jpg': ycc({ sampling: [[2, 2]] }),
  '444.jpg': ycc({}),
  '422-restart.jpg': ycc({ sampling: [[2, 1]], restart: 2 }),
  '441.jpg': ycc({ sampling: [[1, 4]] }),
  'odd-sampling.jpg': ycc({ sampling: [[3, 1], [2, 1], [1, 2]] }),
  'fine-chroma.jpg': ycc({ sampling: [[1, 1], [2, 2], [2, 2]] }),
  'separate.jpg': ycc({ sampling: [[2, 2]], separate: true }),
  'progressive.jpg': ycc({ sampling: [[2, 2]], progressive: true }),
  'progressive-restart.jpg': ycc({ progressive: true, restart: 3 }),
  'gray.jpg': encodeJpeg({ ...small, planes: toYcc(small).slice(0, 1) }),
  'gray-2x2.jpg': encodeJpeg({ ...small, planes: toYcc(small).slice(0, 1), sampling: [[2, 2]], progressive: true }),
  'rgb.jpg': encodeJpeg({ ...small, planes: inkPlanes.slice(0, 3), segments: [adobeSegment(0)] }),
  'cmyk.jpg': encodeJpeg({ ...small, planes: inkPlanes, segments: [adobeSegment(0)] }),
  'ycck.jpg': encodeJpeg({
    ...small,
    planes: inkPlanes,
    segments: [adobeSegment(2)],
    sampling: [[2, 2], [1, 1], [1, 1], [2, 2]],
  }),
  'turned.jpg': ycc({ sampling: [[2, 2]], segments: [exifSegment(6)] }),
  'icc.jpg': ycc({ sampling: [[2, 2]], segments: [iccSegment] }),
  'phone.jpg': ycc({
    segments: [
      segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), phoneExif()])),
      segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation="6"/>', 'latin1')),
    ],
  }),
};

// ---- Streams of zlib, behind two bytes that say how they are cut ----

const cut = Buffer.from([200, 3]);
const plain = Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * at) >> (at % 5)));
const packed = (level, strategy) => Buffer.concat([cut, deflateSync(plain, { level, strategy })]);
const streams = {
  stored: packed(0, constants.Z_DEFAULT_STRATEGY),
  dynamic: packed(9, constants.Z_DEFAULT_STRATEGY),
  fixed: packed(6, constants.Z_FIXED),
  runs: packed(6, constants.Z_RLE),
};

// ---- PNG ----

const levels = (depth, channels) =>
  Uint16Array.from({ length: 19 * 13 * channels }, (_, at) => (at * 37) % 2 ** depth);
const png = (colourType, depth, channels, more = {}) =>
  encodePng({ width: 19, height: 13, colourType, depth, samples: levels(depth, channels), ...more });
const palette = chunk('PLTE', Buffer.from(Array.from({ length: 48 }, (_, at) => (at * 53) & 255)));
const paletteAlpha = chunk('tRNS', Buffer.from([0, 128, 255, 7]));

const pngs = {
  'rgb.png': pngOf(small),
  'rgba.png': pngOf(soft, { alpha: true }),
  'opaque.png': pngOf(small, { alpha: true }),
  'rgba-interlaced.png': pngOf(soft, { alpha: true, interlaced: true }),
  ...Object.fromEntries([1, 2, 4, 8, 16].map((depth) => [`gray-${depth}.png`, png(GRAY, depth, 1)])),
  'gray-interlaced.png': png(GRAY, 2, 1, { interlaced: true }),
  'gray-trns.png': png(GRAY, 4, 1, { before: [chunk('tRNS', Buffer.from([0, 3]))] }),
  'rgb-trns.png': png(RGB, 8, 3, { before: [chunk('tRNS', Buffer.from([0, 37, 0, 74, 0, 111]))] }),
  'rgb-16.png': png(RGB, 16, 3),
  'gray-alpha-16.png': png(GRAY_ALPHA, 16, 2, { interlaced: true }),
  'rgba-16.png': png(RGBA, 16, 4),
  'palette-4.png': png(PALETTE, 4, 1, { before: [palette] }),
  'palette-trns.png': png(PALETTE, 2, 1, { before: [palette, paletteAlpha] }),
  'exif.png': pngOf(small, { before: [chunk('eXIf', exifSegment(8).subarray(10))] }),
};

// ---- WebP, by our own encoder ----

function webpOf(pngBytes, options) {
  const request = JSON.stringify({ format: 'webp', ...options });
  const { status, stdout, stderr, error } = spawnSync(RILL, ['transform', request], { input: pngBytes });
  if (status !== 0) throw new Error(`${RILL}: ${error?.message ?? stderr}`);
  return stdout;
}

function makeWebps() {
  const lossy = webpOf(pngs['rgb.png'], { quality: 50 });
  const alpha = webpOf(pngs['rgba.png'], { quality: 50 });
  const lossless = webpOf(pngs['rgb.png'], { lossless: true });
  const size = { width: 37, height: 29 };
  return {
    'lossy.webp': lossy,
    'lossy-best.webp': webpOf(pngs['rgb.png'], { quality: 100 }),
    'alpha.webp': alpha,
    'lossless.webp': lossless,
    'lossless-alpha.webp': webpOf(pngs['rgba.png'], { lossless: true }),
    'lossless-flat.webp': webpOf(pngOf(shapes(48, 40)), { lossless: true }),
    'exif.webp': withMetadata(lossy, { ...size, exif: exifSegment(5).subarray(10), icc: profile() }),
    'animation.webp': animation(50, 40, [
      { webp: alpha, x: 4, y: 6, width: 33, height: 21 },
      { webp: lossless, x: 0, y: 0, ...size },
    ]),
    'animation-lossy.webp': animation(37, 29, [{ webp: lossy, x: 0, y: 0, ...size }]),
  };
}

// ---- whole jobs: 16 bytes of choices (fuzz_transform.c) before a picture ----

const CHOICES = [
  [0, 0, 20, 0],
  [0, 3, 0, 0],
  [0, 5, 16, 16, 3, 1],
  [1, 7, 9, 200, 5, 0, 1, 0, 1],
  [2, 1, 30, 30, 1, 5, 3, 1, 2, 90, 3, 9],
  [16, 5, 90, 70, 0, 0, 0, 0, 3, 50, 1, 0, 5],
  [12, 5, 0, 11, 0, 0, 0, 3, 0, 99, 0, 0, 0, 120],
  [8, 7, 40, 3, 9, 3, 5, 5, 1, 20, 2, 200, 30],
  [0, 1, 11, 0, 0, 0, 0, 0, 0, 50, 0, 0, 0, 0, 73],
  [0, 5, 14, 9, 0, 0, 0, 0, 1, 50, 3, 40, 0, 0, 96],
  [0, 1, 40, 0, 0, 0, 0, 0, 0, 79, 148],
  [0, 5, 60, 30, 3, 0, 0, 0, 1, 79, 160],
];

function makeJobs(pictures) {
  return Object.fromEntries(
    Object.entries(pictures).map(([name, bytes], at) => {
      const choice = Buffer.alloc(16);
      choice.set(CHOICES[at % CHOICES.length]);
      return [name, Buffer.concat([choice, bytes])];
    }),
  );
}

const requests = [
  {},
  { width: 400 },
  { width: 800, height: 600, fit: 'contain', background: '#ff8800cc', position: 'right-bottom' },
  { crop: [10, 20, 300, 400], rotate: 90, flip: true, flop: false },
  { crop: [0.1, 0, 0.5, 1], position: '0.5x0.33', dpr: 2.5, height: 7, enlarge: true },
  { format: 'auto', quality: 'high', grayscale: true, lossless: true, background: 'teal' },
  { progressive: true, chroma: '444', effort: 6, alphaQuality: 20, maxBytes: 30000 },
];

function write(folder, target, files) {
  mkdirSync(join(folder, target), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, target, name), bytes);
}

const curve = tableCurve(Array.from({ length: 17 }, (_, at) => (at / 16) ** 2));
const profiles = {
  'srgb.icc': rgbProfile(PRIMARIES.srgb, srgbCurve(), { version: 4 }),
  'p3.icc': profile(),
  'table-curve.icc': rgbProfile(PRIMARIES.adobe, [curve, gammaCurve(2.2), tableCurve([])]),
  'formulas.icc': rgbProfile(PRIMARIES.proPhoto, [
    formulaCurve(1, 2, 1.25, -0.25),
    formulaCurve(2, 2, 1, 0, 0.125),
    formulaCurve(4, 2, 1, 0, 0.25, 0.25, 0, 0.01),
  ]),
  'gray.icc': grayProfile(formulaCurve(0, 1.8)),
  'gray-lab.icc': grayProfile(curve, { connection: 'Lab ' }),
  'table.icc': tableProfile(),
};
const exifs = { 'big.exif': phoneExif({ orientation: 6 }), 'little.exif': phoneExif({ big: false }) };

export function makeSeeds(folder) {
  const webps = makeWebps();
  write(folder, 'fuzz_icc', profiles);
  write(folder, 'fuzz_exif', exifs);
  write(folder, 'fuzz_decode_jpeg', jpegs);
  write(folder, 'fuzz_decode_png', pngs);
  write(folder, 'fuzz_decode_webp', webps);
  write(folder, 'fuzz_transform', makeJobs({ ...jpegs, ...pngs, ...webps }));
  write(folder, 'fuzz_inflate', streams);
  write(folder, 'fuzz_recipe', Object.fromEntries(requests.map((one, at) => [`${at}.json`, JSON.stringify(one)])));
}
