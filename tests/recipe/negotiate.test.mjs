import assert from 'node:assert/strict';
import { test } from 'node:test';

import { built } from './load.mjs';

const { resolveFormat } = await built('recipe/index.js');

const formatFor = (accept) => resolveFormat({ width: 4, format: 'auto' }, accept).format;

test('format auto becomes WebP where Accept names it', () => {
  for (const accept of [
    'image/webp',
    'image/avif,image/webp,image/apng,*/*;q=0.8',
    'IMAGE/WEBP',
    'image/png, image/webp;q=0.1',
    'image/webp;q=1.000',
    'image/webp ; q=0.001',
    'image/webp;level=1;q=0.5',
  ]) {
    assert.equal(formatFor(accept), 'webp', accept);
  }
});

test('format auto stays where Accept does not name WebP, refuses it, or is no list', () => {
  for (const accept of [
    undefined,
    null,
    '',
    '*/*',
    'image/*',
    'image/png',
    'image/webp;q=0',
    'image/webp;q=0.000',
    'image/webpx',
    'xmage/webp',
    'image/webp;q=abc',
    'image/webp;q=',
    'image/webp;q=2',
    'image/webp;q=-1',
    ';;;',
    ',,,',
  ]) {
    assert.equal(formatFor(accept), 'auto', String(accept));
  }
});

test('a format that was asked for is never negotiated', () => {
  assert.equal(resolveFormat({ format: 'png' }, 'image/webp').format, 'png');
  assert.deepEqual(resolveFormat({}, 'image/webp'), {});
});
