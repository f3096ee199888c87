/*
 * png.mjs - a PNG writer for tests: every colour type and depth, Adam7, tRNS, any chunks
 */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The IHDR colour types, and how many samples a pixel has. */
export const GRAY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const GRAY_ALPHA = 4;
export const RGBA = 6;
const CHANNELS = { [GRAY]: 1, [RGB]: 3, [PALETTE]: 1, [GRAY_ALPHA]: 2, [RGBA]: 4 };

/** [first column, first row, columns apart, rows apart] of the seven passes. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

export function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/**
 * samples: width x height x channels of the colour type, each below 2 ** depth.
 * before: chunks between IHDR and IDAT (PLTE, tRNS, eXIf, ...).
 */
export function encodePng({ width, height, colourType, depth = 8, samples, interlaced = false, before = [] }) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  const picture = { width, height, depth, channels: CHANNELS[colourType], samples };
  const passes = interlaced ? ADAM7 : [[0, 0, 1, 1]];
  const data = Buffer.concat(passes.map((pass) => filteredPass(picture, pass)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...before,
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** RGBA pixels as PNG; 'alpha: false' leaves the fourth channel out. */
export function pngOf({ width, height, pixels }, { alpha = false, ...more } = {}) {
  const samples = alpha ? pixels : pixels.filter((_, at) => at % 4 !== 3);
  return encodePng({ width, height, colourType: alpha ? RGBA : RGB, samples, ...more });
}

function filteredPass({ width, height, depth, channels, samples }, [firstX, firstY, stepX, stepY]) {
  const columns = Math.ceil((width - firstX) / stepX);
  if (columns <= 0) return Buffer.alloc(0);
  const rows = [];
  let above = Buffer.alloc(Math.ceil((columns * channels * depth) / 8));
  for (let y = firstY; y < height; y += stepY) {
    const values = new Uint16Array(columns * channels);
    for (let column = 0; column < columns; column++) {
      const at = (y * width + firstX + column * stepX) * channels;
      for (let c = 0; c < channels; c++) values[column * channels + c] = samples[at + c];
    }
    const row = packed(values, depth);
    rows.push(filtered(row, above, Math.max(1, (channels * depth) >> 3), rows.length % 5));
    above = row;
  }
  return Buffer.concat(rows);
}

function packed(values, depth) {
  const row = Buffer.alloc(Math.ceil((values.length * depth) / 8));
  values.forEach((value, at) => {
    if (depth === 16) row.writeUInt16BE(value, at * 2);
    else row[(at * depth) >> 3] |= value << (8 - depth - ((at * depth) & 7));
  });
  return row;
}

const GUESSES = [
  () => 0,
  (left) => left,
  (left, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** Each of the five filters gets its turn. */
function filtered(row, above, pixelBytes, filter) {
  const guess = GUESSES[filter];
  const out = Buffer.alloc(row.length + 1);
  out[0] = filter;
  for (let at = 0; at < row.length; at++) {
    const left = at < pixelBytes ? 0 : row[at - pixelBytes];
    const corner = at < pixelBytes ? 0 : above[at - pixelBytes];
    out[at + 1] = row[at] - guess(left, above[at], corner);
  }
  return out;
}

function paeth(left, up, corner) {
  const estimate = left + up - corner;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
