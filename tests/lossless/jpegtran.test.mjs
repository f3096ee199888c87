/*
 * Turns and crops of JPEGs without loss, against libjpeg's jpegtran: the same coded data.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { missing } from '../conformance/pixels.mjs';
import { batch, run } from '../golden/native.mjs';
import { SOURCE_NAMES, makeSources } from '../golden/sources.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { makeNoise, photo, toYcc } from '../pictures/patterns.mjs';
import { codedPicture } from './jpeg_file.mjs';
import { keptBlocks } from './load.mjs';

const skip = missing('jpegtran');

/** RGB and inks, profiles that are converted, and those that jpegtran would not turn upright. */
const OTHERS = ['rgb', 'cmyk', 'cmyk-plain', 'ycck', 'p3', 'gray-profile', 'phone'].map((name) => `${name}.jpg`);
const NAMES = SOURCE_NAMES.filter((name) => name.endsWith('.jpg') && !/^exif/.test(name) && !OTHERS.includes(name));

const TURNS = [
  [{}, []],
  [{ rotate: 90 }, ['-rotate', '90']],
  [{ rotate: 180 }, ['-rotate', '180']],
  [{ rotate: 270 }, ['-rotate', '270']],
  [{ flip: true }, ['-flip', 'vertical']],
  [{ flop: true }, ['-flip', 'horizontal']],
  [{ rotate: 90, flop: true }, ['-transpose']],
  [{ rotate: 90, flip: true }, ['-transverse']],
];

/** [options, jpegtran's parameters] of each job: the same coded data, or neither is without loss. */
async function compare(name, bytes, jobs) {
  const outcomes = await batch(jobs.map(([options]) => ({ bytes, options: { ...options, lossless: true } })));
  for (const [number, outcome] of outcomes.entries()) {
    const [options, parameters] = jobs[number];
    const what = `${name} ${JSON.stringify(options)}`;
    const all = ['-copy', 'none', ...(options.progressive ? [] : ['-optimize']), '-perfect', ...parameters];
    const { code, stdout, stderr } = await run('jpegtran', all, bytes);
    assert.equal(outcome.status, 'OK', what);
    assert.equal(keptBlocks(outcome), code === 0, `${what}: ${stderr}`);
    if (code === 0) assert.deepEqual(codedPicture(outcome.data), codedPicture(stdout), what);
  }
  return outcomes.filter(keptBlocks).length;
}

const ycc = (raster, more) => encodeJpeg({ ...raster, planes: toYcc(raster), ...more });

/** Whole MCUs of any of these samplings. */
const whole = photo(96, 64, 8);
const WHOLE = {
  '4:2:0': ycc(whole, { sampling: [[2, 2]] }),
  '4:2:2': ycc(whole, { sampling: [[2, 1]] }),
  '4:4:0': ycc(whole, { sampling: [[1, 2]] }),
  '4:4:4': ycc(whole),
  '4:1:1': ycc(whole, { sampling: [[4, 1]] }),
  'chroma denser than luma': ycc(whole, { sampling: [[1, 1], [2, 2], [2, 2]] }),
  gray: encodeJpeg({ ...whole, planes: toYcc(whole).slice(0, 1) }),
  progressive: ycc(whole, { sampling: [[2, 2]], progressive: true }),
  'restart markers': ycc(whole, { sampling: [[2, 2]], restart: 5 }),
  'a scan for each plane': ycc(whole, { sampling: [[2, 1]], separate: true }),
};

test('turned without loss, every drawing has the coded data that jpegtran writes', { skip }, async () => {
  let nKept = 0;
  for (const [name, bytes] of await makeSources(null, NAMES)) nKept += await compare(name, bytes, TURNS);
  assert.ok(nKept > NAMES.length, `${nKept} of ${NAMES.length} drawings`);
});

for (const [name, bytes] of Object.entries(WHOLE)) {
  test(`pictures of whole MCUs turn in all ways without loss: ${name}`, { skip }, async () => {
    assert.equal(await compare(name, bytes, TURNS), TURNS.length);
  });

  test(`progressive results of the same turns: ${name}`, { skip }, async () => {
    const jobs = TURNS.map(([options, parameters]) => [
      { ...options, progressive: true },
      ['-progressive', ...parameters],
    ]);
    assert.equal(await compare(name, bytes, jobs), TURNS.length);
  });
}

test('crops that begin between MCUs end anywhere, turned or not', { skip }, async () => {
  const below = makeNoise(5);
  for (const [name, bytes] of Object.entries(WHOLE)) {
    const jobs = TURNS.map(([options, parameters]) => {
      const [left, top] = [32 * below(2), 32 * below(2)];
      const [width, height] = [1 + below(64 - left), 1 + below(64 - top)];
      const crop = `${width}x${height}+${left}+${top}`;
      return [{ ...options, crop: [left, top, width, height] }, ['-crop', crop, ...parameters]];
    });
    assert.equal(await compare(name, bytes, jobs), TURNS.length);
  }
});

test('without colour, luma stays without loss, and crops may begin between its own blocks', { skip }, async () => {
  for (const name of ['4:2:0', '4:2:2', '4:4:4', '4:1:1', 'progressive', 'a scan for each plane']) {
    const jobs = TURNS.map(([options, parameters]) => [
      { ...options, grayscale: true, crop: [8, 24, 33, 17] },
      ['-grayscale', '-crop', '33x17+8+24', ...parameters],
    ]);
    assert.equal(await compare(name, WHOLE[name], jobs), TURNS.length);
  }
});
