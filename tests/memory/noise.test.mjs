/*
 * noise.test.mjs - huge noisy JPEGs are resized in a few megabytes of linear memory
 *
 * Noise is the worst case: the compressed source is as large as it gets. One strip, an MCU row high,
 * is encoded with a restart marker behind it; a tall picture repeats its entropy-coded bytes, each
 * time with the next of the eight restart markers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { encodeJpeg } from '../pictures/jpeg.mjs';
import { makeNoise } from '../pictures/patterns.mjs';
import { plan, transform } from '../../wasm/dist/node.js';

const MCU_PX = 16; // 4:2:0
const MB = 1024 * 1024;

/** Where the entropy-coded bytes begin: behind the SOS segment. */
function scanStart(jpeg) {
  const sos = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  return sos + 2 + jpeg.readUInt16BE(sos + 2);
}

function noisyJpeg(width, height) {
  const noise = makeNoise(7);
  const planes = [0, 1, 2].map(() => Uint8ClampedArray.from({ length: width * MCU_PX }, () => 64 + noise(128)));
  const strip = encodeJpeg({
    width,
    height: MCU_PX,
    planes,
    sampling: [[2, 2]],
    step: 24,
    restart: Math.ceil(width / MCU_PX),
  });
  const start = scanStart(strip);
  const head = Buffer.from(strip.subarray(0, start));
  head.writeUInt16BE(height, head.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  const row = strip.subarray(start, strip.length - 2);
  const rows = Array.from({ length: height / MCU_PX }, (_, at) =>
    at === 0 ? row : Buffer.concat([Buffer.from([0xff, 0xd0 + ((at - 1) % 8)]), row]),
  );
  return Buffer.concat([head, ...rows, Buffer.from([0xff, 0xd9])]);
}

for (const { name, width, height, sourceBytes, memoryBytes } of [
  { name: '24 megapixels', width: 6000, height: 4000, sourceBytes: 8e6, memoryBytes: 12 * MB },
  { name: '96 megapixels', width: 12000, height: 8000, sourceBytes: 25e6, memoryBytes: 16 * MB },
]) {
  test(`a noisy JPEG of ${name} becomes 800 pixels wide in at most ${memoryBytes / MB} MB`, async (t) => {
    const source = noisyJpeg(width, height);
    assert.ok(source.length >= sourceBytes, `${source.length} bytes are too few to show anything`);
    const planned = await plan(source, { width: 800 });
    const result = await transform(source, { width: 800 });
    t.diagnostic(
      `${width} x ${height}, ${source.length} bytes: ${result.info.peakMemory} bytes of linear memory, ` +
        `at most ${planned.memory} planned`,
    );
    assert.equal(result.width, 800);
    assert.ok(result.info.peakMemory <= memoryBytes, `${result.info.peakMemory} bytes`);
    assert.ok(result.info.peakMemory <= planned.memory);
    assert.ok(planned.memory <= 1.5 * result.info.peakMemory + 256 * 1024, `${planned.memory} planned`);
  });
}
