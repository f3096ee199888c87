/*
 * png.mjs - a raster as PNG: 8 bit, RGB or RGBA
 */
import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function encodePng({ width, height, channels, pixels }) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 4 ? 6 : 2, 0, 0, 0], 8);
  const rows = filtered(width * channels, height, channels, pixels);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 7 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row as the difference that is smaller: to the row above (2), or to the pixel before (1). */
function filtered(rowBytes, height, channels, pixels) {
  const out = Buffer.alloc((rowBytes + 1) * height);
  const up = Buffer.alloc(rowBytes);
  const sub = Buffer.alloc(rowBytes);
  for (let y = 0; y < height; y++) {
    let upSum = 0;
    let subSum = 0;
    for (let i = 0; i < rowBytes; i++) {
      const at = y * rowBytes + i;
      up[i] = pixels[at] - (y > 0 ? pixels[at - rowBytes] : 0);
      sub[i] = pixels[at] - (i >= channels ? pixels[at - channels] : 0);
      upSum += Math.min(up[i], 256 - up[i]);
      subSum += Math.min(sub[i], 256 - sub[i]);
    }
    out[y * (rowBytes + 1)] = upSum < subSum ? 2 : 1;
    out.set(upSum < subSum ? up : sub, y * (rowBytes + 1) + 1);
  }
  return out;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
