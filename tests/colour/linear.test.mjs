/*
 * linear=1: light is averaged. Against a twin in double precision that reduces by whole factors, where
 * the Lanczos window is the same for every pixel inside the picture.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { transformNative } from '../golden/native.mjs';
import { decode, difference, missing } from '../conformance/pixels.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { channel, draw, photo, shapes, toYcc } from '../pictures/patterns.mjs';
import { GRAY, encodePng, pngOf } from '../pictures/png.mjs';
import { toLight, toValue } from './twin.mjs';

const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);

/** [sample, weight] of a result's sample; beyond the edge the last sample repeats. */
function windowOf(at, factor, n) {
  const centre = (at + 0.5) * factor;
  const stretch = Math.max(1, factor);
  const weights = [];
  let sum = 0;
  for (let sample = Math.floor(centre - 3 * stretch); sample <= centre + 3 * stretch; sample++) {
    const weight = lanczos((sample + 0.5 - centre) / stretch);
    weights.push([Math.min(n - 1, Math.max(0, sample)), weight]);
    sum += weight;
  }
  return weights.map(([sample, weight]) => [sample, weight / sum]);
}

/** Light premultiplied by alpha, averaged, and back: a raster of values that are not rounded. */
function reduce({ width, height, pixels }, to) {
  const across = Array.from({ length: to.width }, (_, x) => windowOf(x, width / to.width, width));
  const down = Array.from({ length: to.height }, (_, y) => windowOf(y, height / to.height, height));
  const light = Float64Array.from(pixels, (value, at) => {
    const alpha = pixels[at | 3] / 255;
    return at % 4 === 3 ? alpha : toLight(value / 255) * alpha;
  });
  const out = new Float64Array(to.width * to.height * 4);
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const sums = [0, 0, 0, 0];
      for (const [row, v] of down[y]) {
        for (const [column, h] of across[x]) {
          for (let c = 0; c < 4; c++) sums[c] += v * h * light[(row * width + column) * 4 + c];
        }
      }
      const alpha = Math.min(1, Math.max(0, sums[3]));
      for (let c = 0; c < 3; c++) {
        const one = alpha === 0 ? 0 : Math.min(1, Math.max(0, sums[c] / alpha));
        out[(y * to.width + x) * 4 + c] = 255 * toValue(one);
      }
      out[(y * to.width + x) * 4 + 3] = 255 * alpha;
    }
  }
  return { ...to, pixels: out };
}

/** The largest difference; colour of pixels that are hardly seen is judged as it is seen. */
function worst(ours, twin) {
  let most = 0;
  for (let at = 0; at < twin.pixels.length; at++) {
    const seen = at % 4 === 3 ? 1 : twin.pixels[at | 3] / 255;
    most = Math.max(most, Math.abs(ours.pixels[at] - Math.round(twin.pixels[at])) * seen);
  }
  return most;
}

const options = { width: 30, height: 20, fit: 'fill', linear: true, format: 'png' };
const withoutDecoder = missing('pngtopam');

const PICTURES = {
  'a photograph': photo(90, 60),
  'black and white in turn': draw(90, 60, (x, y) => Array(3).fill((x + y) & 1 ? 255 : 0)),
  'colours at their limits': draw(97, 61, (x, y) => [x & 2 ? 255 : 0, y & 1 ? 255 : 3, (x * y) & 255]),
  'dark ones': draw(90, 60, (x, y) => [(x * 7 + y) % 24, (x + y * 5) % 18, (x * y) % 9]),
};
for (const [name, raster] of Object.entries(PICTURES)) {
  test(`${name}: within 1 of the twin`, { skip: withoutDecoder }, async () => {
    const ours = await decode(await transformNative(pngOf(raster), options));
    assert.ok(worst(ours, reduce(raster, { width: 30, height: 20 })) <= 1);
  });
  test(`${name}, made larger: within 1 of the twin`, { skip: withoutDecoder }, async () => {
    const larger = { width: 131, height: 87 };
    const ours = await decode(await transformNative(pngOf(raster), { ...options, ...larger, enlarge: true }));
    assert.ok(worst(ours, reduce(raster, larger)) <= 1);
  });
}

test('transparent pixels have no say in the colour: within 1 of the twin', { skip: withoutDecoder }, async () => {
  const raster = shapes(90, 60);
  const ours = await decode(await transformNative(pngOf(raster, { alpha: true }), options));
  assert.ok(worst(ours, reduce(raster, { width: 30, height: 20 })) <= 1);
});

test('gray: within 1 of the twin, and one channel in the result', { skip: withoutDecoder }, async () => {
  const samples = channel(PICTURES['a photograph'], 1);
  const gray = draw(90, 60, (x, y) => Array(3).fill(samples[y * 90 + x]));
  const png = await transformNative(encodePng({ width: 90, height: 60, colourType: GRAY, depth: 8, samples }), options);
  assert.equal(png[25], 0);
  assert.ok(worst(await decode(png), reduce(gray, { width: 30, height: 20 })) <= 1);
});

test('a large reduction goes through box averages of light, within 1 in the mean', { skip: withoutDecoder }, async () => {
  const raster = draw(600, 400, (x, y) => [(x * 3 + y) & 255, x & 1 ? 255 : 0, ((x >> 3) * 40 + y) & 255]);
  const ours = await decode(await transformNative(pngOf(raster), options));
  const { most, mean } = difference(ours, { ...ours, pixels: reduce(raster, ours).pixels.map(Math.round) });
  // The box is not the kernel: what it leaves out is a few levels where the picture is finest.
  assert.ok(most <= 9 && mean <= 1, JSON.stringify({ most, mean }));
});

test('the half of black and white is 188, not 128', { skip: withoutDecoder }, async () => {
  const raster = draw(64, 64, (x, y) => Array(3).fill((x + y) & 1 ? 255 : 0));
  const { pixels } = await decode(await transformNative(pngOf(raster), { width: 16, linear: true }));
  for (let y = 2; y < 14; y++) assert.ok(Math.abs(pixels[(y * 16 + 7) * 4] - 188) <= 1);
});

test('a flat colour stays that colour', { skip: withoutDecoder }, async () => {
  for (const colour of [[1, 2, 3], [12, 13, 14], [200, 100, 50], [254, 255, 253]]) {
    const { pixels } = await decode(await transformNative(pngOf(draw(33, 27, () => colour)), { width: 11, linear: true }));
    assert.deepEqual([...pixels.subarray(0, 3)], colour);
  }
});

test('a JPEG is resized as its pixels are', { skip: missing('djpeg', 'pngtopam') }, async () => {
  for (const sampling of [[[1, 1]], [[2, 2]], [[2, 1]]]) {
    const raster = photo(96, 64);
    const jpeg = encodeJpeg({ ...raster, planes: toYcc(raster), sampling });
    const small = { ...options, width: 32, height: 21 };
    const ours = await decode(await transformNative(jpeg, small));
    const twin = reduce(await decode(await transformNative(jpeg, { format: 'png' })), { width: 32, height: 21 });
    assert.ok(worst(ours, twin) <= 1, JSON.stringify(sampling));
  }
});

test('where nothing is resized it changes no byte', async () => {
  const raster = photo(96, 64);
  const jpeg = encodeJpeg({ ...raster, planes: toYcc(raster), sampling: [[2, 2]] });
  for (const others of [{}, { flop: true }, { crop: [8, 8, 40, 32] }, { rotate: 90 }]) {
    const [linear, plain] = await Promise.all(
      [true, false].map((flag) => transformNative(jpeg, { ...others, linear: flag })),
    );
    assert.ok(linear.equals(plain), JSON.stringify(others));
  }
});
