/*
 * docs/cost.md: its arithmetic against sums worked out by hand, and that it is the page of today's files.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { FORMS, monthsToKeep, page } from '../../bench/edge/cost.mjs';

const EVENTS = {
  edge: { stored: { cpuMs: 2 }, small: { cpuMs: 52 } },
  url: { small: { cpuMs: 50 } },
  sample: { small: { cpuMs: 50 } },
};
const WHOLE = { memoryMb: 1024, cpuShare: 1 };
const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-6, `${value}, not ${wanted}`);

test('a hit costs a request and the viewer function; a stored variant at the edge one short invocation more', () => {
  const form = FORMS['origin-request, Lambda@Edge'];
  near(form.hit(), 1.1);
  // 2 ms of a gigabyte, an invocation, a GET
  near(form.stored(EVENTS, WHOLE), 1.1 + 0.002 * 50.01 + 0.6 + 0.4);
});

test('a new variant at the edge costs two invocations, four reads and a write', () => {
  const { made } = FORMS['origin-request, Lambda@Edge'];
  // GET 20 ms, PUT 40, HEAD 10, and 50 ms of work
  near(made(EVENTS, WHOLE, 'small'), 1.1 + (0.002 * 50.01 + 0.6) + (0.12 * 50.01 + 0.6) + 4 * 0.4 + 5);
});

test('with half a processor the work takes twice as long, and the waiting as long as before', () => {
  const { made } = FORMS['function URL, x86'];
  const reads = 4 * 0.4 + 5 + 1.1 + 0.2;
  near(made(EVENTS, WHOLE, 'small'), reads + 0.14 * 16.6667);
  near(made(EVENTS, { memoryMb: 512, cpuShare: 0.5 }, 'small'), reads + 0.19 * 16.6667 / 2);
});

test('Workers are paid by request and by milliseconds of processor time', () => {
  near(FORMS['fetch handler, Workers'].made(EVENTS, WHOLE, 'small'), 0.3 + 50 * 0.02 + 3 * 0.4 + 5);
});

test('a variant of a megabyte that costs 23 dollars a million to make again is kept for a month', () => {
  near(monthsToKeep({ made: 25, stored: 2, bytes: 1e6 }), 1);
});

test('docs/cost.md is what the script makes of the measured times', async () => {
  const file = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
  assert.equal(await file('docs/cost.md'), page(JSON.parse(await file('bench/edge/measured.json'))));
});
