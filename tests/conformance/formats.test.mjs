/*
 * Pictures that tests draw: what goes in through other encoders, and what comes out through other
 * decoders. Debian's cjpeg, cwebp, djpeg, dwebp, jpegtran and pngtopam take the other side.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { run, transformNative } from '../golden/native.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { draw, photo, shapes, text, toYcc } from '../pictures/patterns.mjs';
import { pngOf } from '../pictures/png.mjs';
import { assertClose, decode, missing } from './pixels.mjs';

const skip = missing('cjpeg', 'djpeg', 'jpegtran', 'cwebp', 'dwebp', 'pngtopam');

const EXACT = { most: 0, mean: 0 };
const ourPixels = async (bytes) => decode(await transformNative(bytes, { format: 'png' }));

async function piped(bytes, program, ...parameters) {
  const { code, stdout, stderr } = await run(program, parameters, bytes);
  assert.equal(code, 0, `${program}: ${stderr}`);
  return stdout;
}

const ppmOf = ({ width, height, pixels }) =>
  Buffer.concat([
    Buffer.from(`P6 ${width} ${height} 255\n`),
    Buffer.from(pixels.filter((_, at) => at % 4 !== 3)),
  ]);

const picture = photo(203, 149);
const ppm = ppmOf(picture);

// ---- in: JPEG ----

/*
 * Luma, and chroma that has every pixel, leave libjpeg with the same inverse DCT, and the conversion
 * to RGB rounds the same number once: no tolerance. Smaller chroma is widened by another filter than
 * djpeg's triangle (or, for factors other than two, its repeated samples): the grain of this picture
 * is as sharp as pixels can be, so single samples at its edges may lie far apart, but not on average.
 */
const SAMPLED = { most: 40, mean: 1.5 };
const REPEATED = { most: 80, mean: 4 };

for (const [how, parameters, tolerance] of [
  ['gray', ['-grayscale'], EXACT],
  ['4:4:4', ['-sample', '1x1'], EXACT],
  ['4:4:4, progressive', ['-sample', '1x1', '-progressive'], EXACT],
  ['4:4:4, restart markers, optimised', ['-sample', '1x1', '-restart', '2B', '-optimize'], EXACT],
  ['RGB', ['-rgb'], EXACT],
  ['4:2:0', ['-sample', '2x2'], SAMPLED],
  ['4:2:0, progressive', ['-sample', '2x2', '-progressive'], SAMPLED],
  ['4:2:2', ['-sample', '2x1'], SAMPLED],
  ['4:4:0', ['-sample', '1x2'], SAMPLED],
  ['4:1:1', ['-sample', '4x1'], REPEATED],
  ['2x1 luma, 1x2 chroma', ['-sample', '2x1,1x2,1x1'], REPEATED],
  ['quality 1', ['-quality', '1', '-sample', '1x1', '-baseline'], EXACT],
  ['quality 100', ['-quality', '100', '-sample', '1x1'], EXACT],
]) {
  test(`a JPEG of cjpeg looks as djpeg shows it: ${how}`, { skip }, async () => {
    const jpeg = await piped(ppm, 'cjpeg', ...parameters);
    assertClose(await ourPixels(jpeg), await decode(jpeg), tolerance);
  });
}

test('a progressive JPEG has the bytes of the baseline JPEG that it was made of', { skip }, async () => {
  const baseline = await piped(ppm, 'cjpeg', '-sample', '2x2');
  const progressive = await piped(baseline, 'jpegtran', '-progressive');
  for (const options of [{ width: 77 }, { width: 20 }, {}]) {
    assert.deepEqual(await transformNative(progressive, options), await transformNative(baseline, options));
  }
});

test("the tests' own JPEG writer makes what djpeg reads", { skip }, async () => {
  const planes = toYcc(picture);
  for (const options of [{}, { restart: 4 }, { separate: true }, { progressive: true }]) {
    const jpeg = encodeJpeg({ ...picture, planes, step: 1, ...options });
    assertClose(await decode(jpeg), picture, { most: 12, mean: 1.5 });
    assertClose(await ourPixels(jpeg), await decode(jpeg), EXACT);
  }
});

// ---- in: PNG and WebP ----

test('PNG has the pixels that were drawn, interlaced or not', { skip }, async () => {
  for (const raster of [picture, text(97, 61), photo(1, 1), photo(3, 70)]) {
    for (const interlaced of [false, true]) assertClose(await ourPixels(pngOf(raster, { interlaced })), raster, EXACT);
  }
  assertClose(await ourPixels(pngOf(shapes(90, 70), { alpha: true })), shapes(90, 70), EXACT);
});

for (const [how, raster, parameters, tolerance] of [
  ['lossless', picture, ['-lossless', '-exact'], EXACT],
  ['lossless with alpha', shapes(121, 87), ['-lossless', '-exact'], EXACT],
  ['lossless with few colours', text(121, 87), ['-lossless', '-z', '9'], EXACT],
  ['near-lossless', picture, ['-near_lossless', '40'], EXACT],
  ['lossy', picture, ['-q', '90'], { most: 40, mean: 1.5 }],
  ['lossy with alpha', shapes(121, 87), ['-q', '90'], { most: 40, mean: 1.5 }],
]) {
  test(`a WebP of cwebp looks as dwebp shows it: ${how}`, { skip }, async () => {
    const webp = await piped(pngOf(raster, { alpha: true }), 'cwebp', '-quiet', ...parameters, '-o', '-', '--', '-');
    assertClose(await ourPixels(webp), await decode(webp), tolerance);
  });
}

// ---- out ----

const gray = encodeJpeg({ ...picture, planes: toYcc(picture).slice(0, 1) });

test('a PNG of ours is read by pngtopam, and by us, without a difference', { skip }, async () => {
  for (const source of [pngOf(picture), pngOf(shapes(90, 70), { alpha: true }), gray]) {
    const result = await transformNative(source, { format: 'png', width: 71 });
    assertClose(await ourPixels(result), await decode(result), EXACT);
  }
});

const png = pngOf(picture);
const transparentPng = pngOf(shapes(121, 87), { alpha: true });
const jpegWith = (...luma) => encodeJpeg({ ...picture, planes: toYcc(picture), sampling: [luma], step: 1 });

/** Chroma is halved: sharp grain in colour is lost. */
const HALVED = { most: 140, mean: 6 };
/** Chroma was halved before: only quantisation is new. */
const LOSSY = { most: 40, mean: 2.5 };

for (const [how, source, options, tolerance] of [
  ['PNG to JPEG', png, { format: 'jpeg', quality: 98 }, HALVED],
  ['PNG to WebP', png, { format: 'webp', quality: 98 }, HALVED],
  ['PNG to lossless WebP', png, { format: 'webp', lossless: true }, EXACT],
  ['PNG with alpha to lossless WebP', transparentPng, { format: 'webp', lossless: true }, EXACT],
  ['PNG with alpha to WebP', transparentPng, { format: 'webp', quality: 98 }, { most: 60, mean: 2 }],
  ['JPEG to JPEG', jpegWith(2, 2), { quality: 98 }, LOSSY],
  ['JPEG 4:2:2 to JPEG', jpegWith(2, 1), { quality: 98 }, HALVED],
  ['JPEG to WebP', jpegWith(2, 2), { format: 'webp', quality: 98 }, LOSSY],
  ['JPEG to PNG', jpegWith(2, 2), { format: 'png' }, LOSSY],
  ['gray JPEG to gray JPEG', gray, { quality: 100 }, { most: 2, mean: 0.5 }],
  ['gray JPEG to WebP', gray, { format: 'webp', quality: 100 }, { most: 16, mean: 2 }],
]) {
  test(`what comes out looks like what went in: ${how}, same size`, { skip }, async () => {
    assertClose(await decode(await transformNative(source, options)), await decode(source), tolerance);
  });
}

/** 400 equal blocks whose few coefficients are large: later scans of a progressive JPEG say a bit for each, and end. */
const waves = draw(160, 160, (x, y) => {
  const cosines = Array.from({ length: 20 }, (_, n) => {
    const [u, v] = [1 + (n % 4), Math.floor(n / 4)];
    return Math.cos(((2 * (x % 8) + 1) * u * Math.PI) / 16) * Math.cos(((2 * (y % 8) + 1) * v * Math.PI) / 16);
  });
  return Array(3).fill(Math.round(128 + 9 * cosines.reduce((sum, one) => sum + one)));
});
const wavesPng = pngOf(waves);
const flatPng = pngOf(draw(1456, 1456, () => [90, 90, 90]));

for (const [how, source, options] of [
  ['4:2:0', png, {}],
  ['runs of bits that later scans correct', wavesPng, { quality: 85 }],
  ['a run of more blocks than one symbol can tell', flatPng, { grayscale: true }],
  ['4:4:4', png, { chroma: '444', quality: 95 }],
  ['gray', gray, { quality: 30 }],
  ['the best quality', png, { quality: 100 }],
  ['the worst', png, { quality: 1 }],
  ['sides that are no whole blocks', png, { width: 33, height: 17, fit: 'fill' }],
  ['one pixel', png, { width: 1, height: 1, fit: 'fill' }],
  ['one column', png, { width: 1, height: 100, fit: 'fill', chroma: '444' }],
]) {
  test(`a progressive JPEG is what jpegtran makes of the baseline one: ${how}`, { skip }, async () => {
    const baseline = await transformNative(source, { ...options, format: 'jpeg' });
    const progressive = await transformNative(source, { ...options, format: 'jpeg', progressive: true });
    const copied = await piped(baseline, 'jpegtran', '-progressive', '-copy', 'all');
    assert.ok(progressive.equals(copied), `${progressive.length} bytes, ${copied.length} of jpegtran`);
    assertClose(await decode(progressive), await decode(baseline), EXACT);
  });
}

test('JPEG and WebP to JPEG and WebP and back keep the picture in its place', { skip }, async () => {
  let bytes = await transformNative(png, { format: 'jpeg', quality: 98 });
  const first = await decode(bytes);
  for (const format of ['webp', 'jpeg', 'webp', 'jpeg']) bytes = await transformNative(bytes, { format, quality: 98 });
  // A shift by a quarter of a pixel alone would cost more than 4 on average.
  assertClose(await decode(bytes), first, { most: 60, mean: 2.5 });
});
