import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gateRows } from '../../bench/gate-list.mjs';
import { MIX, spread } from '../../bench/mix.mjs';
import { billedMsOf, cheapestTier, dollarsPerMillion } from '../../bench/prices.mjs';
import { geometricMean, median, percentile } from '../../bench/statistics.mjs';
import { summaryOf } from '../../bench/table.mjs';

const of = (rows, start) => rows.find(({ figure }) => figure.startsWith(start));

test('without reports nothing passes, and each figure names the command to run', () => {
  for (const { verdict, note } of gateRows({})) {
    assert.equal(verdict, 'not measured');
    assert.match(note, /has not been run/);
  }
});

test('a report of another shape gives no value, and the table is there all the same', () => {
  const other = { list: {}, 'zone-plate': {}, first: { rows: [] }, equal: {}, load: {}, quota: {}, size: {} };
  for (const { verdict } of gateRows(other)) assert.equal(verdict, 'not measured');
});

test('a figure at its gate passes, above it misses, and at its aim says so', () => {
  const verdict = (rawBytes) => of(gateRows({ size: { rawBytes, gzipBytes: 1 } }), 'scanrill.wasm').verdict;
  assert.deepEqual([450_000, 560_000, 560_001].map(verdict), ['pass, aim', 'pass', 'MISS']);
});

test('a part that was skipped, and a peer that failed, are not measured', () => {
  const rows = gateRows({
    quota: { skipped: 'no cgroup' },
    load: {
      latencies: [
        { name: 'scanrill', concurrency: 1, p99Ms: 5 },
        { name: 'sharp', concurrency: 1, failed: 'gone' },
      ],
    },
  });
  assert.deepEqual([of(rows, 'dollars').verdict, of(rows, 'dollars').note], ['not measured', 'no cgroup']);
  assert.equal(of(rows, 'p99').verdict, 'not measured');
});

test('the p99 of concurrency 1 is compared, not that of 16', () => {
  const latencies = [['scanrill', 1, 8], ['sharp', 1, 10], ['scanrill', 16, 99], ['sharp', 16, 10]].map(
    ([name, concurrency, p99Ms]) => ({ name, concurrency, p99Ms }),
  );
  assert.equal(of(gateRows({ load: { latencies } }), 'p99').value, 0.8);
});

test('the worst row counts, for WebP apart, and rows that a peer failed do not', () => {
  const row = (number, format, ours, theirs, quality) => ({
    number,
    job: { format },
    memory: {},
    peers: { scanrill: { medianMs: ours, ...quality?.[0] }, sharp: { medianMs: theirs, ...quality?.[1] } },
  });
  const colours = [{ psnrCb: 38, psnrCr: 40, deltaE: 2 }, { psnrCb: 38.5, psnrCr: 39, deltaE: 1 }];
  const rows = [row(1, 'jpeg', 2, 1, colours), row(2, 'jpeg', 1, 2), row(3, 'webp', 3, 1)];
  const summary = summaryOf([...rows, row(4, 'png', 9, undefined)]);
  assert.deepEqual(summary.worstOverSharp, { value: 2, row: 1 });
  assert.deepEqual(summary.worstWebpOverSharp, { value: 3, row: 3 });
  assert.deepEqual(summary.worstCbLossDb, { value: 0.5, row: 1 });
  assert.equal(summary.worstCrLossDb.value, -1);
  assert.ok(Math.abs(summary.worstDeltaELossDb.value - 6.0206) < 1e-4);
});

test('the mix has each row as often as it says, and never all of one together', () => {
  const order = spread(MIX);
  for (const [row, weight] of MIX) assert.equal(order.filter((one) => one === row).length, weight);
  for (let at = 0; at < 100; at += 25) assert.ok(order.slice(at, at + 25).filter((one) => one === 11).length <= 11);
  assert.deepEqual(spread(new Map([['a', 1], ['b', 1]])), ['a', 'b']);
});

test('a second of 1,024 MB costs the published price, and the request', () => {
  const price = { gbSecond: 0.0000166667, millionRequests: 0.2 };
  assert.ok(Math.abs(dollarsPerMillion(price, 1000, 1024) - 16.8667) < 1e-9);
  assert.equal(billedMsOf([1.1, 2, 2.5]), 7 / 3);
});

test('the cheapest tier is one that is fast enough', () => {
  const tiers = [{ p95Ms: 400, dollars: 1 }, { p95Ms: 300, dollars: 3 }, { p95Ms: 100, dollars: 2 }];
  assert.equal(cheapestTier(tiers, 300).dollars, 2);
  assert.equal(cheapestTier(tiers, 50), undefined);
});

test('percentiles, medians and geometric means are those of the schoolbook', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.deepEqual([0.5, 0.95, 0.99].map((share) => percentile(hundred, share)), [50, 95, 99]);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Math.abs(geometricMean([1, undefined, 4]) - 2) < 1e-12);
  assert.equal(geometricMean([undefined]), undefined);
});
