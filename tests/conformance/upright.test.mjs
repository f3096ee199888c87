/*
 * EXIF orientations: eight files, as a camera held in eight ways would store them, one picture.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { transformNative } from '../golden/native.mjs';
import { uprightPicture } from '../golden/sources.mjs';
import { encodeJpeg, exifSegment } from '../pictures/jpeg.mjs';
import { storedAs, toYcc } from '../pictures/patterns.mjs';
import { chunk, pngOf } from '../pictures/png.mjs';
import { withMetadata } from '../pictures/webp.mjs';
import { decode, difference, missing } from './pixels.mjs';

const skip = missing('pngtopam', 'djpeg', 'dwebp');

const tiffOf = (orientation) => exifSegment(orientation).subarray(10);
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

function storedPng(orientation) {
  return pngOf(storedAs(uprightPicture, orientation), { before: [chunk('eXIf', tiffOf(orientation))] });
}

function storedJpeg(orientation, sampling) {
  const raster = storedAs(uprightPicture, orientation);
  return encodeJpeg({ ...raster, planes: toYcc(raster), sampling, step: 1, segments: [exifSegment(orientation)] });
}

async function storedWebp(orientation) {
  const raster = storedAs(uprightPicture, orientation);
  const webp = await transformNative(pngOf(raster), { format: 'webp', lossless: true });
  return withMetadata(webp, { ...raster, exif: tiffOf(orientation) });
}

const pixels = async (bytes, options) => decode(await transformNative(bytes, { ...options, format: 'png' }));

for (const orientation of ORIENTATIONS) {
  test(`EXIF ${orientation} in a PNG gives the upright picture, pixel for pixel`, { skip }, async () => {
    assert.equal(difference(await pixels(storedPng(orientation)), uprightPicture).most, 0);
  });

  test(`EXIF ${orientation} in a WebP gives the upright picture, pixel for pixel`, { skip }, async () => {
    assert.equal(difference(await pixels(await storedWebp(orientation)), uprightPicture).most, 0);
  });

  // The blocks of a turned JPEG lie elsewhere and round elsewhere, and chroma of sharp grain was halved.
  for (const [name, sampling, most] of [['4:4:4', [], 12], ['4:2:0', [[2, 2]], 100], ['4:2:2', [[2, 1]], 80]]) {
    test(`EXIF ${orientation} in a JPEG (${name}) gives the upright picture`, { skip }, async () => {
      const found = difference(await pixels(storedJpeg(orientation, sampling)), uprightPicture);
      assert.ok(found.most <= most && found.mean < 3.5, JSON.stringify(found));
    });
  }

  // Planes are turned as planes here: nothing becomes RGB on the way.
  test(`EXIF ${orientation} in a JPEG gives the upright picture as JPEG and WebP`, { skip }, async () => {
    for (const format of ['jpeg', 'webp']) {
      const result = await transformNative(storedJpeg(orientation, [[2, 2]]), { format, quality: 98 });
      const found = difference(await decode(result), uprightPicture);
      assert.ok(found.mean < 4.5, JSON.stringify({ format, found }));
    }
  });

  // A mirrored kernel sums in another order, and only the last rounding may differ.
  test(`EXIF ${orientation}, resized, gives the upright picture resized`, { skip }, async () => {
    for (const options of [{ width: 40 }, { width: 30, height: 30 }, { crop: [7, 3, 50, 40], width: 33 }]) {
      const found = difference(await pixels(storedPng(orientation), options), await pixels(storedPng(1), options));
      assert.ok(found.most <= 1, JSON.stringify({ found, options }));
    }
  });
}
