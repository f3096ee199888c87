/*
 * scanrill replay against an old system of the test's own: a server that answers with pictures made otherwise.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { ciede2000 } from '../../bench/ciede2000.mjs';
import { photo } from '../pictures/patterns.mjs';
import { pngOf } from '../pictures/png.mjs';
import { built } from '../recipe/load.mjs';
import { folder, run } from './run.mjs';

const { transform } = await built('node.js');
const { deltaE, meanDeltaE } = await built('cli/replay/delta-e.js');
const { pixelsOf } = await built('cli/replay/pixels.js');
const { turnOf } = await built('cli/replay/turns.js');
const { readRequests } = await built('cli/replay/log.js');
const { monthlyBill } = await built('cli/replay/bill.js');

const server = new URL('../../edge-host/dist/local/serve.js', import.meta.url);
const skip = existsSync(server) ? false : 'edge-host is not built';
const raster = photo(96, 64);
const picture = pngOf(raster);
const made = async (options) => Buffer.from((await transform(picture, options)).data);

/** Answers of the old system by its URLs; everything else is a 404. */
async function oldSystem(t, answers) {
  const old = createServer((request, response) => {
    const body = answers[request.url];
    if (body === undefined) return response.writeHead(404).end();
    const type = body.subarray(1, 4).toString() === 'PNG' ? 'png' : body.subarray(8, 12).toString() === 'WEBP' ? 'webp' : 'jpeg';
    response.writeHead(200, { 'content-type': `image/${type}` }).end(body);
  });
  old.listen(0, '127.0.0.1');
  await once(old, 'listening');
  t.after(() => old.close());
  return `http://127.0.0.1:${old.address().port}`;
}

const FIELDS = 'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs-uri-query x-edge-result-type';
const row = (time, stem, query, more = {}) => {
  const { bytes = 1000, method = 'GET', status = 200, result = 'Miss' } = more;
  return ['2026-11-01', time, 'FRA2', bytes, '192.0.2.1', method, 'd.example', stem, status, query, result].join('\t');
};
const log = (...rows) => gzipSync(`#Version: 1.0\n#Fields: ${FIELDS}\n${rows.join('\n')}\n`);

async function setUp(t, answers) {
  const cwd = await folder(t);
  await writeFile(join(cwd, 'cat.png'), picture);
  return { cwd, theirs: await oldSystem(t, answers) };
}

test('a log is replayed: the same, smaller, of another size, turned, missing here', { skip }, async (t) => {
  const { cwd, theirs } = await setUp(t, {
    '/cat.png?w=48&f=jpeg': await made({ width: 48, format: 'jpeg' }),
    '/cat.png?w=48&f=webp': await made({ width: 48, format: 'webp', quality: 30 }),
    '/cat.png?w=40': await made({ width: 42 }),
    '/cat.png?w=32&h=32': await made({ width: 32, height: 32, rotate: 90 }),
    '/gone.png?w=32': await made({ width: 32 }),
  });
  const rows = [
    ['w=48&f=jpeg', 3],
    ['w=48&f=webp', 2],
    ['w=40', 1],
    ['w=32&h=32', 1],
  ].flatMap(([query, times]) => Array.from({ length: times }, (_, i) => row(`00:00:0${i}`, '/cat.png', query)));
  await writeFile(join(cwd, 'access.log.gz'), log(...rows, row('12:00:00', '/gone.png', 'w=32')));
  const args = ['replay', 'access.log.gz', '--theirs', theirs, '--originals', '.'];
  const { code, text } = await run([...args, '--json'], { cwd });
  assert.equal(code, 1, 'one failed here and not there');
  const lines = text.trim().split('\n').map((line) => JSON.parse(line));
  const of = (target) => lines.find((line) => line.target === target);
  assert.deepEqual(
    [of('/cat.png?w=48&f=jpeg').requests, of('/cat.png?w=48&f=jpeg').deltaE, of('/cat.png?w=48&f=jpeg').differences],
    [3, 0, []],
  );
  const smaller = of('/cat.png?w=48&f=webp');
  assert.ok(smaller.deltaE > 0.5 && smaller.theirs.bytes < smaller.ours.bytes);
  assert.deepEqual(smaller.differences, []);
  assert.deepEqual(of('/cat.png?w=40').differences, ['size 42 x 28 was theirs']);
  assert.deepEqual(of('/cat.png?w=32&h=32').differences, ['theirs is turned by 90 degrees']);
  assert.deepEqual(of('/gone.png?w=32').differences, ['status 200 was theirs']);
  const total = lines.at(-1);
  assert.deepEqual([total.type, total.urls, total.compared, total.failed], ['replay', 5, 4, 1]);
  assert.ok(total.bill.after.functions > 0);

  const told = await run(args, { cwd });
  assert.match(told.text, /^ {6}3 {2}48 x 32 jpeg .* → 48 x 32 jpeg .* {2}ΔE 0\.0 {2}\/cat\.png\?w=48&f=jpeg$/m);
  assert.match(told.stderr, /1 failed here and not there/);
  assert.match(told.stderr, /gigabytes to viewers +\$/);
});

test("URLs of another system's dialect are asked as they are", { skip }, async (t) => {
  const target = '/cdn-cgi/image/width=48,format=jpeg/cat.png';
  const { cwd, theirs } = await setUp(t, { [target]: await made({ width: 48, format: 'jpeg', quality: 85 }) });
  await writeFile(join(cwd, 'urls.txt'), `# the most important one\nhttps://old.example${target}\n`);
  const args = ['replay', 'urls.txt', '--theirs', theirs, '--originals', '.', '--dialect', 'cloudflare'];
  const { code, text, stderr } = await run(args, { cwd });
  assert.equal(code, 0, stderr);
  assert.match(text, /48 x 32 jpeg .* → 48 x 32 jpeg /);
  assert.match(stderr, /a list has no times: no bill/);
});

test('replay says what is missing, and that a server cannot be reached', { skip }, async (t) => {
  const cwd = await folder(t);
  await writeFile(join(cwd, 'urls.txt'), '/cat.png\n');
  await writeFile(join(cwd, 'words.txt'), 'cat\n');
  const all = ['--theirs', 'http://127.0.0.1:1', '--originals', '.'];
  for (const [args, code, words] of [
    [['urls.txt'], 2, /replay needs --theirs URL and --originals DIR/],
    [['urls.txt', ...all, '--dialect', 'imgix'], 2, /--dialect must be one of scanrill, cloudflare/],
    [['words.txt', ...all], 2, /a URL or a path is expected, not "cat"/],
    [['urls.txt', ...all, '--most', '0'], 2, /--most must be a whole number above 0/],
    [['urls.txt', ...all], 1, /http:\/\/127\.0\.0\.1:1\/cat\.png cannot be read/],
  ]) {
    const { code: ended, stderr } = await run(['replay', ...args], { cwd });
    assert.equal(ended, code, stderr);
    assert.match(stderr, words);
  }
});

test('a log counts requests, hits and bytes of good GETs, and decodes its names once', () => {
  const { asked, seconds } = readRequests([
    log(
      row('00:00:00', '/a%2520b.jpg', 'w=4&n=%25C3%25A9', { bytes: 10 }),
      row('00:00:30', '/a%2520b.jpg', 'w=4&n=%25C3%25A9', { bytes: 20, result: 'Hit' }),
      row('00:01:00', '/a%2520b.jpg', 'w=4&n=%25C3%25A9', { bytes: 20, result: 'RefreshHit' }),
      row('00:02:00', '/c.jpg', '-'),
      row('00:09:00', '/c.jpg', '-', { status: 404 }),
      row('00:09:00', '/c.jpg', '-', { method: 'POST' }),
    ),
  ]);
  assert.deepEqual(asked, [
    { target: '/a%20b.jpg?w=4&n=%C3%A9', requests: 3, hits: 2, bytes: 50 },
    { target: '/c.jpg', requests: 1, hits: 0, bytes: 1000 },
  ]);
  assert.equal(seconds, 120);
  assert.throws(() => readRequests([Buffer.from('#Fields: date time\nx\ty\n')]), /no column cs-method/);
});

test('CIEDE2000 is that of the bench, which has the published pairs', () => {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  for (let i = 0; i < 2000; i++) {
    const [one, other] = [0, 1].map(() => [random() * 100, random() * 160 - 80, random() * 160 - 80]);
    if (i % 5 === 0) other[1] = other[2] = 0;
    assert.ok(Math.abs(deltaE(one, other) - ciede2000(one, other)) < 1e-9, `${one} ${other}`);
  }
});

test('pixels come back as they were drawn, and black differs from white by 100', async () => {
  const { width, height, rgb } = await pixelsOf(picture);
  assert.deepEqual([width, height], [96, 64]);
  assert.deepEqual(Buffer.from(rgb), Buffer.from(raster.pixels.filter((_, at) => at % 4 !== 3)));
  const plain = (value) => ({ width: 1, height: 1, rgb: new Uint8Array(3).fill(value) });
  assert.ok(Math.abs(meanDeltaE(plain(0), plain(255)) - 100) < 0.01);
});

test('a picture that lies otherwise is told as such, in each of the seven ways', async () => {
  for (const [options, words] of [
    [{}, undefined],
    [{ rotate: 90 }, 'turned by 90 degrees'],
    [{ rotate: 180 }, 'turned by 180 degrees'],
    [{ rotate: 270 }, 'turned by 270 degrees'],
    [{ flop: true }, 'mirrored'],
    [{ flip: true }, 'upside down, mirrored'],
    [{ rotate: 90, flop: true }, 'turned by 90 degrees, mirrored'],
    [{ rotate: 270, flop: true }, 'turned by 270 degrees, mirrored'],
  ]) {
    assert.equal(await turnOf(picture, await made({ ...options, format: 'jpeg', quality: 50 })), words, JSON.stringify(options));
  }
});

test('a bill is what one works out by hand', () => {
  const month = (365.25 / 12) * 86_400;
  const { before, after } = monthlyBill(
    { requests: 2e6, hits: 1e6, variants: 5e5, bytes: 1e9, bytesRatio: 0.5, transformMs: 30 },
    month,
  );
  const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-6, `${value}, not ${wanted}`);
  near(before.requests, 2);
  near(before.bytes, 0.085);
  near(after.requests, 2.2);
  near(after.bytes, 0.0425);
  // a million looks of 2 ms and half a million makings of 30 ms of work and 70 of waiting
  near(after.functions, 0.6 + 0.002 * (1769 / 1024) * 50.01 + 0.5 * (0.6 + 0.1 * (1769 / 1024) * 50.01));
  near(after.store, 2.5 * 0.4 + 0.5 * 5);
});
