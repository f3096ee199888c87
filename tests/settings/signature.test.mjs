import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { KEYS, SETTINGS, fc, key, runs, signedRequests } from './load.mjs';

const { readSettings, resolveRequest, sign } = await built('settings/index.js');
const { storeKey } = await built('recipe/index.js');
const { hmacSha256 } = await built('recipe/sha256.js');

const settings = SETTINGS['signed only'];
const LATER = 4102444800; // 2100
const ask = (url, { now = 1000, accept = '', with: other = settings } = {}) => {
  const [path, query = ''] = url.split('?');
  const picture = decodeURIComponent(path.slice(1));
  return resolveRequest(other, { key: picture, query, accept, nowSeconds: now });
};
const refused = (code, message) => ({
  name: 'ScanrillError',
  code,
  status: 403,
  ...(message && { message }),
});

test("HMAC-SHA256 agrees with Node's for secrets and texts of any length", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      (secret, text) => {
        const mac = createHmac('sha256', secret).update(text).digest('hex');
        assert.equal(Buffer.from(hmacSha256(secret, text)).toString('hex'), mac);
      },
    ),
  );
});

test('a signature is the base64url of an HMAC that any language computes', () => {
  const url = sign('/photos/caf\u00e9 1.jpg?dpr=2&width=400&f=auto', key(), { expires: LATER });
  const signed = '/photos/caf%C3%A9%201.jpg/_/w=400,dpr=2,f=auto,exp=4102444800';
  const mac = createHmac('sha256', KEYS['2026a']).update(signed).digest('base64url');
  assert.equal(url, `/photos/caf%C3%A9%201.jpg?w=400&dpr=2&f=auto&exp=4102444800&s=2026a.${mac}`);
});

test('an absolute URL keeps its scheme and host', () => {
  const url = sign('https://cdn.example/a.jpg?w=4', key());
  assert.ok(url.startsWith('https://cdn.example/a.jpg?w=4&s=2026a.'), url);
  assert.equal(ask(url.replace('https://cdn.example', '')).recipe, 'w=4,bg=ff0000,q=70,f=auto');
});

test('sign and resolve: what was signed is let through, as the recipe of its options', () => {
  fc.assert(
    fc.property(signedRequests, ({ path, query, expires, ranges }) => {
      if (expires === 1 || ranges) return;
      const unsigned = query.replace(/(^|&)(exp|s)=[^&]*/g, '');
      const open = readSettings({ presets: Object.fromEntries(settings.presets) });
      assert.equal(
        ask(`${path}?${query}`).recipe,
        ask(`${path}?${unsigned}`, { with: open }).recipe,
      );
    }),
  );
});

test('whatever byte of a signed URL changes, it is refused or asks for the same', () => {
  const other = fc.constantFrom(...'abzAZ019.-_~&=%+,!');
  fc.assert(
    fc.property(signedRequests, fc.nat(), other, (request, at, char) => {
      if (request.expires === 1 || request.ranges) return;
      const url = `${request.path}?${request.query}`;
      const i = 1 + (at % (url.length - 1));
      const changed = url.slice(0, i) + char + url.slice(i + 1);
      const before = ask(url);
      let after;
      try {
        after = ask(changed);
      } catch {
        return; // refused
      }
      assert.equal(decodeURIComponent(changed.split('?')[0]), decodeURIComponent(request.path));
      assert.deepEqual({ ...after, unknown: [] }, { ...before, unknown: [] });
      assert.ok(/[?&]s=/i.test(changed) && changed.includes(before.version ?? ''));
    }),
    { numRuns: runs(2000) },
  );
});

test('another picture, another key, and no signature are refused', () => {
  const [path, query] = sign('/a.jpg?w=400', key()).split('?');
  assert.equal(ask(`${path}?${query}`).recipe, 'w=400,bg=ff0000,q=70,f=auto');
  assert.throws(() => ask(`/b.jpg?${query}`), refused('BAD_SIGNATURE'));
  assert.throws(() => ask(`/a.jpg?${query.replace('2026a.', 'old_1.')}`), refused('BAD_SIGNATURE'));
  assert.throws(
    () => ask(`/a.jpg?${query.replace('2026a.', 'gone.')}`),
    refused('BAD_SIGNATURE', 'there is no such key'),
  );
  assert.throws(() => ask('/a.jpg?w=400&exp=1'), refused('BAD_SIGNATURE', 's is missing'));
  assert.throws(() => ask('/a.jpg?w=400'), refused('NOT_ALLOWED', 'a URL needs a signature here'));
});

test('a signature ends with the second that it names, and only the signer can move that', () => {
  const url = sign('/a.jpg?w=4', key(), { expires: new Date(2000_500) });
  assert.equal(ask(url, { now: 1999.999 }).recipe, 'w=4,bg=ff0000,q=70,f=auto');
  assert.throws(() => ask(url, { now: 2000 }), refused('SIGNATURE_EXPIRED'));
  assert.throws(
    () => ask(url.replace('exp=2000', 'exp=3000'), { now: 2000 }),
    refused('BAD_SIGNATURE'),
  );
  assert.throws(() => ask(url.replace('exp=2000&', ''), { now: 1 }), refused('BAD_SIGNATURE'));
});

test('an option that is there twice is named before the signature is looked at', () => {
  const named = (name) => ({ code: 'BAD_OPTIONS', message: new RegExp(`^${name} is given twice`) });
  const url = sign('/a.jpg?w=4&f=auto', key());
  assert.throws(() => ask(`${url}&f=ip=1`), named('format'));
  assert.throws(() => ask(`${url}&f=ip=1&w=a%20b`), named('width|format'));
  assert.throws(() => ask(url.replace('w=4', 'w=a%20b')), refused('BAD_SIGNATURE'));
});

test('keys rotate without another name for a variant', () => {
  const urls = ['2026a', 'old_1'].map((id) =>
    sign('/a.jpg?w=400&v=7', key(id), { expires: LATER }),
  );
  urls.push(sign('/a.jpg?w=400&v=7', key(), { expires: LATER + 1 }));
  const names = urls
    .map((url) => ask(url))
    .map(({ recipe, version }) => storeKey('a.jpg', `${recipe},v=${version}`));
  assert.equal(new Set(urls).size, 3);
  assert.equal(new Set(names).size, 1);
  const { old_1: _gone, ...keys } = KEYS;
  const rotated = readSettings({ unsigned: 'nothing', keys });
  assert.equal(ask(urls[0], { with: rotated }).recipe, 'w=400');
  assert.throws(() => ask(urls[1], { with: rotated }), refused('BAD_SIGNATURE'));
});

test('one signature for a range: every step of it, and nothing else', () => {
  const url = sign('/a.jpg?f=auto', key(), {
    ranges: { width: [200, 1600, 100], quality: [40, 85] },
  });
  assert.match(url, /range=w\.200-1600\.100_q\.40-85&s=/);
  for (let width = 200; width <= 1600; width += 100) {
    assert.match(ask(`${url}&w=${width}&q=60`).recipe, new RegExp(`^w=${width},`));
  }
  for (const more of [
    'w=150&q=60',
    'w=1700&q=60',
    'w=250&q=60',
    'w=300&q=86',
    'w=300',
    'w=4e2&q=60',
    'w=300&q=high',
  ]) {
    assert.throws(() => ask(`${url}&${more}`), refused('BAD_SIGNATURE'), more);
  }
  for (const more of ['w=300&q=60&h=9', 'w=300&q=60&dpr=2', 'w=300&q=60&v=1', 'w=300&q=60&p=thumb'])
    assert.throws(() => ask(`${url}&${more}`), refused('BAD_SIGNATURE'), more);
  const wider = url.replace('200-1600', '200-8000');
  assert.throws(() => ask(`${wider}&w=300&q=60`), refused('BAD_SIGNATURE'));
});

test('sign() refuses what it cannot sign, by name', () => {
  const bad = (message) => ({ name: 'ScanrillError', code: 'BAD_OPTIONS', message });
  assert.throws(
    () => sign('/a.jpg?widht=4', key()),
    bad('there is no option "widht" (did you mean width?)'),
  );
  assert.throws(() => sign('/a.jpg?w=x', key()), bad(/^width must be/));
  assert.throws(() => sign('/a.jpg?p=a,b', key()), bad(/no name of a preset/));
  assert.throws(() => sign('/a/../b.jpg', key()), bad(/segment/));
  assert.throws(() => sign('a.jpg', key()), bad(/segment/));
  assert.throws(() => sign('/a.jpg', { id: 'a', secret: 'short' }), bad(/16 to 256/));
  assert.throws(() => sign('/a.jpg', { id: 'a.b', secret: KEYS.old_1 }), bad(/no id/));
  assert.throws(() => sign('/a.jpg', key(), { expires: -1 }), bad(/^expires/));
  assert.throws(() => sign('/a.jpg', key(), { ranges: { fit: [1, 2] } }), bad(/no range/));
  assert.throws(() => sign('/a.jpg', key(), { ranges: { width: [9, 2] } }), bad(/range of width/));
  assert.throws(
    () => sign('/a.jpg?w=5', key(), { ranges: { width: [10, 20, 5] } }),
    bad(/^width must be 10/),
  );
});
