import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { drawPng } from '../wasm/pictures.mjs';
import { folder, run } from './run.mjs';

const { transform } = await built('node.js');
const png = drawPng(60, 40);

async function pictures(t) {
  const cwd = await folder(t);
  await writeFile(join(cwd, 'cat.png'), png);
  const made = await transform(png, { width: 30, format: 'webp' });
  await writeFile(join(cwd, 'cat.webp'), made.data);
  return { cwd, made: made.data };
}

test('verify knows its own variant, whatever the recipe is written as', async (t) => {
  const { cwd } = await pictures(t);
  for (const recipe of [
    'w=30,f=webp',
    '{"width":30,"format":"webp"}',
    '?width=30&f=webp',
    'w=30&f=auto',
  ]) {
    const { code, text, stderr } = await run(['verify', 'cat.png', recipe, 'cat.webp'], { cwd });
    assert.equal(code, 0, text + stderr);
    assert.match(text, /recipe +w=30,f=webp\n[^]*the same bytes\n$/);
  }
});

test('verify says in what a variant differs, and exits with 1', async (t) => {
  const { cwd, made } = await pictures(t);
  const changed = Buffer.from(made);
  changed[changed.length - 3] ^= 1;
  await writeFile(join(cwd, 'changed.webp'), changed);
  const cases = [
    ['w=30,f=webp', 'changed.webp', /same format and size, other bytes/],
    ['w=20,f=webp', 'cat.webp', /it has 30 x 20 pixels, not 20 x 13/],
    ['w=30,f=jpeg', 'cat.webp', /it is webp, not jpeg/],
  ];
  for (const [recipe, variant, why] of cases) {
    const { code, text } = await run(['verify', 'cat.png', recipe, variant, '--json'], { cwd });
    const report = JSON.parse(text);
    assert.equal(code, 1);
    assert.equal(report.same, false);
    assert.notEqual(report.variant, report.expected);
    assert.match(report.why.join('; '), why);
  }
});

test('verify reads a variant from a server and compares what that says of it', async (t) => {
  const { cwd, made } = await pictures(t);
  const server = createServer((request, response) => {
    const epoch = request.url === '/old' ? { 'x-amz-meta-epoch': '0' } : {};
    response.writeHead(request.url === '/none' ? 404 : 200, epoch);
    response.end(request.url === '/old' ? made.subarray(0, made.length - 2) : made);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  const verify = (path) => run(['verify', 'cat.png', 'w=30,f=webp', url + path], { cwd });
  assert.equal((await verify('/new')).code, 0);
  const old = await verify('/old');
  assert.equal(old.code, 1);
  assert.match(old.text, /output epoch 0, and this core has 1/);
  assert.match((await verify('/none')).stderr, /answered 404/);
});

test('verify takes the files of the recipe\'s watermarks, in their order', async (t) => {
  const { cwd } = await pictures(t);
  const logo = drawPng(9, 9);
  await writeFile(join(cwd, 'a.png'), logo);
  const watermark = [logo, png];
  const made = await transform(png, { watermark, watermarkScale: [1, 0.5], format: 'webp' });
  await writeFile(join(cwd, 'marked.webp'), made.data);
  const recipe = 'wm=logos!2fa.png!2clogos!2fcat.png,wmscale=1_0.5,f=webp';
  const verify = (...files) =>
    run(['verify', 'cat.png', recipe, 'marked.webp', ...files.flatMap((one) => ['--watermark', one])], { cwd });
  assert.equal((await verify('a.png', 'cat.png')).code, 0);
  assert.equal((await verify('cat.png', 'a.png')).code, 1);
  const without = await verify('a.png');
  assert.equal(without.code, 2);
  assert.match(without.stderr, /in their order, as --watermark: logos\/a.png, logos\/cat.png/);
});

test('verify wants three things, and a recipe that is one', async (t) => {
  const { cwd } = await pictures(t);
  assert.equal((await run(['verify', 'cat.png', 'w=30'], { cwd })).code, 2);
  assert.match(
    (await run(['verify', 'cat.png', 'w=x', 'cat.webp'], { cwd })).stderr,
    /width must be/,
  );
  assert.match((await run(['verify', 'cat.png', '{w', 'cat.webp'], { cwd })).stderr, /no JSON/);
});
