import assert from 'node:assert/strict';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { description, falseCore } from './false_core.mjs';

const { createScanrill } = await built('api.js');
const { importedMemory } = await built('memory-import.js');

const picture = new Uint8Array(9);
const text = (changes) => JSON.stringify(description(changes));

/** The package on a core of the test's own. */
function on(answers, json = text(), pages = 2) {
  const find = () => falseCore(answers, json, pages);
  return createScanrill({ find, profile: 'pipeline', yields: false, pause: async () => {} });
}

const internal = (message = /./) => ({
  name: 'ScanrillError',
  code: 'INTERNAL',
  status: 500,
  message,
});

test('a false core that answers well is believed', async () => {
  const { data, ...out } = await on({}).transform(picture);
  assert.equal(data.length, 0);
  assert.deepEqual([out.width, out.height, out.format, out.type], [4, 3, 'webp', 'image/webp']);
  assert.equal(out.info.peakMemory, 2 * 65536);
});

test('a trap becomes INTERNAL, wherever it happens', async () => {
  for (const name of ['buffer', 'open', 'plan', 'run', 'take', 'describe']) {
    await assert.rejects(on({ [name]: 'trap' }).transform(picture), internal(/unreachable/), name);
  }
});

test('a buffer outside the memory is not written to', async () => {
  for (const buffer of [0, 2 * 65536 - 1, 0x7fffffff, -4096]) {
    await assert.rejects(
      on({ buffer }).transform(picture),
      internal(/points outside its memory/),
      String(buffer),
    );
  }
});

test('a piece outside the memory, without bytes, or above the limit is not taken', async () => {
  for (const [take, take_bytes] of [
    [65536, 65537],
    [-1, 1],
    [8, 0],
    [8, -1],
    [8, 0x7fffffff],
  ]) {
    await assert.rejects(
      on({ take, take_bytes }).transform(picture),
      internal(),
      `${take} ${take_bytes}`,
    );
  }
});

test('a core that hands out bytes for ever meets the limit of the result', async () => {
  const gigabytes = on({ take: 8, take_bytes: 65536 * 3 - 8, run: 1 }, text(), 3);
  await assert.rejects(
    gigabytes.transform(picture, {}, { profile: 'edge' }),
    internal(/impossible size/),
  );
});

test('a result of another length than described is refused', async () => {
  const json = text({ result: { format: 'webp', width: 4, height: 3, bytes: 5 } });
  await assert.rejects(on({}, json).transform(picture), internal());
});

test('a read to a place outside the memory copies nothing and ends the job', async () => {
  for (const pointer of [0, 2 * 65536 - 8, -1]) {
    await assert.rejects(
      on({ run: { read: [0, 0, pointer, 9] } }).transform(picture),
      internal(/outside/),
      String(pointer),
    );
  }
});

test('a read past the picture, or of another one, brings no bytes', async () => {
  // The status is what rill.read answered: 9 and -9 are no statuses, 0 is OK.
  await assert.rejects(
    on({ run: { read: [0, 0, 8, 100] } }).transform(picture),
    internal(/status 9$/),
  );
  await assert.rejects(
    on({ run: { read: [0, 5, 8, 100] } }).transform(picture),
    internal(/status 4$/),
  );
  await on({ run: { read: [0, 9, 8, 100] } }).transform(picture);
  await on({ run: { read: [0, -1, 8, 100] } }).transform(picture);
  await on({ run: { read: [1, 0, 8, 4] } }).transform(picture);
});

test('plan() asks for the bytes that the core wants, and refuses wishes that cannot be', async () => {
  const more = await on({ plan: 1, need_bytes: 70000 }).plan(picture, {}, { totalBytes: 100000 });
  assert.deepEqual(more, { needMore: { offset: 9, bytes: 69991 } });
  for (const need_bytes of [0, 9, 100001, -1]) {
    const asked = on({ plan: 1, need_bytes }).plan(picture, {}, { totalBytes: 100000 });
    await assert.rejects(asked, internal(/prefix/), String(need_bytes));
  }
});

test('a read past the prefix is put off', async () => {
  const status = on({ plan: { read: [0, 0, 8, 100] } }).plan(picture, {}, { totalBytes: 100000 });
  await assert.rejects(status, internal(/status -1$/)); // RILL_READ_LATER is no status
});

test('a status that does not exist is INTERNAL, one that does brings its words', async () => {
  await assert.rejects(on({ run: -77 }).transform(picture), internal(/status -77/));
  await assert.rejects(on({ run: 2 }).transform(picture), internal(/status 2/));
  const detail = text({ status: 'TRUNCATED', detail: 'after row 7' });
  await assert.rejects(on({ run: -22 }, detail).transform(picture), {
    name: 'ScanrillError',
    code: 'TRUNCATED',
    status: 422,
    hint: 'upload the whole file again',
    message: 'the picture ends before its data is complete: after row 7',
  });
  await assert.rejects(on({ open: -35, describe: 0 }).transform(picture), { code: 'MEMORY_LIMIT' });
});

test('a detail cannot steer a terminal and is not endless', async () => {
  const detail = text({ detail: `\u001b[2J${'x'.repeat(9000)}` });
  const error = await on({ run: -23 }, detail)
    .transform(picture)
    .catch((error) => error);
  assert.equal(error.code, 'CORRUPT');
  assert.ok(!error.message.includes('\u001b') && error.message.length < 400, error.message);
});

test('a description that is not what it must be is refused in the name of what is wrong', async () => {
  const source = description().source;
  const cases = [
    ['{', /syntax/],
    ['[]', /job/],
    ['null', /job/],
    [text({ source: undefined }), undefined],
    [text({ source: { ...source, width: -1 } }), /job.source.width/],
    [text({ source: { ...source, width: 1.5 } }), /job.source.width/],
    [text({ source: { ...source, width: '4' } }), /job.source.width/],
    [text({ source: { ...source, format: 'gif' } }), /job.source.format/],
    [text({ source: { ...source, orientation: 9 } }), /job.source.orientation/],
    [text({ source: { ...source, alpha: 1 } }), /job.source.alpha/],
    [text({ warnings: Array(100).fill('x') }), /job.warnings/],
    [text({ status: 'toString' }), /job.status/],
    [text({ ms: { read: -1, decode: 0, transform: 0, encode: 0, total: 0 } }), /job.ms.read/],
  ];
  for (const [json, message] of cases) {
    await assert.rejects(on({}, json).transform(picture), internal(message), json);
  }
  await assert.rejects(on({ describe: 16385 }).transform(picture), internal(/describe itself/));
});

test('what the core adds to a description does not reach the caller', async () => {
  const json = text({ source: { ...description().source, __proto__: { evil: 1 }, evil: 1 } });
  const { info } = await on({}, json).transform(picture);
  assert.equal(info.source.evil, undefined);
});

test('the memory has the limits that the module declares', () => {
  assert.deepEqual(importedMemory(falseCore({}, '{}', 300)), { minPages: 300, maxPages: 302 });
  assert.throws(() => importedMemory(falseCore().subarray(0, 40)), internal());
  assert.throws(
    () => importedMemory(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)),
    internal(/imports no memory/),
  );
});
