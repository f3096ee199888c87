/*
 * read-png.mjs - a PNG reader for tests: any colour type of up to 8 bits, not interlaced, as RGBA
 */
import { inflateSync } from 'node:zlib';

/** Samples of a pixel by colour type. */
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** { width, height, pixels }, four bytes a pixel. */
export function readPng(bytes) {
  const chunks = chunksOf(bytes);
  const [header] = chunks.get('IHDR');
  const [width, height, depth, type] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]];
  const rows = unfiltered(inflateSync(Buffer.concat(chunks.get('IDAT'))), width, height, CHANNELS[type] * depth);
  const [palette] = chunks.get('PLTE') ?? [];
  const [alphas = Buffer.alloc(0)] = chunks.get('tRNS') ?? [];
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sample = (channel) => sampleAt(rows[y], (x * CHANNELS[type] + channel) * depth, depth);
      pixels.set(pixelOf(type, depth, sample, palette, alphas), 4 * (y * width + x));
    }
  }
  return { width, height, pixels };
}

function chunksOf(bytes) {
  const chunks = new Map();
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    chunks.set(name, [...(chunks.get(name) ?? []), data]);
  }
  return chunks;
}

function sampleAt(row, bit, depth) {
  return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function pixelOf(type, depth, sample, palette, alphas) {
  const most = (1 << depth) - 1;
  const level = (channel) => Math.round((sample(channel) * 255) / most);
  if (type === 3) return [...palette.subarray(3 * sample(0), 3 * sample(0) + 3), alphas[sample(0)] ?? 255];
  if (type === 0) return [level(0), level(0), level(0), 255];
  if (type === 4) return [level(0), level(0), level(0), level(1)];
  return [level(0), level(1), level(2), type === 6 ? level(3) : 255];
}

/** The rows without their filters. */
function unfiltered(data, width, height, pixelBits) {
  const rowBytes = Math.ceil((width * pixelBits) / 8);
  const back = Math.max(1, pixelBits >> 3);
  const rows = [];
  let above = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (rowBytes + 1)];
    const row = Uint8Array.from(data.subarray(y * (rowBytes + 1) + 1, (y + 1) * (rowBytes + 1)));
    for (let x = 0; x < rowBytes; x++) {
      const left = row[x - back] ?? 0;
      const corner = above[x - back] ?? 0;
      row[x] += [0, left, above[x], (left + above[x]) >> 1, paeth(left, above[x], corner)][filter];
    }
    rows.push(row);
    above = row;
  }
  return rows;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(guess - value));
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
