import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { drawPng } from '../wasm/pictures.mjs';
import { folder, run, start } from './run.mjs';

const { metadata, transform } = await built('node.js');

const server = new URL('../../edge-host/dist/local/serve.js', import.meta.url);
const skip = existsSync(server) ? false : 'edge-host is not built';

test('serve shows a folder through the edge until it is interrupted', { skip }, async (t) => {
  const cwd = await folder(t);
  const png = drawPng(60, 40);
  await writeFile(join(cwd, 'cat.png'), png);
  const child = start(['serve', '.', '--port', '0'], { cwd });
  t.after(() => child.kill('SIGKILL'));
  const url = await new Promise((done, fail) => {
    let said = '';
    child.stderr.on('data', (piece) => {
      const found = /served at (http:\S+)/.exec((said += piece));
      if (found) done(found[1]);
    });
    child.once('close', () => fail(new Error(said)));
  });
  const answer = await fetch(`${url}cat.png?w=30&f=webp`);
  assert.equal(answer.status, 200);
  const data = Buffer.from(await answer.arrayBuffer());
  assert.equal((await metadata(data)).width, 30);
  const expected = await transform(png, { width: 30, format: 'webp' });
  assert.deepEqual(data, Buffer.from(expected.data));
  child.kill('SIGINT');
  assert.equal(await new Promise((done) => child.once('close', done)), 130);
});

test('serve refuses a folder that is not there, and more than one', { skip }, async (t) => {
  const cwd = await folder(t);
  const missing = await run(['serve', 'nowhere'], { cwd });
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /there is no directory nowhere/);
  assert.equal((await run(['serve', '.', '.'], { cwd })).code, 2);
});
