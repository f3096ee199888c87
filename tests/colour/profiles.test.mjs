/*
 * Pictures with a colour profile come out in sRGB: against a twin in double precision, and against
 * littlecms where it is installed.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { deflateSync } from 'node:zlib';

import { batch, run, transformNative } from '../golden/native.mjs';
import { decode, difference, missing } from '../conformance/pixels.mjs';
import { phoneExif } from '../pictures/exif.mjs';
import {
  PRIMARIES, formulaCurve, gammaCurve, grayProfile, rgbProfile, srgbCurve, tableCurve, tableProfile,
} from '../pictures/icc.mjs';
import { encodeJpeg, segment } from '../pictures/jpeg.mjs';
import { channel, draw, photo, toYcc } from '../pictures/patterns.mjs';
import { GRAY, chunk, encodePng, pngOf } from '../pictures/png.mjs';
import { withMetadata } from '../pictures/webp.mjs';
import { grayToSrgb, rgbToSrgb, toLight } from './twin.mjs';

const iccChunk = (icc) => chunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), deflateSync(icc)]));
const gamma = (g) => (x) => x ** g;
const dotGain = (x) => 1 - (1 - x) ** 0.7 * (0.9 + 0.1 * x);

/** name -> profile, and what it means in double precision */
const RGB_PROFILES = {
  'Display P3': [rgbProfile(PRIMARIES.p3, srgbCurve(), { version: 4 }), PRIMARIES.p3, toLight],
  'Adobe RGB': [rgbProfile(PRIMARIES.adobe, gammaCurve(2.19921875)), PRIMARIES.adobe, gamma(2.19921875)],
  'ProPhoto RGB': [rgbProfile(PRIMARIES.proPhoto, gammaCurve(1.8)), PRIMARIES.proPhoto, gamma(1.80078125)],
  'wide with a table': [
    rgbProfile(PRIMARIES.p3, tableCurve(Array.from({ length: 256 }, (_, at) => (at / 255) ** 2.4))),
    PRIMARIES.p3,
    gamma(2.4),
  ],
  'a formula of kind 0': [rgbProfile(PRIMARIES.adobe, formulaCurve(0, 2)), PRIMARIES.adobe, gamma(2)],
  'a formula of kind 1': [
    rgbProfile(PRIMARIES.adobe, formulaCurve(1, 2, 1.25, -0.25)),
    PRIMARIES.adobe,
    (x) => Math.max(0, 1.25 * x - 0.25) ** 2,
  ],
  'a formula of kind 2': [
    rgbProfile(PRIMARIES.p3, formulaCurve(2, 2, 1.0625, -0.125, 0.125)),
    PRIMARIES.p3,
    (x) => Math.max(0, 1.0625 * x - 0.125) ** 2 + 0.125,
  ],
  'a formula of kind 4': [
    rgbProfile(PRIMARIES.p3, formulaCurve(4, 2, 0.9375, 0.0625, 0.25, 0.25, 0, 0.015625)),
    PRIMARIES.p3,
    (x) => (x >= 0.25 ? (0.9375 * x + 0.0625) ** 2 : 0.25 * x + 0.015625),
  ],
  'a straight line': [rgbProfile(PRIMARIES.srgb, tableCurve([])), PRIMARIES.srgb, (x) => x],
};
const lightnessToLight = (x) => (x > 0.08 ? ((100 * x + 16) / 116) ** 3 : (100 * x * 27) / 24389);
const GRAY_PROFILES = {
  'gray gamma 1.8': [grayProfile(gammaCurve(1.8)), gamma(1.80078125)],
  'gray gamma 2.2': [grayProfile(gammaCurve(2.2)), gamma(2.19921875)],
  'dot gain': [grayProfile(tableCurve(Array.from({ length: 1024 }, (_, at) => dotGain(at / 1023)))), dotGain],
  'gray by lightness': [grayProfile(tableCurve([]), { connection: 'Lab ' }), lightnessToLight],
};

/** Every value of each channel beside others, and a few thousand mixed colours. */
const colours = draw(96, 96, (x, y) => {
  const at = y * 96 + x;
  if (at < 256) return [at, at, at];
  if (at < 1024) return [0, 1, 2].map((number) => (number === (at >> 8) - 1 ? at & 255 : 0));
  return [(at * 2654435761) >>> 24, (at * 40503) & 255, (at * 97) & 255];
});
const ramp = { width: 256, height: 1 };

function worstOf(pixels, expected, n) {
  let most = 0;
  for (let at = 0; at < n; at++) {
    const wanted = expected(at);
    for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(pixels[at * 4 + c] - Math.round(wanted[c])));
  }
  return most;
}
const pixelAt = (raster, at) => [...raster.pixels.subarray(at * 4, at * 4 + 3)];

const withoutDecoder = missing('pngtopam');
for (const [name, [icc, primaries, curve]] of Object.entries(RGB_PROFILES)) {
  test(`${name}: each pixel is within 1 of the twin`, { skip: withoutDecoder }, async () => {
    const result = await transformNative(pngOf(colours, { before: [iccChunk(icc)] }), {});
    assert.ok(!result.includes('iCCP'));
    const { pixels } = await decode(result);
    assert.ok(worstOf(pixels, (at) => rgbToSrgb(pixelAt(colours, at), primaries, curve), 96 * 96) <= 1);
  });
}

const grayPng = (icc) =>
  encodePng({
    ...ramp,
    colourType: GRAY,
    depth: 8,
    samples: Uint8Array.from({ length: 256 }, (_, at) => at),
    before: [iccChunk(icc)],
  });
for (const [name, [icc, curve]] of Object.entries(GRAY_PROFILES)) {
  test(`${name}: each value is within 1 of the twin`, { skip: withoutDecoder }, async () => {
    const { pixels } = await decode(await transformNative(grayPng(icc), {}));
    assert.ok(worstOf(pixels, (at) => Array(3).fill(grayToSrgb(at, curve)), 256) <= 1);
  });
}

/** littlecms' answers, cut to 0..255: it works in floating point and does not clip. */
async function littlecms(icc, pixels) {
  const folder = mkdtempSync(join(tmpdir(), 'scanrill-icc-'));
  try {
    const path = join(folder, 'in.icc');
    writeFileSync(path, icc);
    const lines = pixels.map((pixel) => pixel.join(' ')).join('\n');
    const { stdout } = await run('transicc', [`-i${path}`, '-o*sRGB', '-t1', '-n', '-c0'], `${lines}\n`);
    const rows = stdout.toString().trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    return rows.map((row) => row.map((value) => Math.min(255, Math.max(0, value))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withoutLittlecms = missing('pngtopam', 'transicc');
for (const [name, [icc]] of Object.entries(RGB_PROFILES)) {
  test(`${name}: each pixel is within 1 of littlecms`, { skip: withoutLittlecms }, async () => {
    const asked = Array.from({ length: 96 * 96 }, (_, at) => pixelAt(colours, at));
    const answers = await littlecms(icc, asked);
    assert.equal(answers.length, asked.length);
    const { pixels } = await decode(await transformNative(pngOf(colours, { before: [iccChunk(icc)] }), {}));
    assert.ok(worstOf(pixels, (at) => answers[at], asked.length) <= 1);
  });
}
for (const [name, [icc]] of Object.entries(GRAY_PROFILES)) {
  test(`${name}: each value is within 1 of littlecms`, { skip: withoutLittlecms }, async () => {
    const answers = await littlecms(icc, Array.from({ length: 256 }, (_, at) => [at]));
    const { pixels } = await decode(await transformNative(grayPng(icc), {}));
    assert.ok(worstOf(pixels, (at) => answers[at], 256) <= 1);
  });
}

// ---- JPEG and WebP sources ----

const p3 = RGB_PROFILES['Display P3'][0];
const jpegWith = (icc, raster = photo(96, 64), planes = toYcc(raster)) =>
  encodeJpeg({
    ...raster,
    planes,
    segments: icc ? [segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), icc]))] : [],
  });

for (const format of ['jpeg', 'webp', 'png']) {
  test(`a JPEG in Display P3 becomes a ${format} in sRGB`, { skip: missing('djpeg', 'dwebp', 'pngtopam') }, async () => {
    const ours = await transformNative(jpegWith(p3), { width: 48, format, quality: 100 }).then(decode);
    const plain = await transformNative(jpegWith(p3), { width: 48, format: 'png', icc: 'strip' }).then(decode);
    const twin = draw(48, 32, (x, y) => rgbToSrgb(pixelAt(plain, y * 48 + x), PRIMARIES.p3, toLight).map(Math.round));
    // JPEG and WebP halve the chroma: the twin's picture goes the same way.
    const same = await transformNative(pngOf(twin), { format, quality: 100 }).then(decode);
    assert.ok(difference(ours, same).mean < 0.5, JSON.stringify(difference(ours, same)));
    assert.ok(difference(plain, twin).mean > 3);
  });
}

test('a profile that means sRGB changes no byte, and an ordinary photograph stays in its planes', async () => {
  const srgb = rgbProfile(PRIMARIES.srgb, srgbCurve());
  const [plain, marked] = await Promise.all(
    [undefined, srgb].map((icc) => transformNative(jpegWith(icc), { width: 40 })),
  );
  assert.ok(plain.equals(marked));
});

test('a gray JPEG with a profile of RGB is converted as neutral colours', { skip: missing('djpeg', 'pngtopam') }, async () => {
  const raster = photo(64, 48);
  const gray = jpegWith(rgbProfile(PRIMARIES.adobe, gammaCurve(1.8)), raster, toYcc(raster).slice(0, 1));
  const [converted, plain] = await Promise.all(
    ['srgb', 'strip'].map((icc) => transformNative(gray, { format: 'png', icc }).then(decode)),
  );
  assert.ok(worstOf(converted.pixels, (at) => Array(3).fill(grayToSrgb(plain.pixels[at * 4], gamma(1.80078125))), 64 * 48) <= 1);
});

test('alpha stays as it is', { skip: withoutDecoder }, async () => {
  const raster = draw(32, 32, (x, y) => [x * 8, y * 8, 100, (x * 8) | 7]);
  const png = pngOf(raster, { alpha: true, before: [iccChunk(p3)] });
  const { pixels } = await decode(await transformNative(png, {}));
  for (let at = 0; at < 32 * 32; at++) assert.equal(pixels[at * 4 + 3], raster.pixels[at * 4 + 3]);
});

// ---- what stays in the result ----

const NEEDLE = { jpeg: 'ICC_PROFILE', png: 'iCCP', webp: 'ICCP' };
const jobs = [];
const outcome = (bytes, options) => {
  jobs.push({ bytes, options });
  return jobs.length - 1;
};
const cases = [];
for (const format of ['jpeg', 'png', 'webp']) {
  cases.push([`icc=keep keeps Display P3 in a ${format}`, outcome(jpegWith(p3), { format, icc: 'keep' }), format, true]);
  cases.push([`icc=strip has no profile in a ${format}`, outcome(jpegWith(p3), { format, icc: 'strip' }), format, false]);
  cases.push([`a table of colours stays in a ${format}`, outcome(jpegWith(tableProfile()), { format }), format, true]);
}
const grayRaster = photo(40, 30);
const grayTable = jpegWith(tableProfile('GRAY'), grayRaster, [channel(grayRaster, 1)]);
cases.push(['a gray table of colours stays in a gray JPEG', outcome(grayTable, {}), 'jpeg', true]);
cases.push(['a gray table of colours fits no WebP', outcome(grayTable, { format: 'webp' }), 'webp', false, true]);
cases.push(['a table of RGB fits no gray picture', outcome(jpegWith(tableProfile()), { grayscale: true }), 'jpeg', false, true]);
cases.push(['a profile of inks fits no picture of ours', outcome(jpegWith(tableProfile('CMYK')), {}), 'jpeg', false, true]);

const outcomes = await batch(jobs);
for (const [name, number, format, kept, warned = false] of cases) {
  test(name, () => {
    const { status, data, job } = outcomes[number];
    assert.equal(status, 'OK');
    assert.equal(data.includes(NEEDLE[format]), kept);
    assert.equal(job.warnings.some((text) => text.includes('colour profile')), warned, job.warnings.join());
  });
}

test('memory stays below the plan where pixels are converted, light is averaged, metadata is kept', async () => {
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), phoneExif()]));
  const icc = segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), p3]));
  const raster = photo(640, 480);
  const bytes = encodeJpeg({ ...raster, planes: toYcc(raster), sampling: [[2, 2]], segments: [exif, icc] });
  const all = ['jpeg', 'png', 'webp'].flatMap((format) =>
    [40, 300, 640].flatMap((width) =>
      [{}, { icc: 'keep' }, { linear: true }, { metadata: 'keep' }, { linear: true, grayscale: true, rotate: 90 }].map(
        (others) => ({ bytes, options: { format, width, quality: 100, ...others } }),
      ),
    ),
  );
  for (const { status, heapPeakBytes, job } of await batch(all, { keepData: false })) {
    assert.equal(status, 'OK');
    assert.ok(heapPeakBytes + 256 * 1024 < job.plan.memory, JSON.stringify(job.plan));
  }
});

test('a kept profile has the bytes that it had', async () => {
  const jpeg = await transformNative(jpegWith(p3), { icc: 'keep' });
  assert.ok(jpeg.includes(p3));
  const webp = await transformNative(jpegWith(p3), { icc: 'keep', format: 'webp' });
  assert.ok(webp.includes(p3));
  assert.ok((await transformNative(webp, { icc: 'keep' })).includes(p3));
});

test('a large profile is cut into segments of a JPEG and put together again', async () => {
  const large = rgbProfile(PRIMARIES.p3, [0, 1, 2].map((shift) =>
    tableCurve(Array.from({ length: 30000 }, (_, at) => (at / 29999) ** (2 + shift / 8)))));
  const webp = withMetadata(await transformNative(pngOf(photo(20, 20)), { format: 'webp' }), { width: 20, height: 20, icc: large });
  const jpeg = await transformNative(webp, { icc: 'keep', format: 'jpeg' });
  assert.equal(jpeg.toString('latin1').split('ICC_PROFILE').length - 1, 3);
  assert.ok((await transformNative(jpeg, { icc: 'keep', format: 'webp' })).includes(large));
});
