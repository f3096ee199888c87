/*
 * What is not decoded: refused in words, or the original passed on, where it holds nothing but pixels.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { foreignFormat } from '../../edge-host/dist/edge/foreign-format.js';
import { holdsOnlyPixels } from '../../edge-host/dist/edge/only-pixels.js';
import { passOriginals } from '../../edge-host/dist/edge/pass-original.js';
import { transform } from '../../wasm/dist/node.js';
import { ScanrillError } from '../../wasm/dist/recipe/index.js';
import { makeSources } from '../golden/sources.mjs';
import { fc, runs } from './load.mjs';

const latin1 = (text) => Buffer.from(text, 'latin1');
const box = (name, ...parts) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const heif = (brands, items = 'av01', ...more) =>
  Buffer.concat([
    box('ftyp', latin1(`${brands[0]}\0\0\0\0${brands.slice(1).join('')}`)),
    box('meta', latin1(`\0\0\0\0....infe....${items}`)),
    box('mdat', latin1('pixels, and by chance the word Exif')),
    ...more,
  ]);
/** One pixel, in two frames where it has an extension. */
const gif = (...extensions) =>
  Buffer.concat([
    latin1('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff'),
    ...extensions,
    latin1('\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b'),
  ]);
const GIF_CONTROL = latin1('\x21\xf9\x04\0\0\0\0\0');
const GIF_LOOP = latin1('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0');
const GIF_COMMENT = latin1('\x21\xfe\x05hello\0');
const GIF_XMP = latin1('\x21\xff\x0bXMP DataXMP\x05<xml>\0');
const svg = (inside) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`);

const FOREIGN = {
  GIF: [gif()],
  AVIF: [heif(['avif', 'mif1']), heif(['mif1', 'avif'])],
  HEIC: [heif(['heic', 'mif1']), heif(['mif1', 'heic'])],
  SVG: [
    svg('<circle r="1"/>'),
    Buffer.from('\uFEFF<?xml version="1.0"?>\n<!-- made -- by hand -->\n<!DOCTYPE svg>\n<svg/>'.replace('<svg/>', '<svg />')),
  ],
};

for (const [name, files] of Object.entries(FOREIGN)) {
  test(`${name} is known by its bytes and refused with what to upload`, async () => {
    for (const file of files) {
      assert.equal(foreignFormat(file).name, name);
      const pass = passOriginals(transform, { unsupported: 'refuse', onError: 'json' });
      await assert.rejects(pass(file, { width: 10 }, { profile: 'edge', limits: {} }), (error) => {
        assert.deepEqual([error.code, error.status], ['UNSUPPORTED_FORMAT', 415]);
        assert.match(error.message, new RegExp(`${name}.*upload it as .*(PNG|JPEG)`));
        return true;
      });
    }
  });
}

test('a page that speaks of pictures is none of them', () => {
  for (const text of ['<html><svg></svg></html>', 'plain', '', 'svg', '<svgs>', 'GIF88a', '....ftypmp42'])
    assert.equal(foreignFormat(Buffer.from(text)), undefined, text);
});

test('an original that holds pixels alone is passed on where the policy says so, with its own type', async () => {
  const pass = passOriginals(transform, { unsupported: 'original', onError: 'json' });
  const types = { GIF: 'image/gif', AVIF: 'image/avif', HEIC: 'image/heic', SVG: 'image/svg+xml' };
  for (const [name, [file]] of Object.entries(FOREIGN)) {
    const { data, type, original } = await pass(file, { width: 10, format: 'webp' }, { profile: 'edge', limits: {} });
    assert.deepEqual([type, original, Buffer.from(data).equals(file)], [types[name], 'UNSUPPORTED_FORMAT', true]);
  }
  await assert.rejects(pass(Buffer.from('<html></html>'), {}, { profile: 'edge', limits: {} }), { code: 'UNSUPPORTED_FORMAT' });
});

const withSegment = (jpeg, marker, text) => {
  const data = latin1(text);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]),
    data,
    jpeg.subarray(2),
  ]);
};
const withPngChunk = (png, name) => {
  const chunk = Buffer.concat([Buffer.from([0, 0, 0, 2]), latin1(`${name}hi`), Buffer.alloc(4)]);
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
};
const withWebpChunk = (webp, name) => {
  const all = Buffer.concat([webp, latin1(`${name}\x02\0\0\0hi`)]);
  all.writeUInt32LE(all.length - 8, 4);
  return all;
};

const [photo] = (await makeSources(undefined, ['photo.jpg'])).values();
const made = async (format) => Buffer.from((await transform(photo, { width: 40, format })).data);
const [jpeg, png, webp] = await Promise.all(['jpeg', 'png', 'webp'].map(made));

test('what scanrill makes holds pixels alone', () => {
  for (const file of [jpeg, png, webp]) assert.equal(holdsOnlyPixels(file), true);
  for (const files of Object.values(FOREIGN)) for (const file of files) assert.equal(holdsOnlyPixels(file), true);
  for (const extension of [GIF_CONTROL, GIF_LOOP]) assert.equal(holdsOnlyPixels(gif(extension)), true);
});

const TELLING = {
  'JPEG with EXIF, and so with the place': withSegment(jpeg, 0xe1, 'Exif\0\0II*\0GPS'),
  'JPEG with XMP': withSegment(jpeg, 0xe1, 'http://ns.adobe.com/xap/1.0/\0<x/>'),
  'JPEG with IPTC': withSegment(jpeg, 0xed, 'Photoshop 3.0\0'),
  'JPEG with a comment': withSegment(jpeg, 0xfe, 'home'),
  'JPEG with a second picture': withSegment(jpeg, 0xe2, 'MPF\0'),
  "JPEG with JFXX's thumbnail": withSegment(jpeg, 0xe0, 'JFXX\0\x10'),
  'JPEG with something behind its end': Buffer.concat([jpeg, latin1('x')]),
  'PNG with a text': withPngChunk(png, 'tEXt'),
  'PNG with EXIF': withPngChunk(png, 'eXIf'),
  'PNG with XMP': withPngChunk(png, 'iTXt'),
  'PNG with its time': withPngChunk(png, 'tIME'),
  'PNG with something behind its end': Buffer.concat([png, latin1('x')]),
  'WebP with EXIF': withWebpChunk(webp, 'EXIF'),
  'WebP with XMP': withWebpChunk(webp, 'XMP '),
  'WebP with a chunk of its own': withWebpChunk(webp, 'ABCD'),
  'WebP with something behind its end': Buffer.concat([webp, latin1('xx')]),
  'GIF with a comment': gif(GIF_CONTROL, GIF_COMMENT),
  'GIF with XMP': gif(GIF_XMP),
  'GIF with something behind its end': Buffer.concat([gif(), latin1('x')]),
  'HEIC with EXIF, and so with the place': heif(['heic'], 'Exif'),
  'AVIF with XMP': heif(['avif'], 'mime'),
  'AVIF with a box of its own': heif(['avif'], 'av01', box('uuid', 'x')),
  'SVG with metadata': svg('<metadata>who</metadata>'),
  'SVG with a photograph in it': svg('<image href="data:image/jpeg;base64,AA"/>'),
};
for (const [what, file] of Object.entries(TELLING)) {
  test(`${what} is never passed on`, async () => {
    assert.equal(holdsOnlyPixels(file), false);
    const failing = async () => {
      throw new ScanrillError(foreignFormat(file) ? 'UNSUPPORTED_FORMAT' : 'TOO_MANY_PIXELS');
    };
    const pass = passOriginals(failing, { unsupported: 'original', onError: 'original' });
    for (const metadata of ['none', 'copyright', 'keep'])
      await assert.rejects(pass(file, { width: 10, metadata }, {}), { name: 'ScanrillError' });
  });
}

test('a picture that ends early is never passed on, wherever it is cut', () => {
  for (const file of [jpeg, png, webp, gif(GIF_LOOP), heif(['avif'])])
    for (let end = 0; end < file.length; end += file.length > 500 ? 7 : 1)
      assert.equal(holdsOnlyPixels(file.subarray(0, end)), false, `${end} bytes`);
});

test('property: no bytes make the look at a file throw or run for ever', () => {
  const damaged = fc
    .tuple(fc.constantFrom(jpeg, png, webp, gif(GIF_LOOP), heif(['avif'])), fc.nat(), fc.uint8Array({ maxLength: 9 }))
    .map(([file, at, bytes]) => {
      const copy = Buffer.from(file);
      copy.set(bytes.subarray(0, copy.length - (at % copy.length)), at % copy.length);
      return copy;
    });
  fc.assert(fc.property(damaged, (file) => typeof holdsOnlyPixels(file) === 'boolean'), { numRuns: runs(300) });
});

test('a recipe that may hide something gets an error and not the original', async () => {
  const failing = async () => {
    throw new ScanrillError('TOO_MANY_PIXELS');
  };
  const pass = passOriginals(failing, { unsupported: 'refuse', onError: 'original' });
  for (const options of [
    { crop: [0, 0, 0.5, 0.5] },
    { width: 100, height: 100 },
    { trim: 10 },
    { blur: 20 },
    { radius: 10 },
    { grayscale: true },
    { icc: 'strip' },
    { width: 100, tomorrow: 1 },
  ])
    await assert.rejects(pass(jpeg, options, {}), { code: 'TOO_MANY_PIXELS' }, JSON.stringify(options));
  for (const options of [{}, { width: 100 }, { width: 100, height: 100, fit: 'inside', quality: 70, format: 'webp' }]) {
    const { type, data } = await pass(jpeg, options, {});
    assert.deepEqual([type, data], ['image/jpeg', jpeg]);
  }
});

test('only faults that stay are answered with the original, and only where the policy says so', async () => {
  const outcome = async (code, onError) => {
    const failing = async () => {
      throw code === undefined ? new TypeError('x') : new ScanrillError(code);
    };
    const pass = passOriginals(failing, { unsupported: 'original', onError });
    return pass(jpeg, {}, {}).then(({ original }) => original, (error) => error.name);
  };
  for (const code of ['UNSUPPORTED_VARIANT', 'TOO_MANY_PIXELS', 'MEMORY_LIMIT', 'CORRUPT', 'OUTPUT_TOO_LARGE']) {
    assert.equal(await outcome(code, 'original'), code);
    assert.equal(await outcome(code, 'json'), 'ScanrillError');
  }
  for (const code of ['DEADLINE', 'INTERNAL', 'SOURCE_SLOW', 'BAD_OPTIONS', 'UNSUPPORTED_FORMAT'])
    assert.equal(await outcome(code, 'original'), 'ScanrillError', code);
  assert.equal(await outcome(undefined, 'original'), 'TypeError');
});
