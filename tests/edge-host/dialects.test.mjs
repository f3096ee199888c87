/*
 * The viewer functions of other systems' URLs against the table of dialect-urls.mjs.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { compactTable, dialects } from '../../edge-host/viewer/dialects/table.mjs';
import { checkSubset } from '../../edge-host/viewer/subset.mjs';
import { fitSize } from '../../tools/generate/fit_model.mjs';
import { routePath } from '../../edge-host/dist/edge/route.js';
import { viewerEvent, viewerRequestOf } from '../../edge-host/dist/local/events.js';
import { serve } from '../../edge-host/dist/local/serve.js';
import { loadViewerFunction, viewerFile } from '../../edge-host/dist/local/viewer-function.js';
import { metadata } from '../../wasm/dist/node.js';
import { OPTIONS } from '../../wasm/dist/recipe/index.js';
import { encodePng } from '../../tools/samples/png.mjs';
import { paintRaster } from '../../tools/samples/raster.mjs';
import { edits, json, later, refused, sizes, tables } from './dialect-urls.mjs';
import { fc, folderFor, runs } from './load.mjs';

const known = new Set(OPTIONS.map(({ name }) => name));
const functions = new Map();
for (const name of Object.keys(dialects))
  functions.set(name, await loadViewerFunction(viewerFile(name)));

function ask(dialect, target, accept) {
  const rawHeaders = ['host', 'localhost', ...(accept ? ['accept', accept] : [])];
  const http = { method: 'GET', target, rawHeaders, ip: '127.0.0.1', requestId: 'r1' };
  return functions.get(dialect).request(viewerEvent(http, viewerRequestOf(http)));
}

for (const [dialect, rows] of Object.entries(tables)) {
  for (const [target, uri, needed = []] of rows) {
    const can = needed.every((name) => known.has(name));
    test(`${dialect}: ${target} is ${can ? uri : 'refused'}`, () => {
      const result = ask(dialect, target);
      if (!can) return assert.equal(result.statusCode, 400);
      assert.equal(result.uri, uri, result.body);
      routePath(uri); // throws where the recipe is not canonical
    });
  }
}

test('format=auto is negotiated in every dialect as in our own URLs', () => {
  const webp = 'image/avif,image/webp,*/*';
  assert.equal(ask('cloudflare', '/cdn-cgi/image/f=auto/a.jpg', webp).uri, '/a.jpg/_/q=85,f=webp');
  assert.equal(
    ask('thumbor', '/300x0/a.jpg?format=auto', webp).uri,
    '/a.jpg/_/w=300,enlarge=1,f=webp',
  );
});

for (const [dialect, [width, height], target, [w, h]] of sizes) {
  test(`${dialect}: ${target} of ${width} x ${height} has ${w} x ${h}`, () => {
    const { options } = routePath(ask(dialect, target).uri);
    const { fit = 'cover', enlarge = false } = options;
    const box = Object.fromEntries(
      Object.entries(options).filter(([name]) => ['width', 'height'].includes(name)),
    );
    assert.deepEqual(fitSize({ width, height }, box, fit, enlarge), { width: w, height: h });
  });
}

for (const [dialect, rows] of Object.entries(refused)) {
  for (const [target, named] of rows) {
    test(`${dialect}: ${target} is a 400 that names ${named || 'what is wrong'}`, () => {
      const result = ask(dialect, target);
      assert.equal(result.statusCode, 400, result.uri);
      const { code, message } = JSON.parse(result.body);
      assert.equal(code, 'BAD_OPTIONS');
      assert.ok(message.includes(named), message);
    });
  }
}

test('what has no effect on pixels is counted', () => {
  const unknown = (dialect, target) => ask(dialect, target).headers['x-scanrill-unknown']?.value;
  assert.equal(
    unknown('cloudflare', '/cdn-cgi/image/w=9,anim=false,onerror=redirect/a.jpg?utm_source=x'),
    'anim,onerror,utm_source',
  );
  assert.equal(
    unknown('thumbor', '/s3:b/filters:strip_icc():animated(true)/a.jpg'),
    'bucket,animated,strip_icc',
  );
  assert.equal(unknown('image-handler', edits({ animated: true })), 'bucket,animated');
});

test('viewer-response may see the path that viewer-request made, whatever the key looks like', () => {
  const asked = ask('thumbor', '/100x100/300xorig/a.jpg');
  assert.equal(asked.uri, '/300xorig/a.jpg/_/w=100,h=100,enlarge=1');
  const http = {
    method: 'GET',
    target: asked.uri,
    rawHeaders: [],
    ip: '127.0.0.1',
    requestId: 'r',
  };
  const response = { statusCode: 200, headers: {} };
  const result = functions
    .get('thumbor')
    .response(viewerEvent(http, viewerRequestOf(http), response));
  assert.equal(result.statusCode, 200);
});

test('base64 that is no request is a key', () => {
  const noKey = json({ bucket: 'b', edits: {} });
  assert.equal(ask('image-handler', noKey).uri, `${noKey}/_/`.replace(/=/g, '%3D'));
});

/* ---- options that come one by one ---- */

for (const [needed, dialect, target, recipe] of later) {
  const can = known.has(needed);
  test(`${dialect}: ${target} is ${can ? recipe : `refused as long as there is no ${needed}`}`, () => {
    const result = ask(dialect, target);
    if (!can) {
      assert.equal(result.statusCode, 400);
      return;
    }
    const made = routePath(result.uri)
      .recipe.split(',')
      .filter((pair) => pair !== 'q=85');
    assert.deepEqual(made, recipe.split(','), result.uri);
  });
}

test('factors of other systems are ours: 1 changes nothing', () => {
  for (const name of ['brightness', 'contrast', 'saturation', 'gamma']) {
    const row = OPTIONS.find((option) => option.name === name);
    if (row) assert.equal(Number(row.default), 1, name);
  }
});

test('every row of a table says one thing, and names options that there are or will be', () => {
  for (const [name, { rows }] of Object.entries(dialects)) {
    for (const [theirs, row] of Object.entries(rows)) {
      const kinds = ['code', 'words', 'dropped', 'refused'].filter((kind) => kind in row);
      assert.ok(kinds.length === 1 || (kinds.length === 0 && row.to), `${name} ${theirs}`);
    }
  }
});

test('a row whose option is missing is left out, and comes with the option', () => {
  const dialect = { rows: { blur: { to: 'blur', times: 2 }, kind: { words: { a: 'x?=1&w=2' } } } };
  assert.deepEqual(compactTable(dialect, new Set(['w'])).rows, { kind: { a: 'w=2' } });
  assert.deepEqual(compactTable(dialect, new Set(['w', 'blur', 'x'])).rows, {
    blur: ['', 2, 0],
    kind: { a: 'x=1&w=2' },
  });
});

/* ---- the local server ---- */

for (const [dialect, target, width, height] of [
  ['cloudflare', '/cdn-cgi/image/fit=contain,w=90,h=90,f=jpeg/ground.png', 90, 60],
  ['thumbor', '/unsafe/fit-in/90x90/filters:rotate(90):format(webp)/ground.png', 60, 90],
  ['image-handler', json({ key: 'ground.png', edits: { resize: { width: 30 } } }), 30, 20],
]) {
  test(`the local server answers ${dialect} URLs with pictures`, async (t) => {
    const dir = await folderFor(t);
    await writeFile(
      join(dir, 'ground.png'),
      encodePng(paintRaster(60, 40, 3, (x, y) => [x, y, 9])),
    );
    const server = await serve({ dir, port: 0, dialect });
    t.after(() => server.close());
    const answer = await fetch(server.url + target);
    assert.equal(answer.status, 200);
    const picture = await metadata(new Uint8Array(await answer.arrayBuffer()));
    assert.deepEqual([picture.width, picture.height], [width, height]);
    const refusal = await fetch(
      `${server.url}/cdn-cgi/image/rotate=1/filters:rotate(45)/ground.png`,
    );
    assert.ok(refusal.status >= 400);
  });
}

/* ---- the files ---- */

for (const dialect of Object.keys(dialects)) {
  test(`the file of ${dialect} is at most 9,500 bytes and stays inside what CloudFront runs`, async () => {
    const code = await readFile(viewerFile(dialect), 'utf8');
    assert.ok(Buffer.byteLength(code) <= 9_500, `${Buffer.byteLength(code)} bytes`);
    assert.deepEqual(checkSubset(code), []);
  });

  test(`the file of ${dialect} runs in njs`, async (t) => {
    if (spawnSync('njs', ['-v']).error) return t.skip('njs is not installed (apt-get install njs)');
    const targets = tables[dialect].filter(([, , needed]) => !needed).map(([target]) => target);
    const script = `${await readFile(viewerFile(dialect), 'utf8')}
      ${JSON.stringify(targets)}.forEach((target) => {
        var parts = target.split('?');
        var request = { method: 'GET', uri: parts[0], querystring: {}, headers: {}, cookies: {} };
        request.rawQueryString = () => parts[1] || '';
        console.log(handler({ context: { eventType: 'viewer-request' }, request: request }).uri);
      });`;
    const { stdout, stderr } = spawnSync('njs', ['-'], { input: script, encoding: 'utf8' });
    assert.deepEqual(
      stdout.trim().split('\n'),
      targets.map((target) => ask(dialect, target).uri),
      stderr,
    );
  });

  test(`${dialect}: viewer-response says Vary for a negotiated format`, () => {
    const http = {
      method: 'GET',
      target: '/a.jpg?format=auto',
      rawHeaders: [],
      ip: '127.0.0.1',
      requestId: 'r',
    };
    const response = { statusCode: 200, headers: {} };
    const result = functions
      .get(dialect)
      .response(viewerEvent(http, viewerRequestOf(http), response));
    assert.equal(result.headers.vary.value, 'Accept');
  });
}

test('any path is answered in every dialect: by a canonical recipe, or by 400 or 404', () => {
  const words = fc.constantFrom(
    ...[
      'cdn-cgi',
      'image',
      'w=3,h=4',
      'fit=cover',
      'fit=pad,w=5',
      'trim=1;0;0;2',
      'q=,',
      'unsafe',
      'fit-in',
    ],
    ...[
      '30x20',
      '-3x',
      '1x2:9x9',
      'filters:fill(red)',
      'filters:a(b):rotate(90)',
      'filters:',
      'left',
      's3:b',
    ],
    ...['a.jpg', '%ff', '_', '..', 'eyJ', Buffer.from('{"key":1,"edits":[1]}').toString('base64')],
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...functions.keys()),
      fc.array(fc.oneof(words, fc.stringMatching(/^[!-~]{0,9}$/)), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('', '/cdn-cgi/image', '/eyJ'),
      (dialect, parts, prefix) => {
        const target = `${prefix}/${parts.join('/')}`.replace(/[?#]/g, '-');
        const result = ask(dialect, target);
        if (result.statusCode) assert.ok([400, 404].includes(result.statusCode));
        else routePath(result.uri);
      },
    ),
    { numRuns: runs(3000) },
  );
});
