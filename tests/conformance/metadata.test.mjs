/*
 * What a camera or an editor wrote beside the pixels is in no result.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { transformNative } from '../golden/native.mjs';
import { SECRETS, makeSources } from '../golden/sources.mjs';

const NAMES = ['metadata.jpg', 'metadata.png', 'metadata.webp'];
const sources = await makeSources(transformNative, NAMES);

const TRACES = ['Exif\0', 'eXIf', 'EXIF', 'XMP ', 'xmpmeta', 'ns.adobe.com', 'tEXt', 'iTXt', 'zTXt', 'ICC_PROFILE'];
const COM = 0xfe;

/** Marker codes of the segments up to the first scan. */
function segmentsOf(jpeg) {
  const codes = [];
  for (let at = 2; jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) codes.push(jpeg[at + 1]);
  return codes;
}

test('the sources have what is looked for', () => {
  const all = Buffer.concat([...sources.values()]);
  for (const secret of Object.values(SECRETS)) assert.ok(all.includes(secret), secret);
  for (const trace of ['Exif\0', 'EXIF', 'XMP ', 'xmpmeta', 'ns.adobe.com', 'tEXt']) {
    assert.ok(all.includes(trace), trace);
  }
  assert.ok(segmentsOf(sources.get('metadata.jpg')).includes(COM));
});

const ALL_OPTIONS = [
  {},
  { width: 30 },
  { format: 'jpeg' },
  { format: 'png' },
  { format: 'webp' },
  { format: 'webp', lossless: true },
];

for (const name of NAMES) {
  for (const options of ALL_OPTIONS) {
    test(`${name} with ${JSON.stringify(options)} keeps no metadata`, async () => {
      const result = await transformNative(sources.get(name), options);
      for (const trace of [...TRACES, ...Object.values(SECRETS)]) assert.ok(!result.includes(trace), trace);
      if (result[0] === 0xff) assert.ok(!segmentsOf(result).includes(COM), 'a comment');
    });
  }
}
