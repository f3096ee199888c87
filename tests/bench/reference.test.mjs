import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axisWeights, placements, resample } from '../../bench/lanczos.mjs';

const close = (a, b, within) => assert.ok(Math.abs(a - b) < within, `${a} is not ${b}`);

test('weights of each result pixel sum to 1 and mirror one another', () => {
  const all = axisWeights({ from: 40, to: 10, offset: 0, step: 4 });
  for (const { weights } of all) close(weights.reduce((a, b) => a + b), 1, 1e-12);
  const [left, right] = [all[4].weights, all[5].weights];
  const there = (weights) => weights.filter((weight) => Math.abs(weight) > 1e-12);
  assert.ok(there(left).length > 12);
  there(left).forEach((weight, i) => close(weight, there(right).at(-1 - i), 1e-12));
});

test('a picture at its own size stays what it is', () => {
  const samples = Float64Array.from({ length: 5 * 4 * 3 }, (_, i) => (37 * i) % 256);
  const [[across, down]] = placements({ width: 5, height: 4 }, { width: 5, height: 4 });
  resample(samples, 3, across, down).forEach((value, i) => close(value, samples[i], 1e-9));
});

test('a slow wave keeps its height and place when made smaller; a fast one vanishes', () => {
  const [from, to] = [240, 60];
  const wave = (cycles, size) => Float64Array.from({ length: size }, (_, i) =>
    100 * Math.cos((2 * Math.PI * cycles * (i + 0.5)) / size));
  const [across, down] = [{ from, to, offset: 0, step: from / to }, { from: 1, to: 1, offset: 0, step: 1 }];
  const smaller = (line) => resample(line, 1, across, down);
  const slow = smaller(wave(6, from));
  wave(6, to).slice(8, -8).forEach((value, i) => close(slow[i + 8], value, 1));
  for (const value of smaller(wave(70, from)).slice(8, -8)) close(value, 0, 2);
});

test('a height that comes out whole has one placement, another two that differ by less than a pixel', () => {
  assert.equal(placements({ width: 3000, height: 2000 }, { width: 720 }).length, 1);
  const [[, sameScale], [, whole]] = placements({ width: 6000, height: 4000 }, { width: 800 });
  assert.deepEqual([sameScale.to, whole.to], [533, 533]);
  assert.deepEqual([sameScale.step, whole.offset], [7.5, 0]);
  assert.ok(Math.abs(sameScale.offset) < 7.5);
});

test('cover cuts the longer side in the middle', () => {
  const square = { width: 100, height: 100, fit: 'cover' };
  const [[across, down], ...others] = placements({ width: 300, height: 200 }, square);
  assert.equal(others.length, 0);
  assert.deepEqual([across.offset, across.step, down.offset, down.step], [50, 2, 0, 2]);
});
