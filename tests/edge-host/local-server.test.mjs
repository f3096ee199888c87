/*
 * The local server over real HTTP, with the real core: what a newcomer does with curl.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { after, before } from 'node:test';
import { serve } from '../../edge-host/dist/local/serve.js';
import { metadata, transform } from '../../wasm/dist/node.js';
import { encodePng } from '../../tools/samples/png.mjs';
import { paintRaster } from '../../tools/samples/raster.mjs';
import { built, folderFor } from './load.mjs';

const PROGRAM = fileURLToPath(built('local/serve.js'));
const ground = paintRaster(640, 480, 3, (x, y) => [x % 256, y % 256, (x + y) % 256]);
const clear = paintRaster(64, 48, 4, (x, y) => [200, y, x, (x * 4) % 256]);

let folder;
let server;
let invocations;
const cleanup = [];

before(async () => {
  folder = await folderFor({ after: (run) => cleanup.push(run) });
  const jpeg = (await transform(encodePng(ground), { format: 'jpeg' })).data;
  await mkdir(join(folder, 'sub folder'));
  await writeFile(join(folder, 'photo.jpg'), jpeg);
  await writeFile(join(folder, 'sub folder', 'café.jpg'), jpeg);
  await writeFile(join(folder, 'clear.png'), encodePng(clear));
  await writeFile(join(folder, 'text.jpg'), 'This is no picture.\n'.repeat(50));
  await writeFile(join(folder, 'cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await writeFile(join(folder, 'notes.txt'), 'private');
  invocations = [];
  server = await serve({
    dir: folder,
    port: 0,
    logInvocation: (line) => invocations.push(JSON.parse(line)),
  });
});

after(async () => {
  await server?.close();
  for (const run of cleanup) await run();
});

/** One request with headers as they are given; fetch() would add some and decode others. */
function get(path, headers = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: server.port, path, method, headers },
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(pieces),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

test('?w=400&f=auto with image/webp in Accept is a WebP 400 pixels wide; again it is a hit; its ETag gives 304', async () => {
  const accept = { accept: 'image/avif,image/webp,*/*' };
  const first = await get('/photo.jpg?w=400&f=auto', accept);
  const { width, height, format } = await metadata(first.body);
  assert.deepEqual([first.status, width, height, format], [200, 400, 300, 'webp']);
  assert.equal(first.headers['content-type'], 'image/webp');
  assert.equal(
    first.headers['cache-control'],
    'public, max-age=86400, stale-while-revalidate=604800',
  );
  assert.equal(first.headers.vary, 'Accept');
  assert.equal(first.headers['x-cache'], 'Miss');
  assert.equal(first.headers['x-scanrill-path'], '/photo.jpg/_/w=400,f=webp');
  assert.equal(
    first.headers['x-amz-meta-sha256'],
    createHash('sha256').update(first.body).digest('hex'),
  );
  assert.deepEqual(
    Object.keys(first.headers).filter((name) => name.startsWith('x-amz')),
    ['x-amz-meta-sha256', 'x-amz-meta-epoch'],
    'the rest of our notes stays inside',
  );
  assert.equal(first.headers['x-content-type-options'], 'nosniff');
  assert.ok(Number(first.headers['x-scanrill-ms']) > 0);
  assert.match(first.headers['server-timing'], /transform;dur=/);

  const second = await get('/photo.jpg?width=400&fm=auto', accept);
  assert.deepEqual(
    [second.status, second.headers['x-cache'], second.headers.age],
    [200, 'Hit', '0'],
  );
  assert.ok(second.body.equals(first.body));

  assert.match(first.headers.etag, /^"[0-9a-f]{32}"$/);
  const third = await get('/photo.jpg?w=400&f=auto', {
    ...accept,
    'if-none-match': first.headers.etag,
  });
  assert.deepEqual(
    [third.status, third.body.length, third.headers.etag, third.headers['content-length']],
    [304, 0, first.headers.etag, undefined],
  );
  const fourth = await get('/photo.jpg?w=400&f=auto', {
    ...accept,
    'if-modified-since': first.headers['last-modified'],
  });
  assert.equal(fourth.status, 304);
});

test('without WebP in Accept, f=auto is a JPEG, or a PNG where pixels have alpha', async () => {
  assert.equal(
    (await get('/photo.jpg?w=100&f=auto', { accept: '*/*' })).headers['content-type'],
    'image/jpeg',
  );
  const clearOne = await get('/clear.png?w=30&f=auto');
  assert.deepEqual(
    [clearOne.headers['content-type'], clearOne.headers.vary],
    ['image/png', 'Accept'],
  );
  assert.equal((await get('/clear.png?w=30&f=png')).headers.vary, undefined);
});

test('what the server sends is what transform() makes', async () => {
  const { body } = await get('/photo.jpg?w=300&h=300&q=60&f=jpeg');
  const original = (await get('/_scanrill/source/photo.jpg')).body;
  const { data } = await transform(original, {
    width: 300,
    height: 300,
    quality: 60,
    format: 'jpeg',
  });
  assert.ok(body.equals(data));
});

test('?w=abc is a 400 that names width', async () => {
  const { status, headers, body } = await get('/photo.jpg?w=abc');
  assert.deepEqual([status, headers['content-type']], [400, 'application/json; charset=utf-8']);
  assert.deepEqual(Object.keys(JSON.parse(body)), ['code', 'message', 'hint']);
  assert.match(JSON.parse(body).message, /^width must be a whole number from 1 to 8192/);
});

test('?widht=4 is served, and counted as unknown', async () => {
  const { status, headers } = await get('/photo.jpg?widht=4&w=50&f=webp');
  assert.deepEqual([status, headers['x-scanrill-unknown']], [200, 'widht']);
  const statistics = JSON.parse((await get('/_scanrill/statistics.json')).body);
  assert.equal(statistics.unknownNames.widht, 1);
});

const refusals = [
  ['/text.jpg?w=9', 415, 'UNSUPPORTED_FORMAT', 'public, max-age=300'],
  ['/cut.jpg?w=9', 422, 'TRUNCATED', 'public, max-age=300'],
  ['/none.jpg?w=9', 404, 'SOURCE_NOT_FOUND', 'public, max-age=30'],
  ['/photo.jpg/_/w=9', 404, 'SOURCE_NOT_FOUND', 'public, max-age=30'],
  ['/..%2f..%2fetc/passwd', 404, 'SOURCE_NOT_FOUND', 'public, max-age=30'],
];
for (const [path, status, code, cache] of refusals) {
  test(`${path} is a ${status} ${code}, and the same from the cache`, async () => {
    for (let i = 0; i < 2; i++) {
      const { status: got, headers, body } = await get(path);
      assert.deepEqual(
        [got, JSON.parse(body).code, headers['cache-control']],
        [status, code, cache],
      );
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.ok(!body.includes(folder) && !body.includes(tmpdir()), 'no path of this machine');
    }
  });
}

test('names with spaces, accents and odd spelling find their file and share one variant', async () => {
  const first = await get('/sub%20folder/caf%C3%A9.jpg?w=20');
  const second = await get('/%73ub%20folder/caf%c3%a9.jpg?w=020');
  assert.deepEqual([first.status, second.headers['x-cache']], [200, 'Hit']);
});

test('HEAD tells what GET would send, without sending it', async () => {
  const head = await get('/photo.jpg?w=70&f=png', {}, 'HEAD');
  const whole = await get('/photo.jpg?w=70&f=png');
  assert.deepEqual(
    [head.status, head.body.length, head.headers['content-length']],
    [200, 0, String(whole.body.length)],
  );
  assert.equal(head.headers.etag, whole.headers.etag);
});

test('a range of a variant is that part of its bytes', async () => {
  const whole = (await get('/photo.jpg?w=80')).body;
  const part = await get('/photo.jpg?w=80', { range: 'bytes=10-19' });
  assert.deepEqual(
    [part.status, part.headers['content-range']],
    [206, `bytes 10-19/${whole.length}`],
  );
  assert.ok(part.body.equals(whole.subarray(10, 20)));
  assert.equal((await get('/photo.jpg?w=80', { range: `bytes=${whole.length}-` })).status, 416);
});

test('twenty requests at once make one variant', async () => {
  const earlier = invocations.length;
  const all = await Promise.all(Array.from({ length: 20 }, () => get('/photo.jpg?w=333&f=png')));
  assert.ok(all.every(({ status, body }) => status === 200 && body.equals(all[0].body)));
  assert.deepEqual(
    invocations.slice(earlier).map(({ role }) => role),
    ['primary', 'generate'],
  );
});

test('v= may be cached for a year, and is no other picture', async () => {
  const tagged = await get('/photo.jpg?w=40&v=3');
  assert.equal(tagged.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.ok(tagged.body.equals((await get('/photo.jpg?w=40')).body));
});

test('methods that CloudFront does not pass on are a 403', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    assert.equal((await get('/photo.jpg', {}, method)).status, 403);
});

test('a name that is not this machine is not answered, so that no other site can read the folder', async () => {
  assert.equal((await get('/photo.jpg?w=9', { host: 'evil.example' })).status, 421);
  assert.equal(
    (await get('/_scanrill/pictures.json', { host: 'localhost.evil.example' })).status,
    421,
  );
  assert.equal((await get('/_scanrill/pictures.json', { host: 'localhost:1' })).status, 200);
});

test('the page comes with a policy that lets nothing in from elsewhere', async () => {
  const { status, headers, body } = await get('/');
  assert.deepEqual([status, headers['content-type']], [200, 'text/html; charset=utf-8']);
  assert.match(
    headers['content-security-policy'],
    /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'/,
  );
  assert.doesNotMatch(headers['content-security-policy'], /unsafe-inline|'unsafe-eval'|\*/);
  assert.doesNotMatch(body.toString(), /<script(?![^>]*src=)|\sstyle=|\son\w+=/, 'nothing inline');
  for (const [, file] of body.toString().matchAll(/(?:src|href)="(\/_scanrill\/[^"]+)"/g)) {
    assert.equal((await get(file)).status, 200, file);
  }
});

test('the page gets the wasm with the type that streams', async () => {
  const { status, headers, body } = await get('/_scanrill/scanrill/scanrill.wasm');
  assert.deepEqual(
    [status, headers['content-type'], body.readUInt32BE(0)],
    [200, 'application/wasm', 0x0061736d],
  );
});

test('the page lists the pictures with their sizes', async () => {
  const { pictures, more } = JSON.parse((await get('/_scanrill/pictures.json')).body);
  assert.deepEqual(
    pictures.map(({ key }) => key),
    ['clear.png', 'cut.jpg', 'photo.jpg', 'sub folder/café.jpg', 'text.jpg'],
  );
  assert.deepEqual(
    [pictures[2].widthPx, pictures[2].heightPx, pictures[4].widthPx, more],
    [640, 480, undefined, 0],
  );
});

test('only pictures of the folder are given to the page as originals', async () => {
  await symlink('/etc/hostname', join(folder, 'link.png'));
  for (const path of ['notes.txt', 'link.png', '..%2fx.jpg', '.scanrill/x.jpg', 'none.jpg']) {
    assert.ok((await get(`/_scanrill/source/${path}`)).status >= 400, path);
  }
  for (const path of [
    'page/../serve.js',
    'scanrill/..%2fpackage.json',
    'page/%2e%2e/serve.js',
    'page/',
    'other',
  ]) {
    assert.equal((await get(`/_scanrill/${path}`)).status, 404, path);
  }
});

test('nothing is written into the folder of the pictures', async () => {
  const names = (await readdir(folder)).filter((name) => name !== 'link.png').sort();
  assert.deepEqual(names, [
    'clear.png',
    'cut.jpg',
    'notes.txt',
    'photo.jpg',
    'sub folder',
    'text.jpg',
  ]);
});

test('the variants lie in a folder of their own, which close() removes', async (t) => {
  const usual = process.env.TMPDIR;
  const temporary = await folderFor(t);
  process.env.TMPDIR = temporary;
  t.after(() => (usual === undefined ? delete process.env.TMPDIR : (process.env.TMPDIR = usual)));
  const other = await serve({ dir: folder, port: 0 });
  assert.match((await readdir(temporary)).join(), /^scanrill-variants-\w+$/);
  await other.close();
  assert.deepEqual(await readdir(temporary), []);
});

/* ---- as a program ---- */

function start(args, environment = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ...environment },
  });
  const said = new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
      if (text.includes('Ctrl-C')) resolve(text);
    });
  });
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
  return { child, said, ended };
}

test('as a program it says where to look and how to ask, and Ctrl-C ends it at once', async (t) => {
  const temporary = await folderFor(t);
  const { child, said, ended } = start([], { DIR: folder, PORT: '0', TMPDIR: temporary });
  const text = await said;
  const [url] = /http:\/\/localhost:\d+/.exec(text);
  assert.match(text, /curl .*\?w=400&f=auto/);
  assert.equal((await fetch(`${url}/photo.jpg?w=10`)).status, 200);
  const startMs = performance.now();
  assert.equal((await readdir(temporary)).length, 1);
  child.kill('SIGINT');
  assert.equal(await ended, 0);
  assert.ok(performance.now() - startMs < 2000);
  assert.deepEqual(await readdir(temporary), [], 'the variants are gone, too');
});

test('a port in use, a missing folder and a misspelt option each end with a sentence that helps', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address();
  const rows = [
    [
      ['--dir', folder, '--port', String(port)],
      new RegExp(`Port ${port} is in use.*make serve PORT=${port + 1}`, 's'),
    ],
    [['--dir', join(folder, 'nowhere')], /There is no folder .*make serve DIR=/],
    [['--dir', folder, '--port', 'http'], /port must be a number from 0 to 65535/],
    [['--dri', folder], /usage:/],
  ];
  for (const [args, sentence] of rows) {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(status, 1, args.join(' '));
    assert.match(stderr, sentence);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
  }
});
