import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aliasEnergy, bandLimited, bandLimitedPlate, SIDE_PX, stopEnergy, zonePlate } from '../../bench/plate.mjs';

const SIDE = 200;
const STEP = SIDE_PX / SIDE;

/** Samples of the plate by a rule: where to read, how many pixels to average on each axis. */
function reduced(pixels) {
  const plate = zonePlate();
  return Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [left, top] = [(i % SIDE) * STEP, Math.floor(i / SIDE) * STEP];
    let sum = 0;
    for (let y = 0; y < pixels; y++) for (let x = 0; x < pixels; x++) sum += plate[(top + y) * SIDE_PX + left + x];
    return sum / pixels ** 2;
  });
}

test('a perfect band limit keeps what a result can show and nothing above it', () => {
  const [from, to] = [120, 30];
  const wave = (cycles, size) =>
    Array.from({ length: size }, (_, i) => Math.cos((2 * Math.PI * cycles * (i + 0.5)) / size));
  bandLimited(wave(11, from), to).forEach((value, i) => assert.ok(Math.abs(value - wave(11, to)[i]) < 1e-9));
  for (const value of bandLimited(wave(17, from), to)) assert.ok(Math.abs(value) < 1e-9);
});

test('a perfectly limited plate has no aliases and only ringing in the stop region', () => {
  assert.equal(aliasEnergy(bandLimitedPlate(SIDE), SIDE), 0);
  assert.ok(stopEnergy(bandLimitedPlate(SIDE), SIDE) < 120 ** 2 / 2 / 1000);
});

test('picking every eighth pixel leaves all of the energy, averaging a part of it', () => {
  const whole = 120 ** 2 / 2;
  const picked = aliasEnergy(reduced(1), SIDE);
  const averaged = aliasEnergy(reduced(STEP), SIDE);
  assert.ok(Math.abs(picked / whole - 1) < 0.05, `${picked}`);
  assert.ok(averaged > 1 && averaged < picked / 10, `${averaged}`);
});
