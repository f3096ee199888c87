import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { drawPng } from '../wasm/pictures.mjs';
import { folder, run, start } from './run.mjs';

const { metadata, transform } = await built('node.js');

const png = drawPng(300, 200);

/** A folder with cat.png, dog.png in sub/, and a text that calls itself a picture. */
async function pictures(t) {
  const cwd = await folder(t);
  await mkdir(join(cwd, 'in', 'sub'), { recursive: true });
  await writeFile(join(cwd, 'cat.png'), png);
  await writeFile(join(cwd, 'in', 'cat.png'), png);
  await writeFile(join(cwd, 'in', 'sub', 'dog.png'), drawPng(90, 60));
  await writeFile(join(cwd, 'text.jpg'), 'not a picture');
  return cwd;
}

const sizeOf = async (path) => {
  const { format, width, height } = await metadata(readFileSync(path));
  return `${format} ${width}x${height}`;
};

test('a picture becomes another, in the format of its name, and the line tells what happened', async (t) => {
  const cwd = await pictures(t);
  const { code, stderr, text } = await run(['cat.png', '-w', '150', '-o', 'small.webp'], { cwd });
  assert.equal(code, 0, stderr);
  assert.equal(text, '');
  assert.match(
    stderr,
    /^cat\.png → small\.webp  [\d.]+ KB → [\d.]+ K?B  −\d+ %  \d+ ms  peak [\d.]+ [KM]B\n$/,
  );
  assert.equal(await sizeOf(join(cwd, 'small.webp')), 'webp 150x100');
});

test('the command writes the bytes that the package makes', async (t) => {
  const cwd = await pictures(t);
  await run(['cat.png', '-w', '77', '-o', 'a.jpg'], { cwd });
  const { data } = await transform(png, { width: 77, format: 'jpeg' });
  assert.deepEqual(readFileSync(join(cwd, 'a.jpg')), Buffer.from(data));
});

test('--watermark lays files over the result, in their order, and plan and url know them', async (t) => {
  const cwd = await pictures(t);
  const marks = ['--watermark', 'in/cat.png', '--watermark', 'in/sub/dog.png'];
  const more = ['--watermark-scale', '0.5,0.2', '--watermark-position', 'top', '-w', '90'];
  const { code, stderr } = await run(['cat.png', ...marks, ...more, '-o', 'a.webp'], { cwd });
  assert.equal(code, 0, stderr);
  const { data } = await transform(png, {
    width: 90,
    format: 'webp',
    watermark: [png, drawPng(90, 60)],
    watermarkScale: [0.5, 0.2],
    watermarkPosition: 'top',
  });
  assert.deepEqual(readFileSync(join(cwd, 'a.webp')), Buffer.from(data));
  const planned = await run(['plan', 'cat.png', ...marks, ...more, '--json'], { cwd });
  assert.deepEqual(
    JSON.parse(planned.text).watermarks.map(({ width, height }) => [width, height]),
    [
      [30, 20],
      [12, 8],
    ],
  );
  const url = await run(['url', 'cat.png', ...marks, '--canonical'], { cwd });
  assert.equal(url.text.trim(), '/cat.png/_/wm=in!2fcat.png!2cin!2fsub!2fdog.png');
  const missing = await run(['cat.png', '--watermark', 'none.png', '-o', 'b.webp'], { cwd });
  assert.deepEqual([missing.code, existsSync(join(cwd, 'b.webp'))], [1, false]);
  assert.match(missing.stderr, /there is no file none\.png/);
});

test('without -o results lie beside their sources', async (t) => {
  const cwd = await pictures(t);
  assert.equal((await run(['cat.png', 'in/cat.png', '-w', '30'], { cwd })).code, 0);
  assert.equal(await sizeOf(join(cwd, 'cat-30.png')), 'png 30x20');
  assert.equal(await sizeOf(join(cwd, 'in', 'cat-30.png')), 'png 30x20');
  assert.equal((await run(['cat.png', '-f', 'webp'], { cwd })).code, 0);
  assert.equal(await sizeOf(join(cwd, 'cat.webp')), 'webp 300x200');
});

test('a file that exists is not overwritten, and with --overwrite it is', async (t) => {
  const cwd = await pictures(t);
  await writeFile(join(cwd, 'a.webp'), 'mine');
  const first = await run(['cat.png', '-o', 'a.webp'], { cwd });
  assert.equal(first.code, 1);
  assert.match(first.stderr, /a\.webp exists already; add --overwrite/);
  assert.equal(readFileSync(join(cwd, 'a.webp'), 'utf8'), 'mine');
  assert.equal((await run(['cat.png', '-o', 'a.webp', '--overwrite'], { cwd })).code, 0);
  assert.equal(await sizeOf(join(cwd, 'a.webp')), 'webp 300x200');
});

test('a source is not replaced by its own result unless asked', async (t) => {
  const cwd = await pictures(t);
  const { code, stderr } = await run(['cat.png', '-q', '50'], { cwd });
  assert.equal(code, 1);
  assert.match(stderr, /cat\.png is the source itself/);
  assert.deepEqual(readFileSync(join(cwd, 'cat.png')), png);
});

test('directories and patterns keep their tree below -o DIR/', async (t) => {
  const cwd = await pictures(t);
  assert.equal((await run(['in', '-r', '-w', '30', '-f', 'webp', '-o', 'out/'], { cwd })).code, 0);
  assert.equal(await sizeOf(join(cwd, 'out', 'cat.webp')), 'webp 30x20');
  assert.equal(await sizeOf(join(cwd, 'out', 'sub', 'dog.webp')), 'webp 30x20');
  assert.equal((await run(['in/**/*.{png,gif}', '-w', '9', '-o', 'glob/'], { cwd })).code, 0);
  assert.equal(await sizeOf(join(cwd, 'glob', 'sub', 'dog.png')), 'png 9x6');
  assert.equal(await sizeOf(join(cwd, 'glob', 'cat.png')), 'png 9x6');
});

test('a pattern names each result, and two results never share a name', async (t) => {
  const cwd = await pictures(t);
  assert.equal(
    (await run(['cat.png', '-w', '30', '-o', 'x/{name}-{width}x{height}.{ext}'], { cwd })).code,
    0,
  );
  assert.deepEqual(readdirSync(join(cwd, 'x')), ['cat-30x20.png']);
  const twice = await run(
    ['cat.png', 'in/cat.png', '-w', '30', '-o', 'y/{name}.webp', '--overwrite'],
    { cwd },
  );
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /in\/cat\.png: .*is the result of another picture of this run/);
});

test('standard input and output carry pictures', async (t) => {
  const cwd = await folder(t);
  const { code, stdout, stderr } = await run(
    ['-', '-w', '30', '-f', 'webp', '-o', '-', '--quiet'],
    { cwd, input: png },
  );
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  const { width, format } = await metadata(stdout);
  assert.deepEqual([format, width], ['webp', 30]);
});

test('one failure does not stop the others, and ends with 1', async (t) => {
  const cwd = await pictures(t);
  const { code, stderr } = await run(
    ['text.jpg', 'missing.jpg', 'cat.png', '-w', '30', '-o', 'out/'],
    { cwd },
  );
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^text\.jpg: UNSUPPORTED_FORMAT: .*\(convert it to JPEG, PNG or WebP first\)$/m,
  );
  assert.match(stderr, /^missing\.jpg: SOURCE_NOT_FOUND: there is no file missing\.jpg/m);
  assert.equal(await sizeOf(join(cwd, 'out', 'cat.png')), 'png 30x20');
});

test('--json prints an object for each picture and a summary', async (t) => {
  const cwd = await pictures(t);
  const { code, text, stderr } = await run(
    ['cat.png', 'text.jpg', '-w', '30', '-o', 'out/', '--json'],
    { cwd },
  );
  assert.equal(code, 1);
  assert.equal(stderr, '');
  const [file, error, summary, ...more] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(more, []);
  assert.equal(file.type, 'file');
  assert.deepEqual(
    [file.input, file.output, file.width, file.height, file.format],
    ['cat.png', join('out', 'cat.png'), 30, 20, 'png'],
  );
  assert.equal(file.bytesIn, png.length);
  assert.ok(file.peakMemory > 0 && file.ms.total >= 0);
  assert.deepEqual(
    [error.type, error.input, error.code],
    ['error', 'text.jpg', 'UNSUPPORTED_FORMAT'],
  );
  assert.deepEqual(
    [summary.type, summary.done, summary.failed, summary.bytesIn],
    ['summary', 1, 1, png.length],
  );
});

test('info and plan tell about pictures and write none', async (t) => {
  const cwd = await pictures(t);
  const info = await run(['info', 'cat.png', 'text.jpg'], { cwd });
  assert.equal(info.code, 1);
  assert.match(info.text, /^cat\.png  png  300 x 200  [\d.]+ KB\n$/);
  assert.match(info.stderr, /UNSUPPORTED_FORMAT/);
  const plan = await run(['plan', 'cat.png', '-w', '150', '-f', 'webp'], { cwd });
  assert.match(plan.text, /^cat\.png  webp  150 x 100  at most [\d.]+ [KM]B  decode → .*encode\n$/);
  const { type, width, memory, source } = JSON.parse(
    (await run(['plan', 'cat.png', '-w', '150', '--json'], { cwd })).text,
  );
  assert.deepEqual([type, width, source.width], ['plan', 150, 300]);
  assert.ok(memory > 0);
  assert.deepEqual(readdirSync(cwd).sort(), ['cat.png', 'in', 'text.jpg']);
});

test('colour comes only where it is wanted', async (t) => {
  const cwd = await pictures(t);
  const colour = async (env) =>
    (await run(['text.jpg', '-o', 'x.webp'], { cwd, env })).stderr.includes('\u001b[');
  assert.equal(await colour({}), false);
  assert.equal(await colour({ FORCE_COLOR: '1' }), true);
  assert.equal(await colour({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
});

test('names cannot steer the terminal', async (t) => {
  const cwd = await folder(t);
  const { stderr } = await run(['a\u001b[2Jb.jpg', '-o', 'x.webp'], { cwd });
  assert.ok(!stderr.includes('\u001b'), stderr);
});

test('a reader that goes away ends the command in silence', async (t) => {
  const cwd = await pictures(t);
  const child = start(['info', ...Array(2000).fill('cat.png')], { cwd });
  let stderr = '';
  child.stderr.on('data', (piece) => (stderr += piece));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((done) => child.on('close', done));
  assert.equal(stderr, '');
  assert.equal(code, 0);
});

test('an interrupt ends with 130 and leaves no half file', async (t) => {
  const cwd = await folder(t);
  const { data } = await transform(drawPng(3000, 2000), { format: 'jpeg' });
  const names = Array.from({ length: 30 }, (_, i) => `p${i}.jpg`);
  for (const name of names) await writeFile(join(cwd, name), data);
  const child = start([...names, '-w', '2900', '-o', 'out/'], { cwd });
  await new Promise((done) => child.stderr.once('data', done)); // the first is done
  setTimeout(() => child.kill('SIGINT'), 20);
  const code = await new Promise((done) => child.on('close', done));
  assert.equal(code, 130);
  const left = readdirSync(join(cwd, 'out'));
  assert.ok(left.length > 0 && left.length < names.length, String(left.length));
  for (const name of left)
    assert.equal(await sizeOf(join(cwd, 'out', name)), 'jpeg 2900x1933', name);
});

test('--version names the command and everything inside', async () => {
  const { code, text } = await run(['--version']);
  assert.equal(code, 0);
  assert.match(text, /^scanrill \d+\.\d+\.\d+\n/);
  assert.match(text, /^libwebp \d/m);
  assert.ok(existsSync(new URL('../../wasm/package.json', import.meta.url)));
});
