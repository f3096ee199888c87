/*
 * PNG with palettes: what a palette may change and what it may not, by a decoder that is not ours.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { decode, difference, missing } from '../conformance/pixels.mjs';
import { batch } from '../golden/native.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { draw, photo, shapes, tiles, toYcc } from '../pictures/patterns.mjs';
import { PALETTE, chunk, encodePng, pngOf } from '../pictures/png.mjs';

const skip = missing('djpeg', 'dwebp', 'pngtopam');

const DEPTH_AT = 24; // and then the colour type

async function results(jobs, flags) {
  const outcomes = await batch(jobs, { flags });
  for (const [at, { status, job }] of outcomes.entries())
    assert.equal(status, 'OK', `${JSON.stringify(jobs[at].options)}: ${job?.detail}`);
  return outcomes.map(({ data }) => data);
}

const colours = Array.from({ length: 256 }, (_, at) => [(at * 37) & 255, (at * 91) & 255, (at * 151) & 255]);

/** The same picture twice: with a palette, and in full colour. */
function pair(depth, interlaced = false) {
  const [width, height] = [83, 57];
  const samples = tiles(width, height, 1 << depth);
  const alphas = depth === 2 ? [0, 128] : [];
  const before = [chunk('PLTE', Buffer.from(colours.slice(0, 1 << depth).flat()))];
  if (alphas.length > 0) before.push(chunk('tRNS', Buffer.from(alphas)));
  const raster = draw(width, height, (x, y) => {
    const index = samples[y * width + x];
    return [...colours[index], alphas[index] ?? 255];
  });
  return {
    paletted: encodePng({ width, height, colourType: PALETTE, depth, samples, interlaced, before }),
    full: pngOf(raster, { alpha: alphas.length > 0 }),
  };
}

const moves = [
  {},
  { crop: [11, 5, 40, 31] },
  { rotate: 90 },
  { rotate: 180, flop: true },
  { flip: true },
  { width: 30, kernel: 'nearest' },
];

for (const [depth, interlaced] of [[1], [2], [4], [8], [4, true]]) {
  const name = `${depth} bits${interlaced ? ', interlaced' : ''}`;
  test(`a paletted source keeps its pixels and a palette of as few bits, wherever they move: ${name}`, { skip }, async () => {
    const { paletted, full } = pair(depth, interlaced);
    const made = await results(moves.map((options) => ({ bytes: paletted, options })));
    const wanted = await results(moves.map((options) => ({ bytes: full, options })));
    for (const [at, png] of made.entries()) {
      const about = JSON.stringify(moves[at]);
      assert.ok(png[DEPTH_AT] <= depth, about);
      assert.equal(png[DEPTH_AT + 1], PALETTE, about);
      assert.equal(difference(await decode(png), await decode(wanted[at])).most, 0, about);
    }
  });
}

test('a paletted source that is averaged to more than 256 colours has the bytes of one in full colour', { skip }, async () => {
  const { paletted, full } = pair(8);
  const options = { width: 61 };
  const [made, wanted] = await results([{ bytes: paletted, options }, { bytes: full, options }]);
  assert.ok(made.equals(wanted));
});

const picture = photo(90, 70);
const sources = {
  PNG: pngOf(picture),
  'PNG with alpha': pngOf(shapes(90, 70), { alpha: true }),
  'gray JPEG': encodeJpeg({ ...picture, planes: toYcc(picture).slice(0, 1) }),
  JPEG: encodeJpeg({ ...picture, planes: toYcc(picture), sampling: [[2, 2]] }),
};

const pixelsOf = ({ pixels }) => Array.from({ length: pixels.length / 4 }, (_, at) => pixels.subarray(at * 4, at * 4 + 4));
const countColours = (raster) => new Set(pixelsOf(raster).map(String)).size;
/** As they show: colours times alpha. */
const shown = ({ pixels }) => pixels.map((value, at) => (at % 4 === 3 ? value : (value * pixels[at | 3]) / 255));
const squares = (a, b) => {
  const other = shown(b);
  return shown(a).reduce((sum, value, at) => sum + (value - other[at]) ** 2, 0);
};

for (const [name, bytes] of Object.entries(sources)) {
  test(`'colors' is never exceeded, and more colours are nearer to the picture: ${name}`, { skip }, async () => {
    const counts = [2, 5, 16, 60, 256];
    const jobs = counts.map((colors) => ({ bytes, options: { colors, dither: 0, format: 'png' } }));
    const [plain, ...made] = await results([{ bytes, options: { format: 'png' } }, ...jobs]);
    const wanted = await decode(plain);
    let before = Infinity;
    for (const [at, png] of made.entries()) {
      const raster = await decode(png);
      assert.ok(countColours(raster) <= counts[at], `${counts[at]}`);
      const error = squares(wanted, raster);
      assert.ok(error < before || error === 0, `${counts[at]} colours: ${error}, fewer: ${before}`);
      before = error;
    }
  });
}

test("256 levels of gray are enough for gray: 'palette' changes no pixel of it", { skip }, async () => {
  const bytes = sources['gray JPEG'];
  const [plain, asked] = await results([{ format: 'png' }, { format: 'png', palette: true }].map((options) => ({ bytes, options })));
  assert.equal(difference(await decode(asked), await decode(plain)).most, 0);
});

test("'palette' is 'colors' 256, in any order of the two, and formats without palettes do not care", { skip }, async () => {
  const options = [
    { format: 'png', palette: true },
    { format: 'png', colors: 256 },
    { format: 'png', colors: 9 },
    { format: 'png', palette: true, colors: 9 },
    { format: 'png', colors: 9, palette: true },
    { format: 'webp' },
    { format: 'webp', palette: true, effort: 4 },
  ];
  const made = await results(options.map((one) => ({ bytes: sources.PNG, options: one })));
  assert.ok(made[0].equals(made[1]));
  assert.ok(made[2].equals(made[3]) && made[2].equals(made[4]));
  assert.ok(made[5].equals(made[6]));
});

test("each step of 'effort' is the same picture, and the longest search has the fewest bytes", { skip }, async () => {
  for (const bytes of [pair(4).paletted, sources.PNG, pngOf(photo(300, 20))]) {
    const jobs = [0, 1, 2, 3, 4, 5, 6].map((effort) => ({ bytes, options: { effort } }));
    const made = await results(jobs);
    const first = await decode(made[0]);
    for (const png of made) assert.equal(difference(await decode(png), first).most, 0);
    assert.ok(made.every(({ length }) => made[6].length <= length), made.map(({ length }) => length).join(' '));
  }
});

test('a palette that is asked for is refused where the picture does not fit into memory, and else is not tried', { skip }, async () => {
  const big = pngOf(draw(1500, 1000, (x, y) => [x & 255, y & 255, (x * y) & 255]));
  const flags = ['--memory', String(4 << 20)];
  const [asked] = await batch([{ bytes: big, options: { palette: true } }], { flags });
  assert.equal(asked.status, 'MEMORY_LIMIT');
  await results([{ bytes: big, options: {} }], flags);
});

test('bad values are refused by name and range', async () => {
  const refusals = [
    [{ colors: 1 }, /colors must be a whole number from 2 to 256, not 1/],
    [{ colors: 257 }, /colors must be a whole number from 2 to 256, not 257/],
    [{ colors: '16' }, /colors must be/],
    [{ dither: 1.1 }, /dither must be a number from 0.0 to 1 /],
    [{ effort: 7 }, /effort must be a whole number from 0 to 6, not 7/],
    [{ palette: 1 }, /palette must be true or false, not 1/],
    [{ pallete: true }, /did you mean "palette"/],
  ];
  const outcomes = await batch(refusals.map(([options]) => ({ bytes: sources.JPEG, options })));
  for (const [at, { status, job }] of outcomes.entries()) {
    assert.equal(status, 'BAD_OPTIONS');
    assert.match(job.detail, refusals[at][1]);
  }
});
