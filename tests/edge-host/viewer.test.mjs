/*
 * The built viewer function against scanrill/recipe: two programs, one meaning.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { checkSubset } from '../../edge-host/viewer/subset.mjs';
import { routePath, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { viewerEvent, viewerRequestOf } from '../../edge-host/dist/local/events.js';
import { loadViewerFunction } from '../../edge-host/dist/local/viewer-function.js';
import {
  OPTIONS,
  canonicalRecipe,
  decodeKey,
  encodeKey,
  isScanrillError,
  parseQuery,
  resolveFormat,
  variantPath,
} from '../../wasm/dist/recipe/index.js';
import { built, fc, runs } from './load.mjs';

const viewer = await loadViewerFunction(built('viewer/viewer.js'));

function http(target, headers = {}) {
  const rawHeaders = Object.entries({ host: 'localhost:8080', ...headers }).flatMap(
    ([name, value]) => [value].flat().flatMap((one) => [name, one]),
  );
  return { method: 'GET', target, rawHeaders, ip: '127.0.0.1', requestId: 'r1' };
}

function ask(target, headers) {
  const request = http(target, headers);
  return viewer.request(viewerEvent(request, viewerRequestOf(request)));
}

/** What the recipe module makes of the same request. */
function expected(target, accept) {
  const [path, ...query] = target.split('?');
  const { options, unknown } = parseQuery(query.join('?'));
  const recipe = canonicalRecipe(resolveFormat(options, accept));
  return { uri: variantPath(decodeKey(path.slice(1)), recipe), unknown };
}

const rows = [
  ['/cat.jpg', undefined, '/cat.jpg/_/'],
  ['/cat.jpg?w=400&f=auto', 'image/webp', '/cat.jpg/_/w=400,f=webp'],
  ['/cat.jpg?w=400&f=auto', undefined, '/cat.jpg/_/w=400,f=auto'],
  ['/cat.jpg?f=auto', 'image/avif,image/webp;q=0,*/*', '/cat.jpg/_/f=auto'],
  ['/cat.jpg?f=auto', 'image/webp;q=0.001', '/cat.jpg/_/f=webp'],
  ['/cat.jpg?f=auto', 'image/webp;q=2', '/cat.jpg/_/f=auto'],
  ['/cat.jpg?f=auto', '*/*', '/cat.jpg/_/f=auto'],
  ['/cat.jpg?f=webp', undefined, '/cat.jpg/_/f=webp'],
  ['/cat.jpg?q=high&WIDTH=0400&fit=pad', undefined, '/cat.jpg/_/w=400,fit=contain,q=85'],
  ['/cat.jpg?w=401&h=3&dpr=1.5', undefined, '/cat.jpg/_/w=602,h=5'],
  ['/cat.jpg?dpr=2', undefined, '/cat.jpg/_/'],
  ['/cat.jpg?crop=.1,0.20,0.5000,0.3', undefined, '/cat.jpg/_/crop=0.1_0.2_0.5_0.3'],
  ['/cat.jpg?crop=10_20_300_400', undefined, '/cat.jpg/_/crop=10_20_300_400'],
  ['/cat.jpg?bg=%23F00', undefined, '/cat.jpg/_/bg=ff0000'],
  ['/cat.jpg?bg=transparent&g=0.50x0.3', undefined, '/cat.jpg/_/pos=0.5x0.3,bg=00000000'],
  ['/cat.jpg?wm=logos/a%20b.png', undefined, '/cat.jpg/_/wm=logos!2fa!20b.png'],
  ["/cat.jpg?wm=it's(1)*!.png", undefined, '/cat.jpg/_/wm=it!27s!281!29!2a!21.png'],
  [
    '/cat.jpg?mark=a.png,b.png&wmpos=se,0.50x1&wmscale=0.25_0.25&wmx=0.1,0.2',
    undefined,
    '/cat.jpg/_/wm=a.png!2cb.png,wmpos=right-bottom_0.5x1,wmx=0.1_0.2',
  ],
  ['/cat.jpg?flip=hv&gray', undefined, '/cat.jpg/_/flip=1,flop=1,gray=1'],
  ['/cat.jpg?withoutEnlargement=false', undefined, '/cat.jpg/_/enlarge=1'],
  ['/cat.jpg?widht=400&utm_source=x', undefined, '/cat.jpg/_/'],
  ['/cat.jpg?__proto__=1&constructor=2&toString', undefined, '/cat.jpg/_/'],
  ['/a%20b/%C3%A9+(1).jpg?w=10', undefined, '/a%20b/%C3%A9%2B(1).jpg/_/w=10'],
  ['/%63at.jpg??w=1', undefined, '/cat.jpg/_/w=1'],
];

for (const [target, accept, uri] of rows) {
  test(`${target} with Accept ${accept ?? 'missing'} becomes ${uri}`, () => {
    const result = ask(target, accept === undefined ? {} : { Accept: accept });
    assert.equal(result.uri, uri);
    assert.deepEqual(result.querystring, {});
    assert.equal(expected(target, accept).uri, uri);
  });
}

test('Accept in several headers counts as one', () => {
  assert.equal(
    ask('/a.jpg?f=auto', { accept: ['text/html', 'image/webp'] }).uri,
    '/a.jpg/_/f=webp',
  );
});

const refused = [
  ['w=abc', 'width'],
  ['w=0', 'width'],
  ['w=8193', 'width'],
  ['w=4.5', 'width'],
  ['w=', 'width'],
  ['w=1&width=2', 'width'],
  ['h=-1', 'height'],
  ['fit=over', 'fit'],
  ['q=101', 'quality'],
  ['dpr=9', 'dpr'],
  ['crop=1_2_3', 'crop'],
  ['crop=0.9_0_0.2_1.1', 'crop'],
  ['rot=45', 'rotate'],
  ['bg=redd', 'background'],
  ['pos=2x0', 'position'],
  ['gray=2', 'grayscale'],
  ['wm=/a.png', 'watermark'],
  ['wm=a/../b', 'watermark'],
  ['wm=a,', 'watermark'],
  ['wm=1,2,3,4,5', 'watermark'],
  ['wm=a,b,c&wmy=0,1', 'watermarkY'],
  ['wm=a&wmtile=0,1', 'watermarkTile'],
  ['wmscale=0', 'watermarkScale'],
  ['wmrot=-45', 'watermarkRotate'],
  ['f=gif', 'format'],
  ['w=8000&dpr=2', 'width'],
  ['withoutEnlargement=2', 'withoutEnlargement'],
  ['v=a%20b', 'v'],
  ['v=1&v=2', 'v'],
];

for (const [query, name] of refused) {
  test(`${query} is a 400 that names ${name}`, () => {
    const result = ask(`/cat.jpg?${query}`);
    assert.equal(result.statusCode, 400);
    const body = JSON.parse(result.body);
    assert.equal(body.code, 'BAD_OPTIONS');
    assert.ok(body.message.startsWith(`${name} `), body.message);
    assert.equal(result.headers['content-type'].value, 'application/json; charset=utf-8');
    assert.equal(result.headers['cache-control'].value, 'public, max-age=300');
    assert.equal(result.headers['x-content-type-options'].value, 'nosniff');
    assert.equal(result.headers['content-security-policy'].value, "default-src 'none'");
  });
}

for (const path of [
  '/',
  '/a/',
  '//a.jpg',
  '/a.jpg/_/w=400',
  '/_/x',
  '/a/%5F/b',
  '/../a.jpg',
  '/a/%2e%2e/b',
  '/a%00b',
  '/a%5Cb',
  '/%ff',
]) {
  test(`the path ${path} is a 404 of the viewer function`, () => {
    assert.equal(ask(path).statusCode, 404);
    assert.throws(() => decodeKey(path.slice(1)), isScanrillError);
  });
}

test('unknown names are listed for the counter, and never break the header', () => {
  const result = ask('/cat.jpg?widht=4&a%0d%0ab=1&%E2%82%AC', { 'x-scanrill-unknown': 'forged' });
  assert.equal(result.headers['x-scanrill-unknown'].value, 'widht,a%0D%0Ab,%E2%82%AC');
  assert.equal(
    ask('/cat.jpg', { 'x-scanrill-unknown': 'forged' }).headers['x-scanrill-unknown'],
    undefined,
  );
});

test('v= becomes part of the path, and the handler takes it off again', () => {
  const { uri } = ask('/cat.jpg?v=7&w=400');
  assert.equal(uri, '/cat.jpg/_/w=400,v=7');
  assert.equal(ask('/cat.jpg?v=7').uri, '/cat.jpg/_/v=7');
  assert.equal(routePath(uri).recipe, 'w=400');
  assert.equal(routePath(uri).version, '7');
  assert.notEqual(variantKeyOf(routePath(uri)), variantKeyOf(routePath('/cat.jpg/_/w=400')));
});

test('no option has the short name v', () => {
  assert.ok(OPTIONS.every(({ short, name, aliases }) => ![short, name, ...aliases].includes('v')));
});

function finish(target, request = {}) {
  const asked = http(target);
  const before = { ...viewerRequestOf(asked), ...request };
  return viewer.response(
    viewerEvent(asked, before, { statusCode: 200, headers: { etag: { value: '"x"' } } }),
  );
}

test('viewer-response adds Vary: Accept where the format was negotiated, and only there', () => {
  assert.equal(finish('/a.jpg?f=auto').headers.vary.value, 'Accept');
  assert.equal(finish('/a.jpg?f=webp').headers.vary, undefined);
  const rewritten = {
    headers: { 'x-scanrill-negotiated': { value: '1' }, 'x-scanrill-unknown': { value: 'a' } },
  };
  assert.equal(finish('/a.jpg/_/f=webp', rewritten).headers.vary.value, 'Accept');
  assert.equal(finish('/a.jpg/_/f=webp', rewritten).headers['x-scanrill-unknown'].value, 'a');
});

test('a query that comes as an object only, without rawQueryString, means the same', () => {
  const asked = http('/a.jpg?h=2&w=1&w=1&gray');
  const event = viewerEvent(asked, viewerRequestOf(asked));
  assert.equal(event.request.rawQueryString(), 'h=2&w=1&w=1&gray');
  const { rawQueryString: _method, ...older } = event.request;
  assert.equal(viewer.request({ ...event, request: older }).uri, '/a.jpg/_/w=1,h=2,gray=1');
});

test('the built file is at most 9,500 bytes and stays inside what CloudFront runs', async () => {
  const code = await readFile(built('viewer/viewer.js'), 'utf8');
  assert.ok(Buffer.byteLength(code) <= 9_500, `${Buffer.byteLength(code)} bytes`);
  assert.deepEqual(checkSubset(code), []);
});

test('the built file runs in njs, the engine that CloudFront Functions grew from', async (t) => {
  if (spawnSync('njs', ['-v']).error) return t.skip('njs is not installed (apt-get install njs)');
  const query = 'crop=.1,0.20,0.5,0.3&bg=%23F00&flip=hv&f=auto';
  const asked = http(`/a%20b.jpg?${query}`, { accept: 'image/webp' });
  const script = `${await readFile(built('viewer/viewer.js'), 'utf8')}
    var EVENT = ${JSON.stringify(viewerEvent(asked, viewerRequestOf(asked)))};
    EVENT.request.rawQueryString = function () { return ${JSON.stringify(query)}; };
    console.log(handler(EVENT).uri);`;
  const { stdout, stderr } = spawnSync('njs', ['-'], { input: script, encoding: 'utf8' });
  assert.equal(
    stdout.trim(),
    '/a%20b.jpg/_/crop=0.1_0.2_0.5_0.3,flip=1,flop=1,bg=ff0000,f=webp',
    stderr,
  );
});

for (const code of [
  'for (const a of b);',
  'var {a} = b;',
  'f(...a);',
  'a?.b;',
  'a ?? b;',
  'class A {}',
  'new Map();',
  'function f(a = 1) {}',
  'try {} catch {}',
  'var a = [() => 1];',
  'var a = { 1: function () {} };',
]) {
  test(`the subset check refuses ${code}`, () => assert.notDeepEqual(checkSubset(code), []));
}

/* ---- any request ---- */

const names = fc.oneof(
  fc.constantFrom(
    ...OPTIONS.flatMap(({ name, short, aliases }) => [name, short, ...aliases]),
    'withoutEnlargement',
    'WithoutEnlargement',
    'Flip',
  ),
  fc.string({ maxLength: 6 }),
);
const decimals = fc.oneof(
  fc.double({ min: 0, max: 6, noNaN: true }).map((n) => n.toFixed(4)),
  fc.double({ min: 0, max: 1, noNaN: true }).map((n) => String(Number(n.toFixed(2)))),
  fc.stringMatching(/^\d{0,2}\.?\d{0,5}$/),
);
const values = fc.oneof(
  fc.integer({ min: -2, max: 9000 }).map(String),
  decimals,
  fc.tuple(decimals, decimals).map((pair) => pair.join('x')),
  fc
    .tuple(
      fc.array(fc.oneof(decimals, fc.integer({ min: 0, max: 70000 }).map(String)), {
        minLength: 3,
        maxLength: 5,
      }),
      fc.constantFrom('_', ','),
    )
    .map(([sides, joint]) => sides.join(joint)),
  fc.stringMatching(/^#?[0-9a-fA-F]{2,9}$/),
  fc.constantFrom(
    '',
    '0',
    '1',
    'true',
    'FALSE',
    '90',
    '270',
    'auto',
    'webp',
    'JPG',
    'cover',
    'Scale-Down',
    'n',
    'top-left',
    'high',
    'Medium-Low',
    'RED',
    'grey',
    'h',
    'V',
    'hv',
    'constructor',
    '__proto__',
    '\u212A',
    '0400',
    '1e2',
    ' 1',
    '-0',
  ),
  fc.string({ maxLength: 8 }),
);
const encoded = (text) =>
  fc.constantFrom(
    encodeURIComponent(text),
    encodeURIComponent(text).replace(/%20/g, '+'),
    [...text]
      .map((char) =>
        /[a-z0-9]/.test(char) ? `%${char.charCodeAt(0).toString(16)}` : encodeURIComponent(char),
      )
      .join(''),
  );
const pairs = fc
  .tuple(names, values)
  .chain(([name, value]) => fc.tuple(encoded(name), encoded(value)))
  .map(([name, value]) => `${name}=${value}`);
const queries = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: pairs },
      fc.stringMatching(/^[!-~]{0,6}$/).map((text) => text.replace(/[?#]/g, '')),
    ),
    { maxLength: 5 },
  )
  .map((list) => list.join('&'));
const accepts = fc.oneof(
  fc.constantFrom(
    '',
    '*/*',
    'image/*',
    'image/webp',
    'text/html, IMAGE/WEBP ; Q=0.5',
    'image/webp;q=0.000',
    'image/webp;q=1.0001',
  ),
  fc
    .tuple(
      fc.constantFrom('image/webp', 'image/webpx', 'image/png'),
      fc.constantFrom('', ';q=0', ';q=1', '; q = 0.3', ';v=1;q=0', ';q=a'),
    )
    .map((parts) => parts.join('')),
  fc.stringMatching(/^[ -~]{0,20}$/),
);

test('any query and any Accept give the recipe that scanrill/recipe gives, or are refused by both', () => {
  fc.assert(
    fc.property(queries, accepts, (query, accept) => {
      const names = [...new URLSearchParams(query).keys()];
      fc.pre(!names.some((name) => name.toLowerCase() === 'v')); // known to the viewer function only
      const target = `/cat.jpg?${query}`;
      const result = ask(target, { accept });
      const twin = attempt(() => expected(target, accept.trim()));
      if (twin.error) assert.equal(result.statusCode, 400, twin.error.message);
      else {
        assert.equal(result.uri, twin.value.uri);
        const listed = twin.value.unknown.map(encodeURIComponent).join(',').slice(0, 256);
        if (attemptDecode(query))
          assert.equal(result.headers['x-scanrill-unknown']?.value ?? '', listed);
      }
    }),
    { numRuns: runs(3000) },
  );
});

test('any path gives the key that scanrill/recipe gives, or is refused by both', () => {
  const segments = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 5 }).map(wellEncoded),
    fc.stringMatching(/^[!-~]{0,5}$/),
    fc.constantFrom('.', '..', '_', '%5f', 'é%CC%81', 'a'.repeat(960)),
  );
  fc.assert(
    fc.property(fc.array(segments, { minLength: 1, maxLength: 4 }), (parts) => {
      const path = `/${parts.join('/')}`.replace(/[?#]/g, '-').replace(/[^!-~]/gu, wellEncoded);
      const result = ask(path);
      const twin = attempt(() => `/${encodeKey(decodeKey(path.slice(1)))}/_/`);
      if (twin.error) assert.equal(result.statusCode, 404);
      else assert.equal(result.uri, twin.value);
    }),
    { numRuns: runs(2000) },
  );
});

test('what the viewer function writes, the handler reads back as the same options', () => {
  fc.assert(
    fc.property(queries, (query) => {
      const result = ask(`/a/b.jpg?${query}`);
      if (result.statusCode) return; // refused
      const { options } = parseQuery(query);
      assert.equal(routePath(result.uri).recipe, canonicalRecipe(options));
    }),
    { numRuns: runs(1000) },
  );
});

function attempt(run) {
  try {
    return { value: run() };
  } catch (error) {
    assert.ok(isScanrillError(error), error.stack);
    return { error };
  }
}

/** What is no percent-encoded UTF-8 is dropped by both, but spelled differently in their lists. */
function attemptDecode(query) {
  try {
    return decodeURIComponent(query) !== undefined;
  } catch {
    return false;
  }
}

function wellEncoded(text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
}
