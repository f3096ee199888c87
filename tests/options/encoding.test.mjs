/*
 * progressive, chroma, effort and alphaQuality: every source and result format
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { assertClose, decode, difference, missing } from '../conformance/pixels.mjs';
import { batch } from '../golden/native.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { draw, makeNoise, photo, toYcc } from '../pictures/patterns.mjs';
import { pngOf } from '../pictures/png.mjs';

const skip = missing('djpeg', 'dwebp', 'pngtopam');
const EXACT = { most: 0, mean: 0 };

async function results(jobs) {
  const outcomes = await batch(jobs);
  for (const [at, { status, job }] of outcomes.entries())
    assert.equal(status, 'OK', `${JSON.stringify(jobs[at].options)}: ${job?.detail}`);
  return outcomes.map(({ data }) => data);
}

const [width, height] = [83, 57];
const picture = photo(width, height);
const gray = draw(width, height, (x, y) => Array(3).fill(picture.pixels[(y * width + x) * 4]));
/** Alpha of many levels, without a pattern. */
const noise = makeNoise(3);
const soft = { ...picture, pixels: picture.pixels.map((value, at) => (at % 4 === 3 ? noise(256) : value)) };
const [lossy, lossless, lossyAlpha] = skip
  ? []
  : await results([
      { bytes: pngOf(picture), options: { format: 'webp', quality: 95 } },
      { bytes: pngOf(picture), options: { format: 'webp', lossless: true } },
      { bytes: pngOf(soft, { alpha: true }), options: { format: 'webp', quality: 95 } },
    ]);
const sources = {
  PNG: pngOf(picture),
  'gray PNG': pngOf(gray),
  'PNG with alpha': pngOf(soft, { alpha: true }),
  'JPEG 4:2:0': encodeJpeg({ ...picture, planes: toYcc(picture), step: 4, sampling: [[2, 2]] }),
  'JPEG 4:4:4': encodeJpeg({ ...picture, planes: toYcc(picture), step: 1 }),
  'gray JPEG': encodeJpeg({ ...gray, planes: toYcc(gray).slice(0, 1), step: 4 }),
  'lossy WebP': lossy,
  'lossless WebP': lossless,
  'WebP with alpha': lossyAlpha,
};
const shapesOfJobs = [{}, { width: 40 }, { rotate: 90, width: 50, height: 50, fit: 'contain', background: 'c0a080' }];

const SOF0 = 0xc0;
const SOF2 = 0xc2;

/** The frame header's marker, and how many times finer luma is than chroma: [across, down]. */
function frameOf(jpeg) {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1];
    if (marker === SOF0 || marker === SOF2) return { marker, sampling: [jpeg[at + 11] >> 4, jpeg[at + 11] & 15] };
  }
  throw new Error('no frame header');
}

const alphaOf = ({ pixels }) => pixels.filter((_, at) => at % 4 === 3);

for (const [name, bytes] of Object.entries(sources)) {
  test(`a progressive JPEG has the pixels of the baseline one: ${name}`, { skip }, async () => {
    for (const shape of shapesOfJobs) {
      const options = { ...shape, format: 'jpeg' };
      const [baseline, progressive] = await results([
        { bytes, options },
        { bytes, options: { ...options, progressive: true } },
      ]);
      assert.equal(frameOf(baseline).marker, SOF0);
      assert.equal(frameOf(progressive).marker, SOF2);
      assertClose(await decode(progressive), await decode(baseline), EXACT);
    }
  });

  test(`chroma 444 gives each pixel of a JPEG its own colour: ${name}`, { skip }, async () => {
    for (const shape of shapesOfJobs) {
      const [full, halved, png] = await results([
        { bytes, options: { ...shape, format: 'jpeg', quality: 100, chroma: '444' } },
        { bytes, options: { ...shape, format: 'jpeg', quality: 100, chroma: '420' } },
        { bytes, options: { background: 'white', ...shape, format: 'png' } },
      ]);
      const isGray = name === 'gray JPEG' && shape.background === undefined;
      assert.deepEqual(frameOf(full).sampling, [1, 1]);
      if (!isGray) assert.deepEqual(frameOf(halved).sampling, [2, 2]);
      else assert.ok(full.equals(halved), 'no chroma at all');
      // Quantised by one, and rounded by two conversions.
      const wanted = await decode(png);
      assertClose(await decode(full), wanted, { most: 6, mean: 1 });
    }
  });

  test(`more effort gives a WebP of the same look in fewer bytes: ${name}`, { skip }, async () => {
    const efforts = [0, 1, 2, 3, 4, 5, 6];
    const [png, ...webps] = await results([
      { bytes, options: { format: 'png' } },
      ...efforts.map((effort) => ({ bytes, options: { format: 'webp', quality: 95, effort } })),
      ...efforts.map((effort) => ({ bytes, options: { format: 'webp', lossless: true, effort } })),
    ]);
    const wanted = await decode(png);
    const byEffort = webps.splice(0, efforts.length);
    for (const webp of byEffort) assert.ok(difference(await decode(webp), wanted).mean <= 6);
    assert.ok(byEffort[6].length < byEffort[0].length, `${byEffort.map((one) => one.length)}`);
    for (const webp of webps) assertClose(await decode(webp), wanted, EXACT);
    assert.ok(webps[6].length <= webps[0].length);
  });

  test(`alphaQuality is for the alpha of lossy WebP alone: ${name}`, { skip }, async () => {
    const qualities = [100, 60, 20, 0];
    const [png, ...webps] = await results([
      { bytes, options: { format: 'png' } },
      ...qualities.map((alphaQuality) => ({ bytes, options: { format: 'webp', alphaQuality } })),
    ]);
    const wanted = alphaOf(await decode(png));
    const alphas = (await Promise.all(webps.map(decode))).map(alphaOf);
    assert.deepEqual(alphas[0], wanted);
    if (!name.includes('alpha')) {
      for (const webp of webps) assert.ok(webp.equals(webps[0]));
      return;
    }
    const errors = alphas.map((alpha) => alpha.reduce((sum, value, at) => sum + Math.abs(value - wanted[at]), 0));
    for (const at of [1, 2, 3]) {
      assert.ok(errors[at] > errors[at - 1], `${errors}`);
      assert.ok(webps[at].length < webps[at - 1].length);
    }
    // The fewest levels that there are lie a seventh of the range apart, or less.
    assert.ok(Math.max(...alphas[3].map((value, at) => Math.abs(value - wanted[at]))) <= 128);
  });

  test(`what a format does not know changes none of its bytes: ${name}`, { skip }, async () => {
    const ways = [
      [{ format: 'jpeg' }, { effort: 0, alphaQuality: 3, ...(name.includes('JPEG') ? {} : { lossless: true }) }],
      [{ format: 'png' }, { progressive: true, chroma: '444', alphaQuality: 3 }],
      [{ format: 'webp' }, { progressive: true, chroma: '444' }],
      [{ format: 'webp', lossless: true }, { progressive: true, chroma: '444', alphaQuality: 3 }],
    ];
    for (const [options, more] of ways) {
      const [plain, same] = await results([
        { bytes, options },
        { bytes, options: { ...options, ...more } },
      ]);
      assert.ok(plain.equals(same), JSON.stringify(options));
    }
  });
}

test('lines of one pixel in red and blue stay red and blue with chroma 444, and become one colour with 420', { skip }, async () => {
  const lines = draw(64, 48, (x) => (x % 2 === 0 ? [220, 30, 40] : [30, 40, 220]));
  for (const bytes of [pngOf(lines), encodeJpeg({ ...lines, planes: toYcc(lines), step: 1 })]) {
    const [full, halved] = await results(
      ['444', '420'].map((chroma) => ({ bytes, options: { format: 'jpeg', quality: 95, chroma } })),
    );
    assert.ok(difference(await decode(full), lines).most <= 12);
    assert.ok(difference(await decode(halved), lines).mean > 30);
  }
});

test('all of them together, in slices, have the same bytes', { skip }, async () => {
  for (const bytes of Object.values(sources)) {
    for (const options of [
      { format: 'jpeg', progressive: true, chroma: '444', width: 61 },
      { format: 'webp', effort: 6, alphaQuality: 40, width: 61 },
    ]) {
      const [straight] = await results([{ bytes, options }]);
      const [sliced] = await batch([{ bytes, options }], { flags: ['--slice', '1', '--prefix', '100'] });
      assert.ok(straight.equals(sliced.data));
    }
  }
});
