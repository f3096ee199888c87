import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { built } from '../recipe/load.mjs';
import { drawPng, withOrientation } from './pictures.mjs';

const { isScanrillError, metadata, plan, transform, version } = await built('node.js');
const { LIMITS } = await built('recipe/index.js');

const png = drawPng(640, 480);
const transparent = drawPng(320, 200, { alpha: true });
let jpeg;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

before(async () => {
  jpeg = Buffer.from((await transform(png, { format: 'jpeg' })).data);
});

test('the snippet of the README works', async () => {
  const out = await transform(jpeg, { width: 320, format: 'webp', quality: 80 });
  assert.deepEqual([out.width, out.height, out.format, out.type], [320, 240, 'webp', 'image/webp']);
  assert.equal(Buffer.from(out.data.subarray(8, 12)).toString('latin1'), 'WEBP');
  assert.ok(out.info.peakMemory > 65536 && out.info.peakMemory < 16 * 1024 * 1024);
  assert.deepEqual(out.info.warnings, []);
  assert.equal(out.info.source.width, 640);
  assert.ok(out.info.ms.total >= out.info.ms.decode);
});

test('every format turns into every format', async () => {
  const sources = { png, jpeg, webp: (await transform(png, { format: 'webp' })).data };
  for (const [from, bytes] of Object.entries(sources)) {
    for (const format of ['jpeg', 'png', 'webp']) {
      const out = await transform(bytes, { width: 100, format });
      assert.deepEqual(
        [out.format, out.width, out.height],
        [format, 100, 75],
        `${from} to ${format}`,
      );
      const { width, height, format: read } = await metadata(out.data);
      assert.deepEqual([read, width, height], [format, 100, 75]);
    }
  }
});

test('without a format the source keeps its own', async () => {
  assert.equal((await transform(jpeg, { width: 10 })).format, 'jpeg');
  assert.equal((await transform(png, { width: 10 })).format, 'png');
});

test('format auto is JPEG, or PNG where pixels are transparent', async () => {
  assert.equal((await transform(png, { width: 10, format: 'auto' })).format, 'jpeg');
  assert.equal((await transform(transparent, { width: 10, format: 'auto' })).format, 'png');
});

test('the same picture in any container of bytes gives the same bytes', async () => {
  const expected = sha256((await transform(jpeg, { width: 99 })).data);
  const buffer = jpeg.buffer.slice(jpeg.byteOffset, jpeg.byteOffset + jpeg.length);
  const padded = new Uint8Array(jpeg.length + 20);
  padded.set(jpeg, 7);
  for (const input of [
    new Uint8Array(jpeg),
    buffer,
    padded.subarray(7, 7 + jpeg.length),
    new DataView(buffer),
    new Blob([jpeg]),
    runInNewContext('Uint8Array.from(jpeg)', { jpeg }),
    runInNewContext('Uint8Array.from(jpeg).buffer', { jpeg }),
  ]) {
    assert.equal(
      sha256((await transform(input, { width: 99 })).data),
      expected,
      Object.prototype.toString.call(input),
    );
  }
});

test('what is no picture is refused as one or the other', async () => {
  for (const input of [undefined, null, 'cat.jpg', 7, {}, [1, 2]]) {
    await assert.rejects(transform(input), {
      code: 'BAD_OPTIONS',
      message: /^the picture must be/,
    });
  }
  await assert.rejects(transform(new TextEncoder().encode('hello, world')), {
    code: 'UNSUPPORTED_FORMAT',
    status: 415,
  });
  await assert.rejects(
    transform(new Uint8Array(0)),
    (error) => isScanrillError(error) && error.status < 500,
  );
  await assert.rejects(transform(jpeg.subarray(0, jpeg.length >> 1)), {
    code: 'TRUNCATED',
    status: 422,
  });
});

test('the core refuses what the check before it would refuse, in the same name', async () => {
  await assert.rejects(transform(jpeg, { crop: [700, 0, 10, 10] }), {
    code: 'BAD_OPTIONS',
    message: /^crop begins outside/,
  });
});

test('misspelt options and settings are refused', async () => {
  await assert.rejects(transform(jpeg, { widht: 4 }), {
    code: 'BAD_OPTIONS',
    message: /did you mean width/,
  });
  await assert.rejects(transform(jpeg, {}, { singal: 1 }), {
    code: 'BAD_OPTIONS',
    message: /did you mean signal/,
  });
  await assert.rejects(transform(jpeg, {}, { profile: 'toString' }), {
    code: 'BAD_OPTIONS',
    message: /^profile must be one of/,
  });
  await assert.rejects(transform(jpeg, {}, { limits: { memory: -1 } }), {
    code: 'BAD_OPTIONS',
    message: /^limits.memory/,
  });
});

test('a signal that was aborted before stops the job with its reason', async () => {
  const reason = new Error('the user left');
  await assert.rejects(
    transform(jpeg, {}, { signal: AbortSignal.abort(reason) }),
    (error) => error === reason,
  );
});

test('a signal stops a job that runs, and the thread is free meanwhile', async () => {
  const large = (await transform(drawPng(3000, 2000), { format: 'jpeg' })).data;
  const controller = new AbortController();
  const job = transform(large, { width: 2900, format: 'png' }, { signal: controller.signal });
  setTimeout(() => controller.abort(), 30);
  await assert.rejects(job, { name: 'AbortError' });
});

test('progress rises to one, and slices change no byte', async () => {
  const large = (await transform(drawPng(2000, 1500), { format: 'jpeg' })).data;
  const shares = [];
  const sliced = await transform(
    large,
    { width: 1500 },
    { onProgress: (share) => shares.push(share) },
  );
  const straight = await transform(large, { width: 1500 });
  assert.equal(sha256(sliced.data), sha256(straight.data));
  assert.equal(shares.at(-1), 1);
  assert.ok(shares.length > 1, `${shares.length} reports`);
  assert.deepEqual(
    shares,
    [...shares].sort((a, b) => a - b),
  );
});

test('jobs do not disturb each other', async () => {
  const widths = [50, 60, 70, 80];
  const alone = [];
  for (const width of widths) alone.push(sha256((await transform(jpeg, { width })).data));
  const onProgress = () => {};
  const together = await Promise.all(
    widths.map((width) => transform(jpeg, { width }, { onProgress })),
  );
  assert.deepEqual(
    together.map(({ data }) => sha256(data)),
    alone,
  );
});

test('the same options as a URL, a recipe or an object give the same bytes', async () => {
  const { parseQuery, parseRecipe, canonicalRecipe } = await built('recipe/index.js');
  const options = {
    width: 151,
    height: 100,
    dpr: 1.5,
    position: 'ne',
    quality: 'high',
    background: '#F00',
  };
  const { options: fromUrl } = parseQuery('w=151&h=100&dpr=1.5&g=ne&q=high&b=%23f00');
  const expected = sha256((await transform(transparent, options)).data);
  assert.equal(sha256((await transform(transparent, fromUrl)).data), expected);
  assert.equal(
    sha256((await transform(transparent, parseRecipe(canonicalRecipe(options)))).data),
    expected,
  );
});

test('limits can be lowered for one job, but not raised', async () => {
  await assert.rejects(transform(jpeg, { width: 600 }, { limits: { memory: 300_000 } }), {
    code: 'MEMORY_LIMIT',
    status: 413,
  });
  await transform(jpeg, { width: 10 }, { profile: 'edge', limits: { memory: 4e9 } });
  const tooLong = new Uint8Array(LIMITS.edge.maxInputBytes + 1);
  await assert.rejects(transform(tooLong, {}, { profile: 'edge' }), {
    code: 'INPUT_TOO_LARGE',
    status: 413,
  });
});

test('memory stays below what the plan says', async () => {
  for (const [input, options] of [
    [jpeg, { width: 100 }],
    [jpeg, { width: 300, rotate: 90, format: 'webp' }],
    [png, { width: 300, format: 'png' }],
    [transparent, { height: 150, format: 'webp' }],
  ]) {
    const { memory, width, height, format } = await plan(input, options);
    const out = await transform(input, options);
    assert.ok(out.info.peakMemory <= memory, `${out.info.peakMemory} of ${memory}`);
    assert.deepEqual([out.width, out.height, out.format], [width, height, format]);
  }
});

test('plan() answers from the start of a picture, or says how much more it needs', async () => {
  const whole = await plan(jpeg, { width: 100 });
  let given = 16;
  for (let step = 0; step < 10; step++) {
    const answer = await plan(jpeg.subarray(0, given), { width: 100 }, { totalBytes: jpeg.length });
    if (answer.needMore === undefined) {
      assert.deepEqual(answer, whole);
      assert.ok(given < jpeg.length || step > 0);
      return;
    }
    assert.equal(answer.needMore.offset, given);
    assert.ok(answer.needMore.bytes > 0);
    given += answer.needMore.bytes;
  }
  assert.fail('plan() never had enough');
});

test('metadata() tells the upright size and how the picture is stored', async () => {
  const source = await metadata(withOrientation(jpeg, 6));
  assert.deepEqual([source.width, source.height, source.orientation], [480, 640, 6]);
  assert.deepEqual([source.storedWidth, source.storedHeight], [640, 480]);
  assert.deepEqual(
    [source.format, source.chroma, source.alpha, source.depth],
    ['jpeg', '4:2:0', false, 8],
  );
  assert.deepEqual(
    [(await metadata(transparent)).alpha, (await metadata(transparent)).format],
    [true, 'png'],
  );
});

test('version() names everything inside', async () => {
  const versions = await version();
  for (const name of ['scanrill', 'libjpeg-turbo', 'libpng', 'libwebp', 'zlib'])
    assert.match(String(versions[name]), /^\d/, name);
});
