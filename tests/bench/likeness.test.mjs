import assert from 'node:assert/strict';
import { test } from 'node:test';

import { psnr } from '../../bench/psnr.mjs';
import { ssim } from '../../bench/ssim.mjs';

const SIDE = 32;
const ramp = Float64Array.from({ length: SIDE * SIDE }, (_, i) => (7 * i) % 256);

test('PSNR of a known error is what its formula says', () => {
  assert.equal(psnr(ramp, ramp), Infinity);
  const offByOne = ramp.map((value, i) => value + (i % 2 === 0 ? 1 : -1));
  assert.ok(Math.abs(psnr(ramp, offByOne) - 48.1308) < 1e-4);
  const quarterOffByFour = ramp.map((value, i) => value + (i % 4 === 0 ? 4 : 0));
  assert.ok(Math.abs(psnr(ramp, quarterOffByFour) - (48.1308 - 10 * Math.log10(4))) < 1e-4);
});

test('SSIM is 1 for equal planes, and the luminance term alone for flat ones', () => {
  assert.ok(Math.abs(ssim(ramp, ramp, SIDE, SIDE) - 1) < 1e-12);
  const flat = (value) => new Float64Array(SIDE * SIDE).fill(value);
  const c1 = (0.01 * 255) ** 2;
  const expected = (2 * 100 * 120 + c1) / (100 ** 2 + 120 ** 2 + c1);
  assert.ok(Math.abs(ssim(flat(100), flat(120), SIDE, SIDE) - expected) < 1e-9);
});

test('SSIM of a pattern and its negative is negative', () => {
  const negative = ramp.map((value) => 255 - value);
  assert.ok(ssim(ramp, negative, SIDE, SIDE) < -0.5);
});
