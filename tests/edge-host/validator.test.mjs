/*
 * The validator says what CloudFront would say: each rule with a result that breaks it alone.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  originRequestEvent,
  viewerRequestOf,
  customHeaders,
} from '../../edge-host/dist/local/events.js';
import {
  checkCustomHeaders,
  checkFunctionCode,
  checkOriginRequestResult,
  checkViewerRequestResult,
  checkViewerResponseResult,
} from '../../edge-host/dist/local/validator.js';

const http = {
  method: 'GET',
  target: '/a.jpg?w=1',
  rawHeaders: ['Host', 'd1.cloudfront.net', 'Accept', '*/*'],
  ip: '192.0.2.1',
  requestId: 'r',
};
const request = () =>
  originRequestEvent(http, '/a.jpg/_/w=1', 'primary', 'e30').Records[0].cf.request;
const header = (name, value = 'x') => ({ [name]: [{ key: name, value }] });
const answer = (parts = {}) => ({
  status: '404',
  statusDescription: 'Not Found',
  headers: header('cache-control', 'max-age=1'),
  body: 'x',
  ...parts,
});

const originRows = [
  ['the same request', (r) => r, undefined],
  ['another uri', (r) => ({ ...r, uri: '/abc/a.jpg' }), undefined],
  ['another method', (r) => ({ ...r, method: 'HEAD' }), /method/],
  ['another client', (r) => ({ ...r, clientIp: '198.51.100.1' }), /clientIp/],
  [
    'another bucket',
    (r) => {
      r.origin.s3.domainName = 'b.s3.eu-west-1.amazonaws.com';
      return r;
    },
    /origin was changed/,
  ],
  ['a uri without a slash', (r) => ({ ...r, uri: 'abc' }), /slash/],
  ['a uri with a space', (r) => ({ ...r, uri: '/a b' }), /percent-encoded/],
  ['a uri with a query', (r) => ({ ...r, uri: '/a?b' }), /percent-encoded/],
  [
    'a uri of 8,192 characters',
    (r) => ({ ...r, uri: `/${'a'.repeat(8191)}` }),
    /8192 characters in uri/,
  ],
  ['a new Via', (r) => ({ ...r, headers: { ...r.headers, ...header('via') } }), /via is read-only/],
  [
    'a removed Via',
    (r) => {
      delete r.headers.via;
      return r;
    },
    /via is read-only/,
  ],
  [
    'an If-None-Match of its own',
    (r) => ({ ...r, headers: { ...r.headers, ...header('if-none-match') } }),
    /if-none-match is read-only/,
  ],
  [
    'a disallowed header',
    (r) => ({ ...r, headers: { ...r.headers, ...header('x-edge-a') } }),
    /x-edge-a may not be set/,
  ],
  [
    'a header in capitals',
    (r) => ({ ...r, headers: { ...r.headers, ...header('X-Abc') } }),
    /lower case/,
  ],
  [
    'a key that spells another name',
    (r) => ({ ...r, headers: { ...r.headers, abc: [{ key: 'abd', value: '' }] } }),
    /another name/,
  ],
  [
    'a header with a line break',
    (r) => ({ ...r, headers: { ...r.headers, ...header('abc', 'a\r\nb') } }),
    /no header may hold/,
  ],
  ['an answer', () => answer(), undefined],
  ['a number as status', () => answer({ status: 404 }), /number; CloudFront wants a string/],
  ['status 199', () => answer({ status: '199' }), /200 to 599/],
  ['status 600', () => answer({ status: '600' }), /200 to 599/],
  [
    'a Content-Length',
    () => answer({ headers: header('content-length', '1') }),
    /content-length is read-only/,
  ],
  ['an X-Cache', () => answer({ headers: header('x-cache') }), /x-cache may not be set/],
  ['base64 that is none', () => answer({ body: '***', bodyEncoding: 'base64' }), /not base64/],
  ['an unknown encoding', () => answer({ bodyEncoding: 'hex' }), /neither text nor base64/],
  ['1,048,577 bytes', () => answer({ headers: {}, body: 'x'.repeat(1_048_577) }), /1048577 bytes/],
  ['1,048,576 bytes', () => answer({ headers: {}, body: 'x'.repeat(1_048_576) }), undefined],
  ['nothing', () => null, /not an object/],
];
for (const [what, change, problem] of originRows) {
  test(`an origin-request function that returns ${what} is ${problem ? 'refused' : 'taken'}`, () => {
    const problems = checkOriginRequestResult(request(), change(request()));
    if (problem) assert.match(problems.join('\n'), problem);
    else assert.deepEqual(problems, []);
  });
}

const viewer = () => viewerRequestOf(http);
const viewerRows = [
  ['the request', (r) => ({ ...r, uri: '/b', querystring: {} }), undefined],
  [
    'another Host',
    (r) => ({ ...r, headers: { ...r.headers, host: { value: 'evil' } } }),
    /host is read-only/,
  ],
  ['another method', (r) => ({ ...r, method: 'POST' }), /method/],
  [
    'an answer',
    () => ({ statusCode: 400, headers: { 'cache-control': { value: 'x' } }, body: 'x' }),
    undefined,
  ],
  ['a text as status', () => ({ statusCode: '400' }), /CloudFront wants a number/],
  [
    'an answer of 40 KB',
    () => ({ statusCode: 400, body: { encoding: 'text', data: 'x'.repeat(40_961) } }),
    /40961 bytes/,
  ],
];
for (const [what, change, problem] of viewerRows) {
  test(`a viewer-request function that returns ${what} is ${problem ? 'refused' : 'taken'}`, () => {
    const problems = checkViewerRequestResult(viewer(), change(viewer()));
    if (problem) assert.match(problems.join('\n'), problem);
    else assert.deepEqual(problems, []);
  });
}

test('a viewer-response function may add headers, but not change the status or Via', () => {
  const before = { statusCode: 200, headers: { via: { value: 'x' } } };
  assert.deepEqual(
    checkViewerResponseResult(before, {
      ...before,
      headers: { ...before.headers, vary: { value: 'Accept' } },
    }),
    [],
  );
  assert.match(checkViewerResponseResult(before, { ...before, statusCode: 404 }).join(), /status/);
  assert.match(checkViewerResponseResult(before, { statusCode: 200, headers: {} }).join(), /via/);
});

test('events do not show headers that CloudFront hides from functions', () => {
  const shown = viewerRequestOf({
    ...http,
    rawHeaders: [
      'Connection',
      'close',
      'X-Forwarded-Proto',
      'https',
      'X-Amz-Cf-Id',
      '1',
      'Accept',
      'a',
      'accept',
      'b',
      'Cookie',
      'c=d',
    ],
  });
  assert.deepEqual(shown.headers, {
    accept: { value: 'a', multiValue: [{ value: 'a' }, { value: 'b' }] },
  });
});

test('a function of 10,240 bytes is taken, one byte more is not', () => {
  assert.deepEqual(checkFunctionCode('x'.repeat(10_240)), []);
  assert.match(checkFunctionCode('x'.repeat(10_241)).join(), /10241 bytes/);
});

test('custom headers are held against their quotas', () => {
  assert.deepEqual(checkCustomHeaders(customHeaders('primary', 'x'.repeat(1700))), []);
  assert.match(
    checkCustomHeaders(customHeaders('primary', 'x'.repeat(1784))).join(),
    /1784 characters/,
  );
  assert.match(
    checkCustomHeaders(
      Object.assign({}, ...Array.from({ length: 31 }, (_, i) => header(`x-${i}`))),
    ).join(),
    /31 custom headers/,
  );
  assert.match(checkCustomHeaders(header('x-real-ip')).join(), /may not be a custom header/);
});
