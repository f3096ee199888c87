/*
 * Every adjustment and every kernel: source formats x result formats, against twins in doubles.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { decode, missing } from '../conformance/pixels.mjs';
import { batch } from '../golden/native.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { draw, photo, toYcc } from '../pictures/patterns.mjs';
import { pngOf } from '../pictures/png.mjs';
import { adjusted, blurred, kernelNames, resized, sharpened } from './twins.mjs';

const skip = missing('djpeg', 'dwebp', 'pngtopam');

/** Results of jobs, all of which must go well. */
async function results(jobs) {
  const outcomes = await batch(jobs);
  for (const [at, { status, job }] of outcomes.entries())
    assert.equal(status, 'OK', `${JSON.stringify(jobs[at].options)}: ${job?.detail}`);
  return outcomes.map(({ data }) => data);
}

const picture = photo(83, 57);
const gray = draw(83, 57, (x, y) => Array(3).fill(picture.pixels[(y * 83 + x) * 4]));
const soft = draw(83, 57, (x, y) => [
  ...picture.pixels.subarray((y * 83 + x) * 4, (y * 83 + x) * 4 + 3),
  Math.min(255, 30 + x * 2 + y),
]);
const [webp] = skip ? [] : await results([{ bytes: pngOf(picture), options: { format: 'webp', quality: 95 } }]);
const sources = {
  PNG: pngOf(picture),
  'gray PNG': pngOf(gray),
  'PNG with alpha': pngOf(soft, { alpha: true }),
  JPEG: encodeJpeg({ ...picture, planes: toYcc(picture), step: 4, sampling: [[2, 2]] }),
  'gray JPEG': encodeJpeg({ ...gray, planes: toYcc(gray).slice(0, 1), step: 4 }),
  WebP: webp,
};

/** The largest difference of a channel, as it shows: times alpha. */
function worstOf(got, wanted) {
  assert.deepEqual([got.width, got.height], [wanted.width, wanted.height]);
  let worst = 0;
  for (let at = 0; at < got.pixels.length; at++) {
    const shown = at % 4 === 3 ? 1 : wanted.pixels[at | 3] / 255;
    worst = Math.max(worst, Math.abs(got.pixels[at] - wanted.pixels[at]) * shown);
  }
  return worst;
}

const adjustments = [
  { brightness: 1.37 },
  { brightness: 0.4, contrast: 1.6 },
  { contrast: 0.5 },
  { gamma: 2.2 },
  { gamma: 0.45 },
  { saturation: 0 },
  { saturation: 1.8 },
  { brightness: 1.1, contrast: 1.2, gamma: 1.3, saturation: 0.7 },
  { tint: '704214' },
];

const rgb = (hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));

const cases = [
  ...adjustments.map((options) => [
    options,
    (raster) => adjusted(raster, options.tint ? { tint: rgb(options.tint) } : options),
  ]),
  [{ blur: 0.7 }, (raster) => blurred(raster, 0.7)],
  [{ blur: 9.5 }, (raster) => blurred(raster, 9.5)],
  [{ blur: 60 }, (raster) => blurred(raster, 60)],
  [{ sharpen: 1 }, (raster) => sharpened(raster, 1, 1)],
  [{ sharpen: 0.6, sharpenSigma: 3 }, (raster) => sharpened(raster, 0.6, 3)],
];

for (const [name, bytes] of Object.entries(sources)) {
  test(`adjustments are within a level of doubles, and the same in every result format: ${name}`, { skip }, async () => {
    const chosen = cases.filter(([options]) => !(options.sharpen && name === 'PNG with alpha'));
    const [plain, ...pngs] = await results([
      { bytes, options: { format: 'png' } },
      ...chosen.map(([options]) => ({ bytes, options: { ...options, format: 'png' } })),
    ]);
    const base = await decode(plain);
    for (const [at, [options, twin]] of chosen.entries()) {
      const worst = worstOf(await decode(pngs[at]), twin(base));
      assert.ok(worst <= 1.05, `${JSON.stringify(options)}: ${worst}`);
    }
    for (const format of ['jpeg', 'webp']) {
      const direct = await results(chosen.map(([options]) => ({ bytes, options: { ...options, format } })));
      const through = await results(pngs.map((png) => ({ bytes: png, options: { format } })));
      for (const [at, data] of direct.entries())
        assert.ok(data.equals(through[at]), `${JSON.stringify(chosen[at][0])} as ${format} is not its PNG as ${format}`);
    }
  });

  test(`neutral values give the bytes of no option at all: ${name}`, { skip }, async () => {
    const neutral = { brightness: 1, contrast: 1, gamma: 1, saturation: 1, sharpen: 0, radius: 0, pad: 0, kernel: 'lanczos3' };
    const formats = ['jpeg', 'png', 'webp'];
    const plain = await results(formats.map((format) => ({ bytes, options: { format, width: 50 } })));
    const same = await results(formats.map((format) => ({ bytes, options: { ...neutral, format, width: 50 } })));
    for (const at of formats.keys()) assert.ok(plain[at].equals(same[at]), formats[at]);
  });
}

for (const kernel of kernelNames) {
  test(`${kernel} is its definition in doubles, smaller and larger`, { skip }, async () => {
    const sizes = [[61, 42], [37, 57], [20, 13], [150, 100]];
    for (const [name, raster] of [['PNG', picture], ['PNG with alpha', soft]]) {
      const options = sizes.map(([width, height]) => ({ width, height, fit: 'fill', enlarge: true, kernel, format: 'png' }));
      const got = await results(options.map((one) => ({ bytes: sources[name], options: one })));
      for (const [at, [width, height]] of sizes.entries()) {
        const worst = worstOf(await decode(got[at]), resized(raster, width, height, kernel));
        assert.ok(worst <= 1.05, `${name} at ${width} x ${height}: ${worst}`);
      }
    }
  });

  test(`a flat colour stays exactly that colour through ${kernel}`, { skip }, async () => {
    for (const colour of [[255, 255, 255], [0, 0, 0], [1, 254, 128], [201, 17, 99, 255], [90, 180, 30, 200]]) {
      const flat = draw(41, 29, () => colour);
      const sizes = [{ width: 7 }, { width: 33, height: 28, fit: 'fill' }, { width: 120, enlarge: true }];
      const pngs = await results(sizes.map((size) => ({ bytes: pngOf(flat, { alpha: true }), options: { ...size, kernel, format: 'png' } })));
      for (const png of pngs) {
        const { pixels } = await decode(png);
        const wanted = [...colour, 255].slice(0, 4);
        assert.ok(pixels.every((value, at) => value === wanted[at % 4]), `${colour} became ${pixels.slice(0, 4)}`);
      }
    }
  });
}

test('a flat colour goes through JPEG, WebP and JPEG within one level', { skip }, async () => {
  const colours = [[255, 255, 255], [0, 0, 0], [128, 128, 128], [200, 180, 160], [60, 90, 120], [10, 20, 15]];
  let pictures = colours.map((colour) => pngOf(draw(48, 32, () => colour)));
  const [first] = [await Promise.all(
    (await results(pictures.map((bytes) => ({ bytes, options: { format: 'jpeg', quality: 100 } })))).map(decode),
  )];
  for (const format of ['jpeg', 'webp', 'jpeg'])
    pictures = await results(pictures.map((bytes) => ({ bytes, options: { format, quality: 100 } })));
  for (const [at, bytes] of pictures.entries()) {
    const last = await decode(bytes);
    assert.ok(worstOf(last, first[at]) <= 1, `${colours[at]}: ${first[at].pixels.slice(0, 3)}, ${last.pixels.slice(0, 3)}`);
  }
});

test('four quarter turns, two flips and two flops are the identity', { skip }, async () => {
  for (const [options, times] of [[{ rotate: 90 }, 4], [{ rotate: 270 }, 4], [{ rotate: 180 }, 2], [{ flip: true }, 2], [{ flop: true }, 2]])
    for (const raster of [picture, soft]) {
      let bytes = pngOf(raster, { alpha: true });
      for (let turn = 0; turn < times; turn++) [bytes] = await results([{ bytes, options: { ...options, format: 'png' } }]);
      assert.deepEqual((await decode(bytes)).pixels, raster.pixels, JSON.stringify(options));
    }
});
