/*
 * The local server with a settings file: presets, lists and signatures over real HTTP.
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { serve } from '../../edge-host/dist/local/serve.js';
import { metadata } from '../../wasm/dist/node.js';
import { readSettings, sign } from '../../wasm/dist/settings/index.js';
import { drawPng } from '../wasm/pictures.mjs';
import { folderFor } from './load.mjs';

const key = { id: 'new', secret: 'n'.repeat(40) };
const old = { id: 'old', secret: 'o'.repeat(40) };
const settings = readSettings({
  presets: { default: { format: 'auto' }, thumb: { width: 40, height: 40 } },
  allow: { width: [100, 200], dpr: [1, 2] },
  keys: { new: key.secret, old: old.secret },
});

const cleanup = [];
let server;

before(async () => {
  const dir = await folderFor({ after: (run) => cleanup.push(run) });
  await writeFile(join(dir, 'été 1.png'), drawPng(300, 200));
  server = await serve({ dir, settings, port: 0 });
});

after(async () => {
  await server?.close();
  for (const run of cleanup) await run();
});

const PATH = '/%C3%A9t%C3%A9%201.png';

async function get(target, accept = 'image/webp') {
  const response = await fetch(`${server.url}${target}`, { headers: { accept } });
  const body = Buffer.from(await response.arrayBuffer());
  const header = (name) => response.headers.get(name);
  return { status: response.status, body, header, path: header('x-scanrill-path') };
}

const codeOf = ({ body }) => JSON.parse(body).code;

test('a URL without options is the default preset, negotiated', async () => {
  const webp = await get(PATH);
  assert.equal(webp.path, `${PATH}/_/f=webp`);
  assert.equal(webp.header('vary'), 'Accept');
  assert.equal(webp.header('content-type'), 'image/webp');
  assert.equal((await get(PATH, '*/*')).path, `${PATH}/_/f=auto`);
});

test('a preset is cached under its options', async () => {
  const thumb = await get(`${PATH}?p=thumb&utm_source=x`);
  assert.equal(thumb.path, `${PATH}/_/w=40,h=40,f=webp`);
  assert.equal(thumb.header('x-scanrill-unknown'), 'utm_source');
  assert.equal((await metadata(thumb.body)).width, 40);
  const signed = await get(sign(`${PATH}?w=40&h=40`, key));
  assert.equal(signed.header('x-cache'), 'Hit');
  assert.deepEqual(signed.body, thumb.body);
});

test('widths snap to the list, and what has none needs a signature', async () => {
  assert.equal((await get(`${PATH}?w=101`)).path, `${PATH}/_/w=200,f=webp`);
  const refused = await get(`${PATH}?h=100`);
  assert.equal(refused.status, 403);
  assert.equal(codeOf(refused), 'NOT_ALLOWED');
  assert.equal(refused.header('cache-control'), 'public, max-age=300');
  const signed = await get(sign(`${PATH}?h=100`, old, { expires: new Date(Date.now() + 60_000) }));
  assert.equal(signed.path, `${PATH}/_/h=100,f=webp`);
  assert.equal((await metadata(signed.body)).height, 100);
});

test('another key and another expiry are a hit of the same variant', async () => {
  const first = await get(sign(`${PATH}?w=33`, key));
  assert.equal(first.header('x-cache'), 'Miss');
  const second = await get(sign(`${PATH}?w=33`, old, { expires: 4102444800 }));
  assert.equal(second.header('x-cache'), 'Hit');
  assert.equal(second.path, first.path);
});

test('a changed or expired signature is 403, with a code for each', async () => {
  const url = sign(`${PATH}?w=33`, key, { expires: 4102444800 });
  const changed = await get(url.replace('w=33', 'w=34'));
  assert.deepEqual([changed.status, codeOf(changed)], [403, 'BAD_SIGNATURE']);
  const expired = await get(sign(`${PATH}?w=33`, key, { expires: 1 }));
  assert.deepEqual([expired.status, codeOf(expired)], [403, 'SIGNATURE_EXPIRED']);
});

test('what somebody signed in other words than the canonical ones is a 400 that says them', async () => {
  const signed = `${PATH}/_/w=033,f=jpg`;
  const mac = createHmac('sha256', key.secret).update(signed).digest('base64url');
  const refused = await get(`${PATH}?w=033&f=jpg&s=new.${mac}`);
  assert.deepEqual([refused.status, codeOf(refused)], [400, 'BAD_OPTIONS']);
  assert.match(String(refused.body), /w=33,f=jpeg/);
});

test('one signed range serves a srcset', async () => {
  const url = sign(PATH, key, { ranges: { width: [50, 250, 50] } });
  for (const width of [50, 250])
    assert.equal((await metadata((await get(`${url}&w=${width}`)).body)).width, width);
  assert.equal((await get(`${url}&w=75`)).status, 403);
});

test('each variant tells the output epoch of the core that made it', async () => {
  assert.equal((await get(PATH)).header('x-amz-meta-epoch'), '1');
});

test('what the settings say under edge reaches the function', async (t) => {
  const dir = await folderFor(t);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  await mkdir(join(dir, 'in'));
  for (const name of ['in/logo.svg', 'out.svg']) await writeFile(join(dir, name), svg);
  await writeFile(join(dir, 'in/a.png'), drawPng(30, 20));
  const edge = { prefixes: ['in/'], unsupported: 'original', freshness: 'check', maxAgeSeconds: 60 };
  const own = await serve({ dir, settings: readSettings({ edge }), port: 0 });
  t.after(() => own.close());
  const logo = await fetch(`${own.url}/in/logo.svg?w=20`);
  assert.deepEqual([logo.status, logo.headers.get('content-type'), await logo.text()], [200, 'image/svg+xml', svg]);
  assert.match(logo.headers.get('content-security-policy'), /sandbox/);
  assert.equal((await fetch(`${own.url}/out.svg?w=20`)).status, 403);
  const picture = await fetch(`${own.url}/in/a.png?w=20`);
  assert.equal(picture.headers.get('cache-control'), 'public, max-age=60, stale-while-revalidate=420');
});
