import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chart } from '../../bench/chart.mjs';

const drawing = (series) => chart({ title: 'Title', across: 'across', up: 'upward', series });
const pathOf = (svg) => /<path class="line" d="(M[^"]*)"\/><g class="mark">/.exec(svg.slice(svg.indexOf('upward')))[1];

test('axes are logarithmic and end at ticks around all values', () => {
  const svg = drawing([{ name: 'one', points: [[1, 10], [10, 100], [100, 1000]] }]);
  const places = [...pathOf(svg).matchAll(/([0-9.]+) ([0-9.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.deepEqual(places, [[72, 396], [336, 240], [600, 84]]);
});

test('a picture names its axes and lines, knows light and dark, and needs no font', () => {
  const svg = drawing([{ name: 'one', points: [[1, 3], [7, 9]] }, { name: 'two', points: [[1, 30], [7, 90]] }]);
  const shown = ['>across<', '>upward<', '>one<', '>two<', 'prefers-color-scheme: dark'];
  for (const words of shown) assert.ok(svg.includes(words), words);
  assert.doesNotMatch(svg, /url\(|href|@font-face/);
});
