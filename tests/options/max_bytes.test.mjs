/*
 * maxBytes: every source and result format, sizes against twins, memory against plans
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { decode, missing } from '../conformance/pixels.mjs';
import { batch, rill, run, transformNative } from '../golden/native.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { draw, makeNoise, photo, shapes, toYcc } from '../pictures/patterns.mjs';
import { pngOf } from '../pictures/png.mjs';
import { resized } from './twins.mjs';

const skip = missing('djpeg', 'dwebp', 'pngtopam');

const picture = photo(203, 149);
const gray = draw(203, 149, (x, y) => Array(3).fill(picture.pixels[(y * 203 + x) * 4]));
const soft = shapes(121, 87);
const [webp] = skip ? [] : (await batch([{ bytes: pngOf(picture), options: { format: 'webp', quality: 90 } }])).map(({ data }) => data);
const sources = {
  PNG: pngOf(picture),
  'PNG with alpha': pngOf(soft, { alpha: true }),
  JPEG: encodeJpeg({ ...picture, planes: toYcc(picture), step: 2, sampling: [[2, 2]] }),
  'gray JPEG': encodeJpeg({ ...gray, planes: toYcc(gray).slice(0, 1), step: 2 }),
  WebP: webp,
};
const formats = [
  { format: 'jpeg' },
  { format: 'jpeg', progressive: true, chroma: '444' },
  { format: 'webp' },
  { format: 'webp', lossless: true, effort: 2 },
  { format: 'png' },
  { format: 'auto', rotate: 90 },
  { width: 150, height: 150, fit: 'contain', background: '20408080', format: 'webp' },
];

const jobsOf = (bytes, limits, more = {}) =>
  formats.flatMap((options) => limits.map((maxBytes) => ({ bytes, options: { ...options, ...more, maxBytes } })));

for (const [name, bytes] of Object.entries(sources)) {
  test(`no result has more bytes than maxBytes, and what is told of it is true: ${name}`, { skip }, async () => {
    const jobs = jobsOf(bytes, [700, 1501, 4000, 12000, 50000]);
    for (const [at, { status, data, job }] of (await batch(jobs)).entries()) {
      const { options } = jobs[at];
      assert.equal(status, 'OK', JSON.stringify(options));
      assert.ok(data.length <= options.maxBytes, `${data.length} bytes of ${JSON.stringify(options)}`);
      const { width, height } = await decode(data);
      assert.deepEqual([job.result.width, job.result.height, job.result.bytes], [width, height, data.length]);
      assert.equal(job.plan.exact, false);
      // Both sides shrink alike, and are rounded.
      const shape = job.plan.width / job.plan.height;
      assert.ok(Math.abs(width - height * shape) <= (shape + 1) / 2 + 1e-9, `${width} x ${height} of ${job.plan.width} x ${job.plan.height}`);
    }
  });

  test(`most of maxBytes is used, where the picture has as many: ${name}`, { skip }, async () => {
    for (const { status, data, job } of await batch(jobsOf(bytes, [1501, 4000]))) {
      assert.equal(status, 'OK');
      const smaller = job.result.width < job.plan.width;
      if (smaller) assert.ok(data.length >= 0.6 * 1501, `${data.length} bytes at ${job.result.width} pixels`);
    }
  });

  test(`where it fits as it is, maxBytes changes no byte: ${name}`, { skip }, async () => {
    const free = await batch(formats.map((options) => ({ bytes, options })));
    const bound = await batch(formats.map((options, at) => ({ bytes, options: { ...options, maxBytes: Math.max(100, free[at].data.length) } })));
    for (const at of formats.keys()) assert.ok(free[at].data.equals(bound[at].data), JSON.stringify(formats[at]));
  });

  test(`maxBytes in slices, planned from a prefix, has the same bytes: ${name}`, { skip }, async () => {
    const jobs = jobsOf(bytes, [1501, 9000]);
    const straight = await batch(jobs);
    const sliced = await batch(jobs, { flags: ['--slice', '1', '--prefix', '100'] });
    for (const at of jobs.keys()) assert.ok(straight[at].data.equals(sliced[at].data), JSON.stringify(jobs[at].options));
  });
}

test('quality goes down before the size, and gives what that quality gives', async () => {
  for (const more of [{ format: 'jpeg' }, { format: 'webp' }, { format: 'jpeg', progressive: true }]) {
    const free = await transformNative(sources.PNG, { ...more, quality: 60 });
    const [{ data: bound }] = await batch([{ bytes: sources.PNG, options: { ...more, quality: 90, maxBytes: free.length } }]);
    const qualities = Array.from({ length: 50 }, (_, n) => ({ bytes: sources.PNG, options: { ...more, quality: 40 + n } }));
    assert.ok((await batch(qualities)).some(({ data }) => data.equals(bound)));
    assert.ok(bound.length >= (free.length * 7) / 8);
  }
});

test('the quality does not go below 40, and a lower one that was asked for stays', { skip }, async () => {
  const floor = await transformNative(sources.PNG, { format: 'jpeg', quality: 40 });
  const [fits, not] = await batch([0, 1].map((less) => ({ bytes: sources.PNG, options: { format: 'jpeg', maxBytes: floor.length - less } })));
  assert.ok(fits.data.equals(floor));
  assert.ok(not.job.result.width < 203);
  const coarse = await transformNative(sources.PNG, { format: 'jpeg', quality: 20 });
  const [kept, smaller] = await batch(
    [0, 1].map((less) => ({ bytes: sources.PNG, options: { format: 'jpeg', quality: 20, maxBytes: coarse.length - less } })),
  );
  assert.ok(kept.data.equals(coarse));
  assert.ok(smaller.job.result.width < 203);
});

test('a smaller size is the picture resampled by the kernel of the recipe, in doubles', { skip }, async () => {
  for (const [raster, alpha] of [[picture, false], [soft, true]])
    for (const kernel of ['lanczos3', 'cubic', 'nearest'])
      for (const maxBytes of [20000, 8000, 3000]) {
        const [{ status, data }] = await batch([{ bytes: pngOf(raster, { alpha }), options: { format: 'png', kernel, maxBytes } }]);
        assert.equal(status, 'OK');
        const got = await decode(data);
        if (raster.width / got.width >= 8) continue; // box averages come first
        const wanted = resized(raster, got.width, got.height, kernel);
        for (let at = 0; at < got.pixels.length; at++) {
          const shown = at % 4 === 3 ? 1 : wanted.pixels[at | 3] / 255;
          assert.ok(Math.abs(got.pixels[at] - wanted.pixels[at]) * shown <= 1.05, `${kernel}, ${got.width} x ${got.height}`);
        }
      }
});

test('a flat colour stays that colour in every size', { skip }, async () => {
  const flat = draw(1200, 900, (x) => (x < 2 ? [201, 17, 99, 200] : [201, 17, 99, 200]));
  for (const maxBytes of [300, 150, 100]) {
    const [{ status, data }] = await batch([{ bytes: pngOf(flat, { alpha: true }), options: { format: 'png', maxBytes } }]);
    assert.equal(status, 'OK');
    const { pixels } = await decode(data);
    assert.ok(pixels.every((value, at) => value === [201, 17, 99, 200][at % 4]));
  }
});

test('the planned memory is a bound, whatever has to be tried', { skip }, async () => {
  const noise = makeNoise(5);
  const rasters = [
    draw(600, 400, () => [noise(256), noise(256), noise(256)]),
    draw(30, 3000, () => [noise(256), noise(256), noise(256)]),
    draw(2000, 40, () => [noise(2) * 255, noise(2) * 255, noise(2) * 255]),
  ];
  const jobs = rasters.flatMap((raster) => {
    const pictures = [pngOf(raster), encodeJpeg({ ...raster, planes: toYcc(raster), step: 8, sampling: [[2, 2]] })];
    return pictures.flatMap((bytes) => [
      ...jobsOf(bytes, [700, 5000, 60000], { effort: 4 }),
      ...jobsOf(bytes, [20000], { effort: 0 }),
      ...jobsOf(bytes, [3000], { trim: 10, width: 100 }),
    ]);
  });
  for (const [at, { status, heapPeakBytes }] of (await batch(jobs, { keepData: false })).entries()) {
    const { bytes, options } = jobs[at];
    assert.equal(status, 'OK', JSON.stringify(options));
    const { stdout } = await run(rill('native'), ['plan', JSON.stringify(options)], bytes);
    const { plan } = JSON.parse(stdout);
    assert.ok(heapPeakBytes <= plan.memory, `${JSON.stringify(options)}: ${heapPeakBytes} of ${plan.memory}`);
  }
});

test('fewer bytes than one pixel needs are refused with MAX_BYTES_TOO_SMALL', async () => {
  for (const [options, maxBytes] of [[{ format: 'jpeg' }, 100], [{ format: 'jpeg', progressive: true }, 300]]) {
    const [{ status }] = await batch([{ bytes: sources.PNG, options: { ...options, maxBytes } }]);
    assert.equal(status, 'MAX_BYTES_TOO_SMALL');
  }
});
