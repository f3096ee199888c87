/*
 * EXIF x fit x position: a picture that was stored on its side gives what the upright one gives.
 *
 * The turned JPEGs are made without loss from the upright one, so that only the camera differs.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { batch } from '../golden/native.mjs';
import { encodeJpeg, exifSegment } from '../pictures/jpeg.mjs';
import { photo, storedAs, toYcc } from '../pictures/patterns.mjs';
import { chunk, pngOf } from '../pictures/png.mjs';
import { decode, difference, missing } from './pixels.mjs';

const skip = missing('pngtopam');

const upright = photo(96, 64, 3);
const uprightJpeg = encodeJpeg({ ...upright, planes: toYcc(upright), sampling: [[2, 2]], step: 2 });

/** What makes a stored picture of the upright one: the inverse of what the orientation asks for. */
const STORED = {
  1: {}, 2: { flop: true }, 3: { rotate: 180 }, 4: { flip: true },
  5: { rotate: 90, flop: true }, 6: { rotate: 270 }, 7: { rotate: 90, flip: true }, 8: { rotate: 90 },
};
const ORIENTATIONS = Object.keys(STORED).map(Number);

const FITS = ['cover', 'contain', 'fill', 'inside', 'outside'];
const POSITIONS = ['center', 'top', 'right-top', 'right', 'right-bottom', 'bottom', 'left-bottom', 'left', 'left-top', '0.3x0.8'];
const BOXES = [{ width: 40, height: 40 }, { width: 23, height: 37 }, { width: 130, height: 61, enlarge: true }];
const JOBS = FITS.flatMap((fit) => POSITIONS.flatMap((position) => BOXES.map((box) => ({ ...box, fit, position, format: 'png' }))));
/** For what takes a program to decode: each fit, each position and each box with several of the others. */
const SOME = JOBS.filter((_, at) => at % 7 === 0);

async function results(bytes, jobs) {
  return (await batch(jobs.map((options) => ({ bytes, options })))).map(({ data }) => data);
}

const storedPng = (orientation) =>
  pngOf(storedAs(upright, orientation), { before: [chunk('eXIf', exifSegment(orientation).subarray(10))] });

async function storedJpeg(orientation) {
  const [{ data, job }] = await batch([{ bytes: uprightJpeg, options: { ...STORED[orientation], lossless: true } }]);
  assert.equal(job.plan.stages[0], 'blocks');
  return Buffer.concat([data.subarray(0, 2), exifSegment(orientation), data.subarray(2)]);
}

/** The largest difference of BT.601 luma and of chroma, over all pixels of all pictures. */
async function worstOf(got, wanted) {
  let worst = 0;
  for (const [number, bytes] of got.entries()) {
    const [a, b] = [await decode(bytes), await decode(wanted[number])];
    assert.deepEqual([a.width, a.height], [b.width, b.height]);
    for (let at = 0; at < a.pixels.length; at += 4) {
      const [red, green, blue] = [0, 1, 2].map((channel) => a.pixels[at + channel] - b.pixels[at + channel]);
      const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
      worst = Math.max(worst, Math.abs(luma), Math.abs(blue - luma) / 1.772, Math.abs(red - luma) / 1.402);
    }
  }
  return worst;
}

test('mirrored PNGs, in every fit and position, give the same bytes', async () => {
  const wanted = await results(pngOf(upright), JOBS);
  for (const orientation of [2, 3, 4]) {
    const got = await results(storedPng(orientation), JOBS);
    got.forEach((bytes, at) => assert.ok(bytes.equals(wanted[at]), `EXIF ${orientation} ${JSON.stringify(JOBS[at])}`));
  }
});

test('turned PNGs give the same bytes where nothing is resized', async () => {
  const jobs = POSITIONS.filter((name) => !name.includes('x')).map((position) => ({ width: 96, height: 40, position, format: 'png' }));
  const wanted = await results(pngOf(upright), jobs);
  for (const orientation of [5, 6, 7, 8]) {
    const got = await results(storedPng(orientation), jobs);
    got.forEach((bytes, at) => assert.ok(bytes.equals(wanted[at]), `EXIF ${orientation} ${JSON.stringify(jobs[at])}`));
  }
});

// Rows are resampled before columns, and the rows of a turned picture are the upright one's columns.
test('turned PNGs, resized in every fit and position, are within one level', { skip }, async () => {
  const wanted = await results(pngOf(upright), SOME);
  for (const orientation of [5, 6, 7, 8]) {
    const got = await Promise.all((await results(storedPng(orientation), SOME)).map(decode));
    const all = await Promise.all(wanted.map(decode));
    for (const [at, picture] of got.entries()) assert.ok(difference(picture, all[at]).most <= 1, `EXIF ${orientation}`);
  }
});

test('JPEGs of all eight orientations, in every fit and position, are within two levels of luma and chroma', { skip }, async () => {
  const wanted = await results(uprightJpeg, SOME);
  for (const orientation of ORIENTATIONS) {
    const worst = await worstOf(await results(await storedJpeg(orientation), SOME), wanted);
    assert.ok(worst <= 2, `EXIF ${orientation}: ${worst}`);
  }
});
