/*
 * png-bands.mjs - bytes of a PNG by filter and by deflate's strategy
 *
 *   node bench/png-bands.mjs
 *
 * The table of docs/decisions/0004-png-bands.md: the same pixels through Node's zlib with one filter rule
 * and one strategy for the whole picture, by sharp's default, and by this encoder.
 */
import { constants, deflateSync } from 'node:zlib';
import sharp from 'sharp';

import { load, run } from './peers/scanrill.mjs';
import { say } from './progress.mjs';
import { prepareSources } from './sources.mjs';

const PICTURES = [
  { name: 'png-3mp', width: 720 },
  { name: 'screenshot', width: 720 },
  { name: 'graphic', width: 320 },
];
const LEVEL = 6;
/** Bytes of a PNG beside the data of one IDAT: signature, IHDR, and what stands around IDAT and IEND. */
const FRAME_BYTES = 8 + 25 + 12 + 12;

const nearest = (left, above, corner) => {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
};

/** What each filter expects of a sample. */
const GUESSES = [
  () => 0,
  (left) => left,
  (left, above) => above,
  (left, above) => (left + above) >> 1,
  nearest,
];

const rowFiltered = (pixels, { width, channels }, y, filter) => {
  const bytes = width * channels;
  const row = new Uint8Array(bytes + 1);
  row[0] = filter;
  for (let i = 0; i < bytes; i++) {
    const at = y * bytes + i;
    const left = i < channels ? 0 : pixels[at - channels];
    const above = y === 0 ? 0 : pixels[at - bytes];
    const corner = y === 0 || i < channels ? 0 : pixels[at - bytes - channels];
    row[i + 1] = pixels[at] - GUESSES[filter](left, above, corner);
  }
  return row;
};

const sumOf = (row) => row.subarray(1).reduce((sum, byte) => sum + (byte < 128 ? byte : 256 - byte), 0);

const smallestSum = (pixels, info, y) =>
  GUESSES.map((_, filter) => rowFiltered(pixels, info, y, filter)).reduce((best, row) =>
    sumOf(row) < sumOf(best) ? row : best,
  );

const unfiltered = (pixels, info, y) => rowFiltered(pixels, info, y, 0);

const packed = (pixels, info, rule, strategy) => {
  const rows = Array.from({ length: info.height }, (_, y) => rule(pixels, info, y));
  return FRAME_BYTES + deflateSync(Buffer.concat(rows), { level: LEVEL, strategy }).length;
};

async function bytesOf(picture, source) {
  const ours = await run(source, { width: picture.width, format: 'png' });
  const { data, info } = await sharp(ours).raw().toBuffer({ resolveWithObject: true });
  return {
    'no filter, search': packed(data, info, unfiltered, constants.Z_DEFAULT_STRATEGY),
    'smallest sum, search': packed(data, info, smallestSum, constants.Z_DEFAULT_STRATEGY),
    'smallest sum, runs only': packed(data, info, smallestSum, constants.Z_RLE),
    "sharp's default": (await sharp(data, { raw: info }).png().toBuffer()).length,
    'this encoder': ours.length,
  };
}

say('bytes of the same pixels as PNG');
const sources = await prepareSources(new Set(PICTURES.map(({ name }) => name)));
await load();
const columns = [];
for (const picture of PICTURES) columns.push(await bytesOf(picture, sources.get(picture.name)));
console.log(['', ...PICTURES.map(({ name }) => name)].join('\t'));
for (const rule of Object.keys(columns[0])) console.log([rule, ...columns.map((column) => column[rule])].join('\t'));
