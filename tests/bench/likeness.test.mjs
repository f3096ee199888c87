import assert from 'node:assert/strict';
import { test } from 'node:test';

import { psnr } from '../../bench/psnr.mjs';
import { prepared, ssim } from '../../bench/ssim.mjs';

const SIDE = 32;
const likeness = (a, b) => ssim(prepared(a, SIDE, SIDE), prepared(b, SIDE, SIDE));
const ramp = Float64Array.from({ length: SIDE * SIDE }, (_, i) => (7 * i) % 256);

test('PSNR of a known error is what its formula says', () => {
  assert.equal(psnr(ramp, ramp), Infinity);
  const offByOne = ramp.map((value, i) => value + (i % 2 === 0 ? 1 : -1));
  assert.ok(Math.abs(psnr(ramp, offByOne) - 48.1308) < 1e-4);
  const quarterOffByFour = ramp.map((value, i) => value + (i % 4 === 0 ? 4 : 0));
  assert.ok(Math.abs(psnr(ramp, quarterOffByFour) - (48.1308 - 10 * Math.log10(4))) < 1e-4);
});

test('SSIM is 1 for equal planes, and the luminance term alone for flat ones', () => {
  assert.ok(Math.abs(likeness(ramp, ramp) - 1) < 1e-12);
  const flat = (value) => new Float64Array(SIDE * SIDE).fill(value);
  const c1 = (0.01 * 255) ** 2;
  const expected = (2 * 100 * 120 + c1) / (100 ** 2 + 120 ** 2 + c1);
  assert.ok(Math.abs(likeness(flat(100), flat(120)) - expected) < 1e-9);
});

test('SSIM of a pattern and its negative is negative', () => {
  const negative = ramp.map((value) => 255 - value);
  assert.ok(likeness(ramp, negative) < -0.5);
});

test('SSIM weighs a window of 11 x 11 by a Gaussian of sigma 1.5', () => {
  const [width, height] = [11, 11];
  const noisy = ramp.slice(0, 121);
  const other = noisy.map((value, i) => 255 - ((value + 40 * (i % 3)) % 256));
  const weights = noisy.map((_, i) => Math.exp(-(((i % 11) - 5) ** 2 + (Math.floor(i / 11) - 5) ** 2) / 4.5));
  const total = weights.reduce((a, b) => a + b);
  const mean = (valueAt) => weights.reduce((sum, weight, i) => sum + weight * valueAt(i), 0) / total;
  const [a, b] = [mean((i) => noisy[i]), mean((i) => other[i])];
  const covariance = mean((i) => (noisy[i] - a) * (other[i] - b));
  const variances = mean((i) => (noisy[i] - a) ** 2) + mean((i) => (other[i] - b) ** 2);
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const expected = ((2 * a * b + c1) * (2 * covariance + c2)) / ((a * a + b * b + c1) * (variances + c2));
  const found = ssim(prepared(noisy, width, height), prepared(other, width, height));
  assert.ok(Math.abs(found - expected) < 1e-9, `${found} is not ${expected}`);
});
