/*
 * sources.mjs - the pictures that the golden cases start from
 *
 * No picture lies in the repository: all are drawn here, the same on every machine. JPEG and PNG
 * come from the writers of tests/pictures, WebP from our own encoder, through 'transform'.
 */
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';

import { phoneExif } from '../pictures/exif.mjs';
import { PRIMARIES, gammaCurve, grayProfile, profile, rgbProfile, tableProfile } from '../pictures/icc.mjs';
import { adobeSegment, encodeJpeg, exifSegment, segment } from '../pictures/jpeg.mjs';
import { channel, draw, photo, shapes, storedAs, text, tiles, toYcc } from '../pictures/patterns.mjs';
import { GRAY, GRAY_ALPHA, PALETTE, RGB, RGBA, chunk, encodePng, pngOf } from '../pictures/png.mjs';
import { animation, withMetadata } from '../pictures/webp.mjs';

// ---- JPEG ----

const ycc = (raster, options = {}) => encodeJpeg({ ...raster, planes: toYcc(raster), ...options });
const gray = (raster, options = {}) => encodeJpeg({ ...raster, planes: toYcc(raster).slice(0, 1), ...options });

/** Ink: what is missing from white, with the common part as black; Adobe stores it inverted. */
function inks({ width, height, pixels }) {
  const planes = [0, 1, 2, 3].map(() => new Uint8ClampedArray(width * height));
  for (let at = 0; at < width * height; at++) {
    const lack = [0, 1, 2].map((number) => 255 - pixels[at * 4 + number]);
    const black = Math.min(...lack) >> 1;
    lack.forEach((value, number) => (planes[number][at] = value - black));
    planes[3][at] = black;
  }
  return planes;
}

const inverted = (planes) => planes.map((plane) => plane.map((value) => 255 - value));

/** CMY as YCbCr of the inverted inks, black as it is stored: what Adobe writes as YCCK. */
function ycckPlanes(raster) {
  const [cyan, magenta, yellow, black] = inks(raster);
  const light = draw(raster.width, raster.height, (x, y) => {
    const at = y * raster.width + x;
    return [cyan, magenta, yellow].map((plane) => plane[at]);
  });
  return [...toYcc(light), inverted([black])[0]];
}

const P420 = { sampling: [[2, 2]] };

const iccSegment = (icc) =>
  segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), icc]));

/** Names that must be found in no result: tests/conformance looks for them. */
export const SECRETS = { gps: 'SECRET-GPS', comment: 'SECRET-COMMENT', xmp: 'SECRET-XMP', text: 'SECRET-TEXT' };

const xmpPacket = `<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRETS.xmp}</x:xmpmeta>`;
const metadataSegments = [
  exifSegment(1, Buffer.from(SECRETS.gps)),
  segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmpPacket}`, 'latin1')),
  segment(0xfe, Buffer.from(SECRETS.comment)),
];

export const uprightPicture = photo(91, 57, 3);

const jpegs = {
  'photo.jpg': () => ycc(photo(160, 120), P420),
  'wide.jpg': () => ycc(photo(211, 90, 2), P420),
  'big.jpg': () => ycc(photo(705, 501, 4), P420),
  'big-progressive.jpg': () => ycc(photo(641, 479, 5), { ...P420, progressive: true }),
  '444.jpg': () => ycc(photo(97, 173)),
  '422.jpg': () => ycc(photo(131, 77), { sampling: [[2, 1]] }),
  '440.jpg': () => ycc(photo(131, 77), { sampling: [[1, 2]] }),
  '411.jpg': () => ycc(photo(131, 77), { sampling: [[4, 1]] }),
  '410.jpg': () => ycc(photo(131, 77), { sampling: [[4, 2]] }),
  '441.jpg': () => ycc(photo(131, 77), { sampling: [[1, 4]] }),
  'mixed-sampling.jpg': () => ycc(photo(131, 77), { sampling: [[2, 2], [1, 2], [2, 1]] }),
  'fine-chroma.jpg': () => ycc(photo(131, 77), { sampling: [[1, 1], [2, 2], [2, 2]] }),
  'third-sampling.jpg': () => ycc(photo(131, 77), { sampling: [[3, 1], [2, 1], [1, 1]] }),
  'gray.jpg': () => gray(photo(119, 83)),
  'gray-2x2.jpg': () => gray(photo(119, 83), P420),
  'progressive.jpg': () => ycc(photo(149, 111), { ...P420, progressive: true }),
  'progressive-gray.jpg': () => gray(photo(149, 111), { progressive: true, restart: 7 }),
  'separate-scans.jpg': () => ycc(photo(149, 111), { ...P420, separate: true }),
  'restart.jpg': () => ycc(photo(149, 111), { ...P420, restart: 3 }),
  'coarse.jpg': () => ycc(photo(149, 111), { ...P420, step: 80 }),
  'text.jpg': () => ycc(text(203, 101), { step: 2 }),
  'rgb.jpg': () => {
    const raster = photo(101, 67);
    return encodeJpeg({
      ...raster,
      planes: [0, 1, 2].map((number) => channel(raster, number)),
      segments: [adobeSegment(0)],
      ids: [0x52, 0x47, 0x42],
    });
  },
  'cmyk.jpg': () => {
    const raster = photo(101, 67);
    return encodeJpeg({ ...raster, planes: inverted(inks(raster)), segments: [adobeSegment(0)] });
  },
  'cmyk-plain.jpg': () => {
    const raster = photo(101, 67);
    return encodeJpeg({ ...raster, planes: inks(raster), segments: [] });
  },
  'ycck.jpg': () => {
    const raster = photo(101, 67);
    const sampling = [[2, 2], [1, 1], [1, 1], [2, 2]];
    return encodeJpeg({ ...raster, planes: ycckPlanes(raster), sampling, segments: [adobeSegment(2)] });
  },
  'metadata.jpg': () => ycc(photo(80, 60), { ...P420, segments: metadataSegments }),
  'p3.jpg': () => ycc(photo(80, 60), { ...P420, segments: [iccSegment(profile())] }),
  'gray-profile.jpg': () => gray(photo(80, 60), { segments: [iccSegment(grayProfile(gammaCurve(1.8)))] }),
  'table-profile.jpg': () => ycc(photo(80, 60), { ...P420, segments: [iccSegment(tableProfile())] }),
  'phone.jpg': () =>
    ycc(photo(80, 60), {
      ...P420,
      segments: [
        segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), phoneExif({ orientation: 6 })])),
        segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmpPacket}`, 'latin1')),
      ],
    }),
  '1x1.jpg': () => ycc(photo(1, 1), P420),
  '1x37.jpg': () => ycc(photo(1, 37), P420),
  '37x1.jpg': () => ycc(photo(37, 1), P420),
  '17x5.jpg': () => ycc(photo(17, 5), P420),
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => [
      `exif-${orientation}.jpg`,
      () => ycc(storedAs(uprightPicture, orientation), { ...P420, segments: [exifSegment(orientation)] }),
    ]),
  ),
};

// ---- PNG ----

const PALETTE_COLOURS = Array.from({ length: 256 }, (_, at) => [(at * 37) & 255, (at * 91) & 255, (at * 151) & 255]);
const palette = (count) => chunk('PLTE', Buffer.from(PALETTE_COLOURS.slice(0, count).flat()));
const shortsOf = (values) => {
  const body = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => body.writeUInt16BE(value, at * 2));
  return body;
};

/** 8 bits to 16, with something in the lower byte. */
const widened = (samples) => Uint16Array.from(samples, (value, at) => value * 256 + ((at * 53) & 255));

function palettePng(depth, { width = 67, height = 43, ...more } = {}) {
  const count = 1 << depth;
  const { before = [], ...others } = more;
  return encodePng({
    width,
    height,
    colourType: PALETTE,
    depth,
    samples: tiles(width, height, count),
    before: [palette(count), ...before],
    ...others,
  });
}

function grayPng(depth, { width = 67, height = 43, ...more } = {}) {
  return encodePng({ width, height, colourType: GRAY, depth, samples: tiles(width, height, 1 << depth), ...more });
}

function grayAlphaPng(depth) {
  const raster = shapes(70, 50);
  const pairs = new Uint8ClampedArray(70 * 50 * 2);
  for (let at = 0; at < 70 * 50; at++) pairs.set([raster.pixels[at * 4 + 1], raster.pixels[at * 4 + 3]], at * 2);
  return encodePng({ ...raster, colourType: GRAY_ALPHA, depth, samples: depth === 16 ? widened(pairs) : pairs });
}

/** iCCP: a name, a method, and zlib's format without compression, which is the same everywhere. */
function storedProfile(icc) {
  let [a, b] = [1, 0];
  for (const byte of icc) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const head = Buffer.from([0x78, 0x01, 1, icc.length & 255, icc.length >> 8, ~icc.length & 255, (~icc.length >> 8) & 255]);
  return Buffer.concat([Buffer.from('p\0\0', 'latin1'), head, icc, Buffer.from([b >> 8, b & 255, a >> 8, a & 255])]);
}

const rgbSamples = ({ pixels }) => pixels.filter((_, at) => at % 4 !== 3);
const transparentTiles = (at) => chunk('tRNS', Buffer.from(Array.from({ length: at }, (_, n) => (n * 85) & 255)));

const pngs = {
  'rgb.png': () => pngOf(photo(130, 90)),
  'rgba.png': () => pngOf(shapes(120, 100), { alpha: true }),
  'opaque-alpha.png': () => pngOf(photo(100, 70), { alpha: true }),
  'text.png': () => pngOf(text(150, 100)),
  'gray-1.png': () => grayPng(1),
  'gray-2.png': () => grayPng(2),
  'gray-4.png': () => grayPng(4),
  'gray-8.png': () => grayPng(8),
  'gray-16.png': () => {
    const raster = photo(67, 43);
    return encodePng({ ...raster, colourType: GRAY, depth: 16, samples: widened(channel(raster, 1)) });
  },
  'rgb-16.png': () => {
    const raster = photo(67, 43);
    return encodePng({ ...raster, colourType: RGB, depth: 16, samples: widened(rgbSamples(raster)) });
  },
  'rgba-16.png': () => {
    const raster = shapes(67, 43);
    return encodePng({ ...raster, colourType: RGBA, depth: 16, samples: widened(raster.pixels) });
  },
  'gray-alpha-8.png': () => grayAlphaPng(8),
  'gray-alpha-16.png': () => grayAlphaPng(16),
  'palette-1.png': () => palettePng(1),
  'palette-2.png': () => palettePng(2, { before: [transparentTiles(3)] }),
  'palette-4.png': () => palettePng(4),
  'palette-8.png': () => palettePng(8, { before: [transparentTiles(256)] }),
  'gray-trns.png': () => grayPng(4, { before: [chunk('tRNS', shortsOf([5]))] }),
  'rgb-trns.png': () => {
    const samples = Array.from(tiles(67, 43, 12), (index) => PALETTE_COLOURS[index]).flat();
    const key = chunk('tRNS', shortsOf(PALETTE_COLOURS[3]));
    return encodePng({ width: 67, height: 43, colourType: RGB, samples: Uint8Array.from(samples), before: [key] });
  },
  'interlaced-rgba.png': () => pngOf(shapes(61, 47), { alpha: true, interlaced: true }),
  'interlaced-gray-1.png': () => grayPng(1, { width: 33, height: 21, interlaced: true }),
  'interlaced-palette-4.png': () => palettePng(4, { width: 5, height: 9, interlaced: true }),
  'gamma.png': () => pngOf(photo(60, 40), { before: [chunk('gAMA', Buffer.from([0, 0, 0x40, 0]))] }),
  'exif-6.png': () =>
    pngOf(storedAs(uprightPicture, 6), { before: [chunk('eXIf', exifSegment(6).subarray(10))] }),
  'adobe-alpha.png': () =>
    pngOf(shapes(90, 70), {
      alpha: true,
      before: [chunk('iCCP', storedProfile(rgbProfile(PRIMARIES.adobe, gammaCurve(2.19921875))))],
    }),
  'metadata.png': () =>
    pngOf(photo(60, 40), { before: [chunk('tEXt', Buffer.from(`Comment\0${SECRETS.text}`, 'latin1'))] }),
  '1x1.png': () => pngOf(shapes(1, 1), { alpha: true }),
  '1x29.png': () => pngOf(photo(1, 29)),
};

// ---- WebP ----

const webps = {
  'lossy.webp': (transform) => transform(pngOf(photo(141, 103)), { format: 'webp' }),
  'lossy-17x5.webp': (transform) => transform(pngOf(photo(17, 5)), { format: 'webp', quality: 95 }),
  'lossy-alpha.webp': (transform) => transform(pngOf(shapes(121, 99), { alpha: true }), { format: 'webp' }),
  'lossless.webp': (transform) => transform(pngOf(text(141, 103)), { format: 'webp', lossless: true }),
  'lossless-alpha.webp': (transform) =>
    transform(pngOf(shapes(121, 99), { alpha: true }), { format: 'webp', lossless: true }),
  '1x1.webp': (transform) => transform(pngOf(photo(1, 1)), { format: 'webp' }),
  'animation.webp': async (transform) => {
    const first = await transform(pngOf(photo(60, 40)), { format: 'webp' });
    const second = await transform(pngOf(shapes(60, 40), { alpha: true }), { format: 'webp' });
    return animation(80, 64, [
      { webp: first, x: 10, y: 6, width: 60, height: 40 },
      { webp: second, x: 0, y: 0, width: 60, height: 40 },
    ]);
  },
  'metadata.webp': async (transform) => {
    const webp = await transform(pngOf(storedAs(uprightPicture, 8)), { format: 'webp' });
    const exif = Buffer.concat([exifSegment(8).subarray(10), Buffer.from(SECRETS.gps)]);
    return withMetadata(webp, { width: 57, height: 91, exif, xmp: Buffer.from(xmpPacket) });
  },
};

// ---- all ----

const MAKERS = { ...jpegs, ...pngs, ...webps };
export const SOURCE_NAMES = Object.keys(MAKERS);

/** name -> bytes. transform(bytes, options) answers bytes; only WebP needs it. */
export async function makeSources(transform, names = SOURCE_NAMES) {
  const sources = new Map();
  for (const name of names) sources.set(name, Buffer.from(await MAKERS[name](transform)));
  return sources;
}

/**
 * What identifies a source. zlib may compress the same rows to other bytes on another machine, so
 * of a PNG the rows count and not their compressed form.
 */
export function sourceHash(name, bytes) {
  const hash = createHash('sha256');
  return hash.update(name.endsWith('.png') ? uncompressedPng(bytes) : bytes).digest('hex');
}

function uncompressedPng(png) {
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    const type = png.toString('latin1', at + 4, at + 8);
    parts.push(Buffer.from(type, 'latin1'), type === 'IDAT' ? inflateSync(data) : data);
  }
  return Buffer.concat(parts);
}
