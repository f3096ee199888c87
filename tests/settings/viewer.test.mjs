/*
 * The viewer function, built for settings, against scanrill/settings: two programs, one meaning; in
 * Node's engine and in njs.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { checkSubset } from '../../edge-host/viewer/subset.mjs';
import { viewerEvent, viewerRequestOf } from '../../edge-host/dist/local/events.js';
import { compileViewerFunction } from '../../edge-host/dist/local/viewer-function.js';
import { viewerCode } from '../../edge-host/dist/viewer/viewer-code.js';
import { isScanrillError, variantPath } from '../../wasm/dist/recipe/index.js';
import { readSettings, resolveRequest } from '../../wasm/dist/settings/index.js';
import { SETTINGS, fc, runs, signedRequests, unsignedRequests } from './load.mjs';

const requests = fc.oneof(
  { weight: 2, arbitrary: unsignedRequests },
  { weight: 1, arbitrary: signedRequests },
  {
    weight: 1, // one character of a signed query is another one
    arbitrary: fc
      .tuple(signedRequests, fc.nat(), fc.constantFrom(...'0aZ_.-&='))
      .map(([request, at, char]) => {
        const i = at % request.query.length;
        return { ...request, query: request.query.slice(0, i) + char + request.query.slice(i + 1) };
      }),
  },
  {
    weight: 1, // pairs of another query stand among those of a signed one
    arbitrary: fc
      .tuple(signedRequests, unsignedRequests, fc.nat(), fc.integer({ min: 1, max: 3 }))
      .map(([signed, { query }, at, count]) => {
        const pairs = signed.query.split('&');
        const others = query.split('&');
        const more = others.slice(at % others.length).slice(0, count);
        return { ...signed, query: pairs.toSpliced(at % (pairs.length + 1), 0, ...more).join('&') };
      }),
  },
);

function eventOf({ path, query, accept }) {
  const http = {
    method: 'GET',
    target: `${path}?${query}`,
    rawHeaders: ['host', 'localhost', 'accept', accept],
    ip: '127.0.0.1',
    requestId: 'r1',
  };
  return viewerEvent(http, viewerRequestOf(http));
}

/** 'uri negotiated unknown', or the code of the refusal; text, because njs runs it, too. */
const OUTCOME = `(function (result) {
  if (result.statusCode) return result.statusCode + ' ' + JSON.parse(result.body).code;
  var header = (name) => (result.headers[name] || { value: '' }).value;
  return [result.uri, header('x-scanrill-negotiated'), header('x-scanrill-unknown')].join(' ');
})`;
const outcomeOf = (0, eval)(OUTCOME);

function expected(settings, { picture, query, accept }) {
  try {
    const found = resolveRequest(settings, {
      key: picture,
      query,
      accept,
      nowSeconds: Date.now() / 1000,
    });
    const tagged = [found.recipe, found.version && `v=${found.version}`].filter(Boolean).join(',');
    const unknown = found.unknown.map(encodeURIComponent).join(',').slice(0, 256);
    return [variantPath(picture, tagged), found.negotiated ? '1' : '', unknown].join(' ');
  } catch (error) {
    assert.ok(isScanrillError(error), error.stack);
    return `${error.status} ${error.code}`;
  }
}

for (const [name, settings] of Object.entries(SETTINGS)) {
  test(`settings «${name}»: any request means what scanrill/settings says`, async () => {
    const viewer = compileViewerFunction(await viewerCode(settings));
    const seen = new Map();
    fc.assert(
      fc.property(requests, (request) => {
        const outcome = outcomeOf(viewer.request(eventOf(request)));
        assert.equal(outcome, expected(settings, request), request.query);
        const kind = /^\d+ /.test(outcome) ? outcome : 'path';
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }),
      { numRuns: runs(800) },
    );
    assert.ok(seen.get('path') > 10, JSON.stringify([...seen]));
    if (settings.keys.size > 0) {
      assert.ok(seen.get('403 BAD_SIGNATURE') > 10, JSON.stringify([...seen]));
      assert.ok(seen.get('403 SIGNATURE_EXPIRED') > 10, JSON.stringify([...seen]));
    }
    if (settings.unsigned !== 'anything') assert.ok(seen.get('403 NOT_ALLOWED') > 10);
  });

  test(`settings «${name}»: njs gives the same for hundreds of requests`, async (t) => {
    if (spawnSync('njs', ['-v']).error) return t.skip('njs is not installed (apt-get install njs)');
    const code = await viewerCode(settings);
    assert.deepEqual(checkSubset(code), []);
    const some = fc.sample(requests, { numRuns: 400, seed: 4 });
    const events = some.map((request) => [eventOf(request), request.query]);
    const script = `${code}
      var outcomeOf = ${OUTCOME};
      JSON.parse(${JSON.stringify(JSON.stringify(events))}).forEach((pair) => {
        pair[0].request.rawQueryString = () => pair[1];
        console.log(outcomeOf(handler(pair[0])));
      });`;
    const { stdout, stderr } = spawnSync('njs', ['-'], {
      input: script,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const lines = stdout.replace(/\n$/, '').split('\n');
    assert.equal(lines.length, some.length, stderr + stdout.slice(0, 1000));
    some.forEach((request, i) => {
      assert.equal(lines[i], expected(settings, request), request.query);
    });
  });
}

test('settings that do not fit into a function are refused with its size', async () => {
  const presets = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`preset-${i}`, { width: 100 + i, height: 100 }]),
  );
  await assert.rejects(viewerCode(readSettings({ presets })), {
    name: 'SettingsError',
    message: /^with these settings the viewer function has \d+ bytes, and CloudFront takes 10240/,
  });
});

test('settings and the URLs of another system do not go together, and that is said', async () => {
  await assert.rejects(viewerCode(SETTINGS.keys, 'thumbor'), {
    name: 'SettingsError',
    message: 'settings go with URLs of our own, and not with those of thumbor',
  });
  assert.ok((await viewerCode(SETTINGS.open, 'thumbor')).length > 0);
});
