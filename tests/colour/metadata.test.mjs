/*
 * What a result tells beside its pixels: nothing, the copyright, or what the recipe asks to keep.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { batch, transformNative } from '../golden/native.mjs';
import { MARKS, phoneExif, tiffBlock } from '../pictures/exif.mjs';
import { encodeJpeg, segment } from '../pictures/jpeg.mjs';
import { photo, toYcc } from '../pictures/patterns.mjs';
import { chunk, pngOf } from '../pictures/png.mjs';
import { withMetadata } from '../pictures/webp.mjs';

const FORMATS = ['jpeg', 'png', 'webp'];
const PACKET = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6" a="MARK-XMP"/></x:xmpmeta>';
const raster = photo(48, 32);

const SOURCES = {
  jpeg: (exif, xmp) =>
    encodeJpeg({
      ...raster,
      planes: toYcc(raster),
      segments: [
        segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif])),
        segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`, 'latin1')),
      ],
    }),
  png: (exif, xmp) =>
    pngOf(raster, {
      before: [chunk('eXIf', exif), chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`, 'latin1'))],
    }),
  webp: async (exif, xmp) =>
    withMetadata(await transformNative(pngOf(raster), { format: 'webp' }), {
      width: raster.width,
      height: raster.height,
      exif,
      xmp: Buffer.from(xmp),
    }),
};
const source = (format, exif = phoneExif({ orientation: 6 }), xmp = PACKET) => SOURCES[format](exif, xmp);

/** EXIF and XMP of a result, by a walk over its parts. */
function partsOf(file) {
  const found = {};
  if (file[0] === 0xff) {
    for (let at = 2; file[at + 1] !== 0xda; at += 2 + file.readUInt16BE(at + 2)) {
      const body = file.subarray(at + 4, at + 2 + file.readUInt16BE(at + 2));
      if (file[at + 1] !== 0xe1) continue;
      if (body.toString('latin1', 0, 6) === 'Exif\0\0') found.exif = body.subarray(6);
      else found.xmp = body.subarray(29);
    }
  } else if (file[0] === 0x89) {
    for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
      const body = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
      const type = file.toString('latin1', at + 4, at + 8);
      if (type === 'eXIf') found.exif = body;
      if (type === 'iTXt') found.xmp = body.subarray(22);
    }
  } else {
    assert.equal(file.readUInt32LE(4) + 8, file.length, 'RIFF has the length of the file');
    for (let at = 12; at < file.length; at += 8 + file.readUInt32LE(at + 4) + (file[at + 4] & 1)) {
      const body = file.subarray(at + 8, at + 8 + file.readUInt32LE(at + 4));
      const type = file.toString('latin1', at, at + 4);
      if (type === 'VP8X') found.flags = body[0];
      if (type === 'EXIF') found.exif = body;
      if (type === 'XMP ') found.xmp = body;
    }
  }
  return found;
}

/** tag -> value of the first directory and of those that it leads to. */
function tagsOf(tiff) {
  const big = tiff[0] === 0x4d;
  const u16 = (at) => (big ? tiff.readUInt16BE(at) : tiff.readUInt16LE(at));
  const u32 = (at) => (big ? tiff.readUInt32BE(at) : tiff.readUInt32LE(at));
  const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8];
  const tags = {};
  const walk = (from) => {
    const count = u16(from);
    for (let n = 0; n < count; n++) {
      const at = from + 2 + n * 12;
      const bytes = sizes[u16(at + 2)] * u32(at + 4);
      const value = bytes > 4 ? u32(at + 8) : at + 8;
      assert.ok(value + bytes <= tiff.length);
      tags[u16(at)] = tiff.subarray(value, value + bytes);
      if (u16(at) === 0x8769 || u16(at) === 0x8825) walk(u32(at + 8));
      if (u16(at) === 0x0112) tags.orientation = u16(at + 8);
    }
    assert.equal(u32(from + 2 + count * 12), 0, 'no further directory');
  };
  walk(u32(4));
  return tags;
}

const all = Object.values(MARKS);
for (const from of FORMATS) {
  for (const to of FORMATS) {
    test(`${from} to ${to}: nothing is kept without being asked for`, async () => {
      const result = await transformNative(await source(from), { format: to });
      for (const mark of [...all, 'MARK-XMP', 'Exif', 'EXIF', 'eXIf']) assert.ok(!result.includes(mark), mark);
    });

    test(`${from} to ${to}: metadata=copyright keeps artist and copyright alone`, async () => {
      const result = await transformNative(await source(from), { format: to, metadata: 'copyright' });
      const tags = tagsOf(partsOf(result).exif);
      assert.deepEqual(Object.keys(tags).map(Number), [0x013b, 0x8298]);
      assert.equal(tags[0x013b].toString('latin1'), `${MARKS.artist}\0`);
      for (const mark of [...all, 'MARK-XMP']) {
        assert.equal(result.includes(mark), mark === MARKS.artist || mark === MARKS.copyright, mark);
      }
    });

    test(`${from} to ${to}: metadata=keep keeps the photograph's, upright and without thumbnail`, async () => {
      const result = await transformNative(await source(from), { format: to, metadata: 'keep', width: 20 });
      const { exif, xmp, flags } = partsOf(result);
      const tags = tagsOf(exif);
      assert.equal(tags.orientation, 1);
      assert.ok(tags[0x001b].equals(Buffer.from(MARKS.gps)));
      assert.equal(tags[0xa002], undefined, 'the old width');
      for (const mark of all) {
        assert.equal(result.includes(mark), ![MARKS.maker, MARKS.thumbnail].includes(mark), mark);
      }
      assert.equal(xmp.toString(), PACKET.replace('"6"', '"1"'));
      if (to === 'webp') assert.equal(flags & 0x0c, 0x0c);
    });
  }
}

test('the byte order of EXIF does not matter', async () => {
  const [big, little] = await Promise.all(
    [true, false].map(async (order) =>
      tagsOf(partsOf(await transformNative(await source('jpeg', phoneExif({ big: order })), { metadata: 'keep' })).exif),
    ),
  );
  assert.deepEqual(Object.keys(big), Object.keys(little));
  assert.deepEqual(big[0x8298], little[0x8298]);
});

test('the pixels do not depend on what is kept beside them', async () => {
  const [none, keep] = await Promise.all(
    ['none', 'keep'].map(async (metadata) => transformNative(await source('jpeg'), { metadata, width: 30 })),
  );
  const scan = none.subarray(none.indexOf(Buffer.from([0xff, 0xdb])));
  assert.ok(keep.subarray(-scan.length).equals(scan));
});

test('a picture without copyright gets no EXIF', async () => {
  const exif = tiffBlock({ first: [[0x010f, 2, MARKS.make]] });
  const result = await transformNative(await source('jpeg', exif), { metadata: 'copyright' });
  assert.equal(partsOf(result).exif, undefined);
});

test('a value that is longer than 8 KB is left out, and 60 KB of values fit', async () => {
  const long = tiffBlock({ first: [[0x010f, 2, 'x'.repeat(9000)], [0x8298, 2, MARKS.copyright]] });
  const result = await transformNative(await source('png', long), { metadata: 'keep', format: 'jpeg' });
  assert.deepEqual(Object.keys(tagsOf(partsOf(result).exif)).map(Number), [0x8298]);

  const tags = [0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x8298, 0x9c9b];
  const many = tiffBlock({ first: tags.map((tag) => [tag, 2, String(tag).padEnd(8000, 'y')]) });
  const full = await transformNative(await source('png', many), { metadata: 'keep', format: 'jpeg' });
  const kept = partsOf(full).exif;
  assert.ok(kept.length <= 65527);
  assert.equal(Object.keys(tagsOf(kept)).length, tags.length);
});

test('XMP that carries a thumbnail, or is too long for a JPEG, is left out and told', async () => {
  const packets = [PACKET.replace('a=', 'xmpGImg:image="/9j/4AAQ" a='), PACKET + ' '.repeat(65504)];
  const jobs = [];
  for (const packet of packets) {
    jobs.push({ bytes: await source('png', phoneExif(), packet), options: { metadata: 'keep', format: 'jpeg' } });
  }
  for (const { status, data, job } of await batch(jobs)) {
    assert.equal(status, 'OK');
    assert.ok(!data.includes('MARK-XMP'));
    assert.ok(job.warnings.some((text) => text.startsWith('XMP')));
  }
});

test('what is kept comes from a plan of any prefix, too', async () => {
  for (const format of FORMATS) {
    const bytes = await source(format);
    const options = { metadata: 'keep', format: 'jpeg', width: 20 };
    const [{ data }] = await batch([{ bytes, options }]);
    for (const prefix of [13, 40, 300, 1200]) {
      const [sliced] = await batch([{ bytes, options }], { flags: ['--prefix', String(prefix), '--slice', '1'] });
      assert.equal(sliced.status, 'OK');
      assert.ok(sliced.data.equals(data), `${format}, ${prefix}`);
    }
  }
});

test('whichever allocation fails, the job fails for want of memory or has all of its bytes', async () => {
  const jobs = [{ bytes: await source('jpeg'), options: { metadata: 'keep' } }];
  const [{ data: whole }] = await batch(jobs);
  let refused = 0;
  for (let number = 1; number <= 16; number++) {
    const [{ status, data }] = await batch(jobs, { flags: ['--fail-alloc', String(number)] });
    if (status === 'OK') assert.ok(data.equals(whole), String(number));
    else assert.equal(status, 'MEMORY_LIMIT', String(number));
    refused += status !== 'OK';
  }
  assert.ok(refused > 8, String(refused));
});
