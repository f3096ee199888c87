/*
 * The test pictures that come with the codecs, decoded by us and by programs that are not ours.
 *
 * Ours are decoded to PNG at their own size, and that PNG again by pngtopam, so that our PNG
 * encoder is checked too. Tolerances are in 8-bit steps, with their reasons beside them.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

import { run, transformNative } from '../golden/native.mjs';
import { assertClose, decode, missing } from './pixels.mjs';

const SOURCES = fileURLToPath(new URL('../../build/sources/', import.meta.url));
const skip =
  missing('djpeg', 'pngtopam', 'cwebp', 'dwebp') ||
  (!existsSync(SOURCES) && 'the codecs are not unpacked (make native)');

const filesIn = (folder, ending) =>
  existsSync(SOURCES + folder)
    ? readdirSync(SOURCES + folder).filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`)
    : [];

/** Nothing is resampled and nothing is lossy. */
const EXACT = { most: 0, mean: 0 };
/** sBIT: pngtopam keeps the significant bits only and so rounds twice. */
const ROUNDED_TWICE = { most: 1, mean: 0.2 };
/** Halved chroma comes to full size by another filter (ours has more taps than djpeg's triangle). */
const CHROMA = { most: 8, mean: 0.2 };
/** The same, and dwebp's limited-range arithmetic has 2 bits fewer than ours. */
const WEBP_CHROMA = { most: 8, mean: 0.6 };

const ourPixels = async (bytes) => decode(await transformNative(bytes, { format: 'png' }));

const COLOUR_TYPE_OFFSET = 25;

/** pngtopam passes over the transparent colour of RGB; cwebp sees it, but applies gAMA to the colours. */
async function addTransparentColour(png, raster) {
  const { stdout } = await run('cwebp', ['-quiet', '-lossless', '-exact', '-o', '-', '--', '-'], png);
  const { pixels } = await decode(stdout);
  return { ...raster, pixels: raster.pixels.map((value, at) => (at % 4 === 3 ? pixels[at] : value)) };
}

async function referenceOfPng(png) {
  const raster = await decode(png);
  return png[COLOUR_TYPE_OFFSET] === 2 && png.includes('tRNS') ? addTransparentColour(png, raster) : raster;
}

const pngFiles = [
  ...filesIn('libpng', 'pngtest.png'),
  ...filesIn('libpng/contrib/pngsuite', '.png'),
  ...filesIn('libpng/contrib/pngsuite/interlaced', '.png'),
  ...filesIn('libpng/contrib/testpngs', '.png'),
];

for (const file of pngFiles) {
  test(`${file} has the pixels that pngtopam sees`, { skip }, async () => {
    const png = readFileSync(SOURCES + file);
    const tolerance = png.includes('sBIT') ? ROUNDED_TWICE : EXACT;
    assertClose(await ourPixels(png), await referenceOfPng(png), tolerance);
  });
}

test('PngSuite is there', { skip }, () => {
  assert.ok(pngFiles.length > 100, `${pngFiles.length} pictures`);
});

for (const name of ['testorig.jpg', 'testimgint.jpg']) {
  test(`${name} of libjpeg-turbo looks as djpeg shows it`, { skip }, async () => {
    const jpeg = readFileSync(`${SOURCES}libjpeg-turbo/testimages/${name}`);
    assertClose(await ourPixels(jpeg), await decode(jpeg), CHROMA);
  });
}

test('test.webp of libwebp looks as dwebp shows it', { skip }, async () => {
  const webp = readFileSync(`${SOURCES}libwebp/examples/test.webp`);
  assertClose(await ourPixels(webp), await decode(webp), WEBP_CHROMA);
});

for (const name of ['testimgari.jpg', 'testorig12.jpg']) {
  test(`${name} of libjpeg-turbo is refused as a kind of JPEG that is not supported`, { skip }, async () => {
    const jpeg = readFileSync(`${SOURCES}libjpeg-turbo/testimages/${name}`);
    await assert.rejects(transformNative(jpeg, {}), /"status":"UNSUPPORTED_VARIANT"/);
  });
}

for (const file of filesIn('libpng/contrib/testpngs/crashers', '.png')) {
  test(`${file} is refused as damaged or cut off if pngtopam refuses it`, { skip }, async () => {
    const png = readFileSync(SOURCES + file);
    const reference = await decode(png).catch(() => undefined);
    if (reference) assertClose(await ourPixels(png), reference, EXACT);
    else await assert.rejects(transformNative(png, {}), /"status":"(CORRUPT|TRUNCATED)"/);
  });
}
