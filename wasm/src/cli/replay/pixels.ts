/*
 * pixels.ts - a picture's pixels, upright and in sRGB, by way of the core
 *
 * The core writes them as a PNG of 8 bits, without interlacing, which is undone here (PNG
 * specification, 9.2). Pure.
 */
import { inflateSync } from 'node:zlib';

import { transform, type PictureOptions } from '../../node.ts';

export interface Pixels {
  width: number;
  height: number;
  /** R, G, B of each pixel; what is transparent lies on gray */
  rgb: Uint8Array;
}

/** Errors: those of transform(). */
export async function pixelsOf(picture: Uint8Array, options: PictureOptions = {}): Promise<Pixels> {
  const onGray: PictureOptions = { background: '#808080', ...options, format: 'png' };
  const { data } = await transform(picture, onGray);
  return pixelsOfPng(data);
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 6: 4 };
const HEADER_BYTES = 8;

function pixelsOfPng(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = CHANNELS[png[25]!];
  if (png[24] !== 8 || channels === undefined) throw new Error('not a PNG of the core');
  const pieces: Uint8Array[] = [];
  for (let at = HEADER_BYTES; at < png.length; at += view.getUint32(at) + 12) {
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (type === 'IDAT') pieces.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const rows = unfiltered(inflateSync(Buffer.concat(pieces)), width * channels, height, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) {
      rgb[pixel * 3 + c] = rows[pixel * channels + (channels === 1 ? 0 : c)]!;
    }
  }
  return { width, height, rgb };
}

function unfiltered(data: Uint8Array, rowBytes: number, height: number, step: number): Uint8Array {
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (rowBytes + 1)]!;
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const left = x < step ? 0 : rows[at - step]!;
      const above = y === 0 ? 0 : rows[at - rowBytes]!;
      const corner = x < step || y === 0 ? 0 : rows[at - rowBytes - step]!;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]!;
      rows[at] = data[y * (rowBytes + 1) + 1 + x]! + guess;
    }
  }
  return rows;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
