import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { folder, run } from './run.mjs';

const { sign } = await built('settings/index.js');
const secret = 's'.repeat(32);

async function inFolder(t, settings) {
  const cwd = await folder(t);
  await writeFile(join(cwd, 'scanrill.json'), JSON.stringify(settings));
  return (...args) =>
    run(['sign', ...args, '--settings', 'scanrill.json'], { cwd, env: { SIGN_SECRET: secret } });
}

const keys = { a: { env: 'SIGN_SECRET' }, b: 'b'.repeat(32) };

test('sign prints the URL that sign() makes, with the first key of the settings', async (t) => {
  const scanrill = await inFolder(t, { keys });
  const { text, stderr } = await scanrill(
    'photos/my cat.jpg',
    '-w',
    '400',
    '--dpr',
    '2',
    '--preset',
    'x',
  );
  const expected = sign('/photos/my%20cat.jpg?p=x&w=400&dpr=2', { id: 'a', secret });
  assert.equal(text, `${expected}\n`, stderr);
  const other = await scanrill('a.jpg', '--key', 'b', '--base', 'https://cdn.example/', '--json');
  assert.equal(
    JSON.parse(other.text).url,
    sign('https://cdn.example/a.jpg', { id: 'b', secret: keys.b }),
  );
});

test('sign takes a range and an end', async (t) => {
  const scanrill = await inFolder(t, { keys });
  const { text } = await scanrill(
    'a.jpg',
    '--range',
    'width=200-1600:100',
    '--expires',
    '2027-01-31',
  );
  const options = { ranges: { width: [200, 1600, 100] }, expires: new Date('2027-01-31') };
  assert.equal(text.trim(), sign('/a.jpg', { id: 'a', secret }, options));
  const soon = Number(/exp=(\d+)/.exec((await scanrill('a.jpg', '--expires', '2h')).text)[1]);
  assert.ok(Math.abs(soon - Date.now() / 1000 - 7200) < 60);
});

test('sign says what is missing or misspelt, with exit code 2', async (t) => {
  const scanrill = await inFolder(t, { keys });
  const cases = [
    [['a.jpg', '--key', 'c'], /no key c/],
    [['a.jpg', '--expires', 'soon'], /such as 30m, 12h, 7d/],
    [['a.jpg', '--range', 'width'], /such as width=200-1600:100/],
    [['a.jpg', '--range', 'fit=1-2'], /no range/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await scanrill(...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
  const empty = await inFolder(t, {});
  assert.match((await empty('a.jpg')).stderr, /has no keys/);
  const named = await inFolder(t, { keys, presets: { thumb: { width: 200 } } });
  assert.match(
    (await named('a.jpg', '--preset', 'thmb')).stderr,
    /has no preset thmb \(did you mean thumb\?\)/,
  );
  assert.equal((await named('a.jpg', '--preset', 'thumb')).code, 0);
  const wrong = await inFolder(t, { presets: { a: { with: 1 } } });
  assert.match(
    (await wrong('a.jpg')).stderr,
    /scanrill\.json: presets\.a\.with: .*did you mean width/,
  );
  assert.match((await run(['sign', 'a.jpg'])).stderr, /--settings FILE/);
});
