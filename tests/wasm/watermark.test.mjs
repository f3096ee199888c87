/*
 * Watermarks in whole jobs: where they lie, what they weigh, and what is said of bad ones.
 * Results are lossless and flat, so that every pixel is known.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';

import { RGBA, chunk, encodePng, pngOf } from '../pictures/png.mjs';
import { profile } from '../pictures/icc.mjs';
import { readPng } from '../pictures/read-png.mjs';
import { built } from '../recipe/load.mjs';

const { plan, transform } = await built('node.js');

const flat = (width, height, colour, alpha = false) =>
  pngOf(
    {
      width,
      height,
      pixels: Uint8Array.from({ length: width * height * 4 }, (_, at) => colour[at % 4]),
    },
    { alpha },
  );

const GREEN = [0, 160, 0, 255];
const RED = [255, 0, 0, 255];
const photo = flat(200, 100, GREEN);
const mark = flat(40, 20, RED);

/** The pixels of a result, as a function of a place. */
async function pixelsOf(source, options) {
  const { data } = await transform(source, { format: 'png', ...options });
  const { width, height, pixels } = readPng(Buffer.from(data));
  return { width, height, at: (x, y) => [...pixels.subarray(4 * (y * width + x)).subarray(0, 4)] };
}

/** Every pixel is red inside the box and green outside. */
async function assertBox(options, [left, top, width, height], colour = RED) {
  const result = await pixelsOf(photo, options);
  for (let y = 0; y < result.height; y++) {
    for (let x = 0; x < result.width; x++) {
      const inside = x >= left && x < left + width && y >= top && y < top + height;
      assert.deepEqual(
        result.at(x, y),
        inside ? colour : GREEN,
        `${JSON.stringify(options.watermarkPosition)} at ${x},${y}`,
      );
    }
  }
}

test('a watermark lies in each of nine places, a margin from the edges it touches', async () => {
  const places = {
    'left-top': [10, 20],
    top: [80, 20],
    'right-top': [150, 20],
    left: [10, 40],
    center: [80, 40],
    right: [150, 40],
    'left-bottom': [10, 60],
    bottom: [80, 60],
    'right-bottom': [150, 60],
  };
  for (const [watermarkPosition, place] of Object.entries(places)) {
    const options = { watermark: mark, watermarkScale: 0.4, watermarkX: 0.1, watermarkY: 0.2 };
    await assertBox({ ...options, watermarkPosition }, [...place, 40, 20]);
  }
});

test('without options it is a quarter of the shorter side long, in the lower right corner', async () => {
  await assertBox({ watermark: flat(50, 50, RED) }, [200 - 25 - 2, 100 - 25 - 2, 25, 25]);
});

test('it is never larger than its own pixels, unless enlarging is allowed', async () => {
  const options = { watermark: flat(10, 10, RED), watermarkScale: 0.5, watermarkPosition: 'left-top' };
  await assertBox({ ...options, watermarkX: 0, watermarkY: 0 }, [0, 0, 10, 10]);
  await assertBox({ ...options, watermarkX: 0, watermarkY: 0, enlarge: true }, [0, 0, 50, 50]);
});

test('half of its opacity is half of its colour', async () => {
  const half = { watermarkOpacity: 0.5, watermarkScale: 0.2, watermarkX: 0, watermarkY: 0 };
  await assertBox({ watermark: mark, ...half }, [180, 90, 20, 10], [128, 80, 0, 255]);
  const translucent = flat(40, 20, [255, 0, 0, 128], true);
  const shown = (128 / 255) * 0.5;
  await assertBox({ watermark: translucent, ...half }, [180, 90, 20, 10], [
    Math.round(255 * shown),
    Math.round(160 * (1 - shown)),
    0,
    255,
  ]);
});

test('over transparent pixels it keeps its colour, and the rest stays transparent', async () => {
  const empty = flat(60, 60, [9, 9, 9, 0], true);
  const result = await pixelsOf(empty, { watermark: mark, watermarkX: 0, watermarkY: 0 });
  assert.deepEqual(result.at(59, 59), RED);
  assert.equal(result.at(0, 0)[3], 0);
});

test('tiles have the margins as their gaps', async () => {
  const options = { watermark: mark, watermarkScale: 0.4, watermarkX: 0.1, watermarkY: 0.05 };
  const { at } = await pixelsOf(photo, { ...options, watermarkTile: true, watermarkPosition: 'left-top' });
  for (let y = 0; y < 100; y++) {
    for (let x = 0; x < 200; x++) {
      const inside = (x + 40) % 50 < 40 && (y + 20) % 25 < 20; // the first at 10,5
      assert.deepEqual(at(x, y), inside ? RED : GREEN, `${x},${y}`);
    }
  }
});

test('turned by 45 degrees it is a diamond about its middle', async () => {
  const options = { watermark: flat(40, 40, RED), watermarkScale: 0.4, watermarkPosition: 'center' };
  const { at } = await pixelsOf(photo, { ...options, watermarkRotate: 45 });
  for (let y = 0; y < 100; y++) {
    for (let x = 0; x < 200; x++) {
      const reach = Math.abs(x - 99.5) + Math.abs(y - 49.5);
      if (reach < 27) assert.deepEqual(at(x, y), RED, `${x},${y}`);
      if (reach > 30) assert.deepEqual(at(x, y), GREEN, `${x},${y}`);
    }
  }
});

test('on a grayscale result it is gray; on a gray source it has its colours', async () => {
  const gray = encodePng({ width: 60, height: 60, colourType: 0, samples: new Uint8Array(3600).fill(200) });
  const options = { watermark: mark, watermarkX: 0, watermarkY: 0 };
  assert.deepEqual((await pixelsOf(gray, options)).at(59, 59), RED);
  const drained = await pixelsOf(photo, { ...options, grayscale: true });
  assert.deepEqual(drained.at(199, 99).slice(0, 3), [76, 76, 76]); // 0.299 of 255
});

test('it lies over bars, padding and rounded corners, and nothing that is done to the picture changes it', async () => {
  const result = await pixelsOf(photo, {
    ...{ width: 100, height: 100, fit: 'contain', pad: 10, radius: 'max', background: '0000ff' },
    ...{ brightness: 0.5, contrast: 2, gamma: 3, saturation: 0, tint: '00ff00', blur: 4, sharpen: 2 },
    ...{ watermark: [mark, flat(30, 30, [255, 255, 0, 255])], watermarkScale: 0.25 },
    ...{ watermarkPosition: ['left-top', 'center'], watermarkX: 0, watermarkY: 0 },
  });
  assert.deepEqual([result.width, result.height], [120, 120]);
  for (let y = 0; y < 15; y++) {
    for (let x = 0; x < 30; x++) assert.deepEqual(result.at(x, y), RED, `${x},${y}`);
  }
  assert.deepEqual(result.at(30, 15), [0, 0, 255, 255]);
  for (const [x, y] of [[45, 45], [60, 60], [74, 74]]) // prettier-ignore
    assert.deepEqual(result.at(x, y), [255, 255, 0, 255]);
});

test('with trim it is measured by what is left', async () => {
  const pixels = Uint8Array.from({ length: 200 * 100 * 4 }, (_, at) => {
    const x = (at >> 2) % 200;
    const y = Math.floor((at >> 2) / 200);
    const inside = x >= 60 && x < 100 && y >= 10 && y < 90;
    return inside ? GREEN[at % 4] : 255;
  });
  const bordered = pngOf({ width: 200, height: 100, pixels }, {});
  for (const [width, scale] of [
    [undefined, 1],
    [80, 2],
    [20, 0.5],
  ]) {
    const options = { trim: 10, enlarge: true, watermark: flat(8, 8, RED), watermarkScale: 0.5 };
    const result = await pixelsOf(bordered, { ...options, ...(width && { width }), watermarkX: 0, watermarkY: 0 });
    assert.deepEqual([result.width, result.height], [40 * scale, 80 * scale]);
    const side = 20 * scale;
    assert.deepEqual(result.at(result.width - 1, result.height - 1), RED);
    assert.deepEqual(result.at(result.width - side, result.height - side), RED);
    assert.deepEqual(result.at(result.width - side - 1, result.height - 1), GREEN);
    assert.deepEqual(result.at(result.width - 1, result.height - side - 1), GREEN);
  }
});

test('its colours are converted by its own profile, whatever is done about the picture\'s', async () => {
  const iccp = chunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), deflateSync(profile())]));
  const orange = { width: 9, height: 9, pixels: Uint8Array.from({ length: 324 }, (_, at) => [240, 120, 30, 255][at % 4]) };
  const watermark = pngOf(orange, { before: [iccp] });
  const { data } = await transform(watermark, { format: 'png' });
  const wanted = readPng(Buffer.from(data));
  for (const icc of ['srgb', 'keep', 'strip']) {
    const { at } = await pixelsOf(photo, {
      ...{ icc, watermark, watermarkScale: 1 },
      ...{ watermarkPosition: 'left-top', watermarkX: 0, watermarkY: 0 },
    });
    assert.deepEqual(at(1, 1), [...wanted.pixels.subarray(0, 4)]);
    assert.notDeepEqual(at(1, 1), [240, 120, 30, 255]);
  }
});

test('JPEG, PNG and WebP go over JPEG, PNG and WebP', async () => {
  const formats = ['jpeg', 'png', 'webp'];
  const made = async (source, format) => (await transform(source, { format, quality: 95 })).data;
  for (const from of formats) {
    for (const over of formats) {
      for (const format of formats) {
        const { data } = await transform(await made(photo, from), {
          format,
          quality: 95,
          watermark: await made(mark, over),
          watermarkScale: 0.4,
          watermarkX: 0,
          watermarkY: 0,
        });
        const { at } = await pixelsOf(data, {});
        for (const [place, wanted] of [
          [[190, 94], RED],
          [[50, 50], GREEN],
        ]) {
          const worst = Math.max(...at(...place).map((value, channel) => Math.abs(value - wanted[channel])));
          assert.ok(worst <= 6, `${over} over ${from} to ${format}: ${at(...place)}`);
        }
      }
    }
  }
});

test('a plan tells where watermarks will lie, and no job takes more memory than its plan', async () => {
  const large = flat(1500, 1000, RED, true);
  for (const options of [
    { watermark: mark },
    { watermark: large, watermarkScale: 1, watermarkRotate: 45 },
    { watermark: [large, large, mark, large], watermarkScale: [1, 0.5, 0.2, 1], width: 120 },
  ]) {
    const planned = await plan(flat(1600, 1200, GREEN), options);
    assert.equal(planned.watermarks.length, [options.watermark].flat().length);
    assert.ok(planned.stages.includes('overlay'));
    const { info } = await transform(flat(1600, 1200, GREEN), options);
    assert.ok(info.peakMemory <= planned.memory, `${info.peakMemory} of ${planned.memory}`);
  }
  const { watermarks } = await plan(photo, { watermark: mark, watermarkRotate: 90, watermarkScale: 0.4 });
  assert.deepEqual(watermarks, [{ left: 178, top: 58, width: 20, height: 40, tile: false }]);
});

test('what is wrong with a watermark is said of the watermark, by its number', async () => {
  const refused = (watermark, code, message) =>
    assert.rejects(transform(photo, { watermark }), (error) => {
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  await refused(Buffer.from('not a picture at all'), 'UNSUPPORTED_FORMAT', /: watermark 1: /);
  await refused([mark, mark.subarray(0, 70)], 'TRUNCATED', /: watermark 2: /);
  await refused('logo.png', 'BAD_OPTIONS', /^watermark must be a Uint8Array/);
  await refused([], 'BAD_OPTIONS', /^watermark must be 1 to 4 pictures, not 0$/);
  await refused([mark, mark, mark, mark, mark], 'BAD_OPTIONS', /, not 5$/);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(9000, 0);
  header.writeUInt32BE(9000, 4);
  header.set([8, RGBA], 8);
  const huge = Buffer.concat([
    mark.subarray(0, 8),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(9))),
  ]);
  await refused(huge, 'TOO_MANY_PIXELS', /: watermark 1: 9000 x 9000 pixels; 50000000 are allowed$/);
  await assert.rejects(
    transform(photo, { watermark: [mark, mark], watermarkX: [0, 0.1, 0.2] }),
    /a list of the watermarks' options has 3 values, but there are 2 watermarks/,
  );
});
