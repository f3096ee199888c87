/*
 * trim, pad and radius: analytic pictures, through every source and result format
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { decode, missing } from '../conformance/pixels.mjs';
import { batch, rill, run } from '../golden/native.mjs';
import { encodeJpeg, exifSegment } from '../pictures/jpeg.mjs';
import { draw, toYcc } from '../pictures/patterns.mjs';
import { pngOf } from '../pictures/png.mjs';
import { readOptions } from '../../tools/generate/rows.mjs';

const skip = missing('djpeg', 'dwebp', 'pngtopam');
const formats = ['jpeg', 'png', 'webp'];

async function one(bytes, options, flags = []) {
  const [outcome] = await batch([{ bytes, options }], { flags });
  return outcome;
}

/** White, and from (24, 16) to (72, 64) four blocks of colour: whole MCUs, so that a JPEG does not ring. */
const framed = draw(112, 80, (x, y) => {
  if (x < 24 || x >= 72 || y < 16 || y >= 64) return [255, 255, 255];
  return [x < 48 ? 200 : 40, y < 40 ? 60 : 150, 90];
});
const jpegOf = (raster, segments = []) => encodeJpeg({ ...raster, planes: toYcc(raster), step: 1, segments });
const [lossless, lossy] = skip
  ? []
  : (await batch([{ lossless: true }, { quality: 95 }].map((more) => ({ bytes: pngOf(framed), options: { format: 'webp', ...more } })))).map(
      ({ data }) => data,
    );
const clear = draw(112, 80, (x, y) =>
  x < 24 || x >= 72 || y < 16 || y >= 64 ? [x, y, 7, 0] : [...framed.pixels.subarray((y * 112 + x) * 4, (y * 112 + x) * 4 + 3)],
);
const sources = {
  PNG: pngOf(framed),
  'PNG with alpha': pngOf(clear, { alpha: true }),
  JPEG: jpegOf(framed),
  'lossless WebP': lossless,
  'lossy WebP': lossy,
};

for (const [name, bytes] of Object.entries(sources))
  test(`trim leaves what is inside the border: ${name}`, { skip }, async () => {
    for (const format of formats) {
      const { job } = await one(bytes, { trim: 40, format });
      assert.deepEqual([job.result?.width, job.result?.height], [48, 48], format);
      const small = await one(bytes, { trim: 40, width: 12, format });
      assert.deepEqual([small.job.result.width, small.job.result.height], [12, 12]);
    }
    const { data } = await one(bytes, { trim: 40, format: 'png' });
    const { data: cropped } = await one(bytes, { crop: [24, 16, 48, 48], format: 'png' });
    assert.ok(data.equals(cropped), 'it is the crop');
  });

test('trim is done in the upright picture, after crop, whatever the orientation', { skip }, async () => {
  for (let orientation = 1; orientation <= 8; orientation++) {
    const bytes = jpegOf(framed, [exifSegment(orientation)]);
    for (const more of [{}, { rotate: 90 }, { flop: true }]) {
      const { job } = await one(bytes, { trim: 40, format: 'png', ...more });
      assert.deepEqual([job.result.width, job.result.height], [48, 48], `EXIF ${orientation}`);
    }
  }
  const turned = jpegOf(framed, [exifSegment(6)]); // upright: 80 x 112, the box from (16, 24)
  const { data } = await one(turned, { crop: [0, 0, 80, 50], trim: 40, format: 'png' });
  const { data: cropped } = await one(turned, { crop: [16, 24, 48, 26], format: 'png' });
  assert.ok(data.equals(cropped));
});

test('a picture that is all border stays whole', { skip }, async () => {
  const { job } = await one(pngOf(draw(30, 20, () => [9, 9, 9])), { trim: 0 });
  assert.deepEqual([job.result.width, job.result.height], [30, 20]);
});

test('trim in slices, and planned from a prefix, has the same bytes, and the plan says that it is not exact', { skip }, async () => {
  for (const bytes of Object.values(sources)) {
    const { data } = await one(bytes, { trim: 40, width: 20 });
    const sliced = await one(bytes, { trim: 40, width: 20 }, ['--slice', '1', '--prefix', '100']);
    assert.ok(data.equals(sliced.data));
  }
});

test('the planned memory is a bound for whatever trim leaves', { skip }, async () => {
  const noise = (x, y) => (x * 7919 + y * 104729) % 251;
  const boxes = [[0, 0, 600, 400], [10, 10, 12, 390], [10, 10, 590, 12], [100, 100, 400, 300], [300, 200, 301, 201]];
  const options = [
    {}, { width: 100 }, { height: 300 }, { width: 300, height: 300, fit: 'contain' }, { width: 200, height: 10, fit: 'outside' },
    { width: 500, enlarge: true }, { rotate: 90, width: 80, format: 'webp' }, { grayscale: true, radius: 30, blur: 20 },
  ];
  const jobs = boxes.flatMap(([left, top, right, bottom]) => {
    const raster = draw(600, 400, (x, y) =>
      x >= left && x < right && y >= top && y < bottom ? [20 + noise(x, y) / 2, noise(y, x) / 2, 9] : [250, 250, 250],
    );
    const both = [pngOf(raster), encodeJpeg({ ...raster, planes: toYcc(raster), step: 8, sampling: [[2, 2]] })];
    return both.flatMap((bytes) => options.map((more) => ({ bytes, options: { trim: 60, ...more } })));
  });
  for (const [at, { status, heapPeakBytes }] of (await batch(jobs, { keepData: false })).entries()) {
    const { bytes, options: all } = jobs[at];
    // a thin strip that is enlarged may be refused
    assert.ok(['OK', 'TOO_MANY_PIXELS'].includes(status), JSON.stringify(all));
    const { stdout } = await run(rill('native'), ['plan', JSON.stringify(all)], bytes);
    const { plan } = JSON.parse(stdout);
    assert.equal(plan.exact, false);
    assert.ok(heapPeakBytes <= plan.memory, `${JSON.stringify(all)}: ${heapPeakBytes} of ${plan.memory}`);
  }
});

test('pad puts the background around, in pixels and in shares of the shorter side', { skip }, async () => {
  const source = pngOf(draw(40, 20, () => [10, 200, 30]));
  for (const [pad, [top, right, bottom, left]] of [
    [3, [3, 3, 3, 3]],
    [[1, 2, 3, 4], [1, 2, 3, 4]],
    [0.1, [2, 2, 2, 2]],
    [[0.5, 0, 0.25, 1], [10, 0, 5, 20]],
  ]) {
    const wanted = draw(40 + left + right, 20 + top + bottom, (x, y) =>
      x >= left && x < left + 40 && y >= top && y < top + 20 ? [10, 200, 30] : [1, 2, 3],
    );
    const { data } = await one(source, { pad, background: '010203', format: 'png' });
    assert.deepEqual(await decode(data), wanted);
    const transparent = await decode((await one(source, { pad, format: 'png' })).data);
    assert.equal(transparent.pixels[3], pad === 0 ? 255 : 0);
    for (const format of ['jpeg', 'webp']) {
      const { job } = await one(source, { pad, background: '010203', format });
      assert.deepEqual([job.result.width, job.result.height], [wanted.width, wanted.height]);
    }
  }
});

test('the background is exactly its colour, whatever is done to the picture', { skip }, async () => {
  const source = pngOf(draw(40, 20, () => [10, 200, 30]));
  const more = { brightness: 1.5, saturation: 2, blur: 5, sharpen: 1, tint: 'f00', radius: 10 };
  const { pixels, width } = await decode((await one(source, { ...more, pad: 4, background: '123456', format: 'png' })).data);
  assert.deepEqual([...pixels.subarray(0, 4)], [0x12, 0x34, 0x56, 255]);
  const corner = (4 * width + 4) * 4;
  assert.deepEqual([...pixels.subarray(corner, corner + 4)], [0x12, 0x34, 0x56, 255]);
});

test('radius makes round corners: transparent where the format can, else the background', { skip }, async () => {
  for (const [name, bytes] of Object.entries(sources))
    for (const format of formats) {
      const { data, job } = await one(bytes, { radius: 'max', format, quality: 100, crop: [24, 16, 48, 48] });
      const { pixels } = await decode(data);
      const at = (x, y) => [...pixels.subarray((y * 48 + x) * 4, (y * 48 + x) * 4 + 4)];
      assert.equal(job.result.format, format);
      if (format === 'jpeg') assert.ok(at(0, 0).every((value) => value >= 250), `${name}: ${at(0, 0)}`);
      else assert.equal(at(0, 0)[3], 0, name);
      assert.equal(at(24, 24)[3], 255);
    }
  const { job } = await one(sources.JPEG, { radius: 9, format: 'auto' });
  assert.equal(job.result.format, 'png');
});

test('dpr multiplies every length that is pixels of the result', { skip }, async () => {
  const options = { width: 20, pad: [1, 2, 3, 4], radius: 6, blur: 1.5, format: 'png' };
  const { data } = await one(sources.PNG, { ...options, dpr: 2 });
  const { data: folded } = await one(sources.PNG, { width: 40, pad: [2, 4, 6, 8], radius: 12, blur: 3, format: 'png' });
  assert.ok(data.equals(folded));
});

/** Too small, too large, and of no type that the option has. */
function wrongValues({ type, low, high, list }) {
  const steps = { INT: 1, DECIMAL: 1e-4 };
  if (type === 'INT' || type === 'DECIMAL') {
    const scale = steps[type];
    return [(low - 1) * scale, (high + 1) * scale, 'x', true, null, list ? [true] : [1], low * scale + scale / 10];
  }
  return { SIDES: [-1, high + 1, 1.5, [1, 2], [1, 2, 3, 0.5], 'x'], ENUM: ['x', 1], COLOUR: ['x', 1], FLAG: ['x', 1] }[type] ?? ['x'];
}

test('every wrong value is refused in the name of its option', { skip }, async () => {
  for (const option of readOptions().options) {
    const jobs = wrongValues(option).map((value) => ({ bytes: sources.PNG, options: { [option.name]: value } }));
    for (const [at, { status, job }] of (await batch(jobs)).entries()) {
      assert.equal(status, 'BAD_OPTIONS', JSON.stringify(jobs[at].options));
      assert.ok(job.detail.startsWith(`${option.name} must be `), job.detail);
    }
  }
});
