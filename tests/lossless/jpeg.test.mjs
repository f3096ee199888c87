/*
 * 'lossless' from JPEG to JPEG: what stays, when it cannot, and that damage is judged as ever.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { assertClose, decode, missing } from '../conformance/pixels.mjs';
import { batch } from '../golden/native.mjs';
import { makeSources } from '../golden/sources.mjs';
import { phoneExif } from '../pictures/exif.mjs';
import { encodeJpeg, exifSegment, segment } from '../pictures/jpeg.mjs';
import { photo, storedAs, toYcc } from '../pictures/patterns.mjs';
import { codedPicture } from './jpeg_file.mjs';
import { fc, keptBlocks, runs } from './load.mjs';

const skip = missing('djpeg');

const ycc = (raster, more) => encodeJpeg({ ...raster, planes: toYcc(raster), ...more });
const whole = photo(96, 64, 8);
const full = ycc(whole, { step: 3 });
const halved = ycc(whole, { sampling: [[2, 2]] });

/** Option after option, each on the result before it, all without loss. */
async function after(bytes, steps) {
  for (const options of steps) {
    const [outcome] = await batch([{ bytes, options: { ...options, lossless: true } }]);
    assert.ok(keptBlocks(outcome), `${JSON.stringify(options)}: ${outcome.status}`);
    bytes = outcome.data;
  }
  return bytes;
}

async function planned(bytes, options) {
  const [outcome] = await batch([{ bytes, options: { ...options, lossless: true } }]);
  assert.equal(outcome.status, 'OK', outcome.job?.detail);
  return { kept: keptBlocks(outcome), warned: outcome.job.warnings.length > 0, ...outcome.job.result };
}

test('without any other option the pixels are the source\'s, all of them', { skip }, async () => {
  for (const [name, bytes] of await makeSources(null, ['photo.jpg', '411.jpg', 'gray.jpg', 'coarse.jpg', 'progressive.jpg'])) {
    const [result] = await batch([{ bytes, options: { lossless: true } }]);
    assertClose(await decode(result.data), await decode(bytes), { most: 0, mean: 0 }, name);
  }
});

test('four quarter turns, two flips, two flops, and a turn there and back are the identity', async () => {
  const rounds = [
    Array(4).fill({ rotate: 90 }),
    Array(2).fill({ rotate: 180 }),
    Array(2).fill({ flip: true }),
    Array(2).fill({ flop: true }),
    [{ rotate: 90 }, { rotate: 270 }],
    [{ rotate: 90, flip: true }, { rotate: 90, flip: true }],
    Array(4).fill({ rotate: 270, progressive: true }).concat({}),
  ];
  for (const bytes of [full, halved, ycc(whole, { sampling: [[4, 1]], progressive: true })]) {
    const still = await after(bytes, [{}]);
    for (const round of rounds) assert.deepEqual(await after(bytes, round), still, JSON.stringify(round));
  }
});

test('a turned JPEG shows the turned picture', { skip }, async () => {
  const upright = await decode(full);
  // EXIF 6: a quarter turn clockwise makes it upright; stored so, the turn undoes it.
  for (const [orientation, options] of [[6, { rotate: 90 }], [3, { rotate: 180 }], [2, { flop: true }], [4, { flip: true }]]) {
    const result = await decode(await after(full, [options]));
    const wanted = storedAs(upright, { 6: 8, 8: 6 }[orientation] ?? orientation);
    assertClose(result, wanted, { most: 4, mean: 0.5 }); // sums of the inverse DCT round in another order
  }
});

test('the camera\'s orientation is applied, and metadata goes', async () => {
  for (const [orientation, options] of [[1, {}], [3, { rotate: 180 }], [6, { rotate: 90 }], [8, { rotate: 270 }]]) {
    const stored = ycc(whole, { sampling: [[2, 2]], segments: [exifSegment(orientation)] });
    assert.deepEqual(await after(stored, [{}]), await after(halved, [options]));
  }
});

test('metadata that is kept says that the picture is upright', async () => {
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), phoneExif({ orientation: 6 })]));
  const result = await after(ycc(whole, { segments: [exif] }), [{ metadata: 'keep' }]);
  assert.ok(result.includes('Exif'));
  const [{ job }] = await batch([{ bytes: result, options: {} }]);
  assert.deepEqual([job.source.orientation, job.source.storedWidth], [1, 64]);
});

test('an edge inside a block, another size or other colours: compressed anew, as asked, and said', async () => {
  const crop = (left, top) => ({ crop: [left, top, 50, 30] });
  const { kept: between, warned: silent } = await planned(halved, crop(16, 32));
  assert.deepEqual([between, silent], [true, false]);
  for (const options of [crop(8, 16), crop(16, 24), crop(1, 0)]) {
    const { kept, warned, width, height } = await planned(halved, options);
    assert.deepEqual([kept, warned, width, height], [false, true, 50, 30]);
  }
  const odd = ycc(photo(97, 65), { sampling: [[2, 2]] });
  const cases = [[{ rotate: 90 }, false], [{ rotate: 270 }, false], [{ flip: true }, false], [{ flop: true }, false],
    [{}, true], [{ rotate: 90, flop: true }, true], [{ rotate: 90, crop: [1, 0, 48, 97] }, true]];
  for (const [options, kept] of cases) assert.equal((await planned(odd, options)).kept, kept, JSON.stringify(options));
  // Asked for anyway: no warning.
  for (const options of [{ width: 50 }, { blur: 1 }, { pad: 3 }, { format: 'webp' }, { maxBytes: 5000 }]) {
    const { kept, warned } = await planned(halved, options);
    assert.deepEqual([kept, warned], [false, false], JSON.stringify(options));
  }
});

test('sizes that the picture already has are no resizing', async () => {
  for (const options of [{ width: 96 }, { width: 500 }, { height: 64, rotate: 180 }, { width: 64, height: 64, position: 'left' }]) {
    assert.ok((await planned(halved, options)).kept, JSON.stringify(options));
  }
  assert.ok(!(await planned(halved, { width: 64, height: 64, position: '0.3x0.5' })).kept);
});

test('without "lossless", bytes and plans are what they were', async () => {
  const [plain, lossless] = await batch([{ bytes: halved, options: {} }, { bytes: halved, options: { lossless: true } }]);
  assert.ok(!keptBlocks(plain) && keptBlocks(lossless));
  assert.deepEqual(codedPicture(lossless.data).components.map(({ steps }) => steps), codedPicture(halved).components.map(({ steps }) => steps));
});

test('quality and chroma change nothing where blocks stay', async () => {
  const still = await after(full, [{}]);
  for (const options of [{ quality: 30 }, { chroma: '420' }, { chroma: '444' }]) {
    assert.deepEqual(await after(full, [options]), still);
  }
});

test('the plan has room for every job', async () => {
  const big = ycc(photo(640, 480, 3), { sampling: [[2, 2]] });
  const sources = [big, ycc(photo(640, 480, 3), { progressive: true }), full];
  const jobs = sources.flatMap((bytes) =>
    [{}, { rotate: 90 }, { flip: true, progressive: true }, { crop: [32, 16, 40, 40] }, { trim: 10 }].map((options) => ({
      bytes,
      options: { ...options, lossless: true },
    })),
  );
  for (const [number, { status, job, heapPeakBytes }] of (await batch(jobs)).entries()) {
    assert.equal(status, 'OK');
    assert.ok(heapPeakBytes <= job.plan.memory, `${number}: ${heapPeakBytes} of ${job.plan.memory}`);
  }
});

/** A JPEG with some bytes changed, or its end missing. */
function damaged(bytes, { places, cut }) {
  const changed = Buffer.from(bytes);
  for (const [place, value] of places) changed[2 + Math.floor(place * (bytes.length - 2))] = value;
  return cut === 1 ? changed : changed.subarray(0, Math.floor(cut * bytes.length));
}

test('a damaged file has the same verdict with "lossless" and without', async () => {
  const small = photo(64, 48, 2);
  const sources = [
    ycc(small, { sampling: [[2, 2]] }),
    ycc(small, { sampling: [[2, 2]], restart: 2 }),
    ycc(small, { progressive: true }),
    ycc(small, { sampling: [[2, 1]], separate: true }),
    encodeJpeg({ ...small, planes: toYcc(small).slice(0, 1) }),
  ];
  const damage = fc.record({
    source: fc.constantFrom(...sources),
    places: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
    cut: fc.oneof(fc.constant(1), fc.double({ min: 0.1, max: 1, noNaN: true })),
  });
  const files = fc.sample(damage, runs(400)).map(({ source, ...how }) => damaged(source, how));
  const jobs = files.flatMap((bytes) => [{}, { lossless: true }, { lossless: true, rotate: 90 }].map((options) => ({ bytes, options })));
  const outcomes = await batch(jobs);
  for (let at = 0; at < outcomes.length; at += 3) {
    const [plain, still, turned] = outcomes.slice(at, at + 3).map(({ status, job }) => `${status} ${job?.detail}`);
    assert.equal(still.split(' ')[0], plain.split(' ')[0], `file ${at / 3}: ${plain}, lossless ${still}`);
    assert.equal(turned.split(' ')[0], plain.split(' ')[0], `file ${at / 3}: ${plain}, turned ${turned}`);
  }
  const accepted = outcomes.filter(({ status }) => status === 'OK').length;
  assert.ok(accepted > 100 && accepted < outcomes.length - 100, `${accepted} of ${outcomes.length}`);
});
