/*
 * The pool in Node's worker threads; faults that a real worker cannot be made to show come from a
 * port of the test's own.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { built, dist } from '../recipe/load.mjs';
import { drawPng } from './pictures.mjs';

const { createPool } = await built('pool/node.js');
const { openPool } = await built('pool/pool.js');
const { scanrill } = await built('node-host.js');

const SMALL = drawPng(64, 48);
const LARGE = drawPng(2000, 1500);

const poolFor = (t, options) => {
  const pool = createPool(options);
  t.after(() => pool.close());
  return pool;
};

test('a pool makes the bytes that transform() makes, in any order', async (t) => {
  const pool = poolFor(t, { workers: 2 });
  const recipes = [{ width: 20 }, { format: 'webp' }, { width: 33, format: 'jpeg' }, { rotate: 90 }];
  const made = await Promise.all(recipes.map((recipe) => pool.transform(SMALL, recipe)));
  for (const [place, recipe] of recipes.entries()) {
    const { data, info, ...rest } = await scanrill.transform(SMALL, recipe);
    const { data: ours, info: ourInfo, ...ourRest } = made[place];
    assert.deepEqual(ours, data);
    assert.deepEqual(ourRest, rest);
    assert.deepEqual(ourInfo.source, info.source);
  }
  assert.equal(pool.size, 2);
});

test("the caller's bytes stay the caller's, and later changes to them do not count", async (t) => {
  const pool = poolFor(t);
  const mine = new Uint8Array(SMALL); // a Buffer's slice() would be the same bytes
  const result = pool.transform(mine, { width: 20 });
  await Promise.resolve();
  mine.fill(0);
  assert.deepEqual((await result).data, (await scanrill.transform(SMALL, { width: 20 })).data);
});

test('a Blob goes in, and a part of a larger buffer', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const wanted = (await scanrill.transform(SMALL, { width: 20 })).data;
  const around = new Uint8Array(SMALL.length + 20);
  around.set(SMALL, 10);
  for (const input of [new Blob([SMALL]), around.subarray(10, 10 + SMALL.length)]) {
    assert.deepEqual((await pool.transform(input, { width: 20 })).data, wanted);
  }
});

test('watermarks go along', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const marked = { width: 30, watermark: [drawPng(8, 8), drawPng(5, 5)] };
  assert.deepEqual((await pool.transform(SMALL, marked)).data, (await scanrill.transform(SMALL, marked)).data);
});

test('errors of the core arrive whole, and the next job is served', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  await assert.rejects(pool.transform(new Uint8Array(30), {}), {
    name: 'ScanrillError',
    code: 'UNSUPPORTED_FORMAT',
    status: 415,
  });
  await assert.rejects(pool.transform(SMALL, { widht: 20 }), /did you mean width/);
  await assert.rejects(pool.transform(SMALL, {}, { profil: 'edge' }), /did you mean profile/);
  assert.equal((await pool.transform(SMALL, { width: 20 })).width, 20);
});

test('progress goes up to 1', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const shares = [];
  await pool.transform(LARGE, { width: 400 }, { onProgress: (share) => shares.push(share) });
  assert.deepEqual([...shares].sort((a, b) => a - b), shares);
  assert.ok(shares.length > 2 && shares.at(-1) === 1, String(shares));
});

test('an abort is told at once; the worker goes on with the next job', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const controller = new AbortController();
  const reason = new Error('changed my mind');
  const first = pool.transform(LARGE, { width: 800 }, {
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await assert.rejects(first, reason);
  assert.equal((await pool.transform(SMALL, { width: 20 })).width, 20);
});

test('an abort in the one long step of a WebP ends the worker, and another one starts', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const controller = new AbortController();
  let last = Infinity; // when progress was heard last: reading is over long before that step is
  const listening = setInterval(() => Date.now() - last > 300 && controller.abort(), 20);
  t.after(() => clearInterval(listening));
  const startedMs = Date.now();
  const job = pool.transform(LARGE, { format: 'webp', lossless: true }, {
    signal: controller.signal,
    onProgress: () => (last = Date.now()),
  });
  const next = pool.transform(SMALL, { width: 20 });
  await assert.rejects(job, { name: 'AbortError' });
  const heardMs = Date.now();
  assert.equal((await next).width, 20);
  assert.ok(Date.now() - heardMs < heardMs - startedMs + 2000, 'the step was not waited for');
});

test('an abort while waiting takes the job out of the queue', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const controller = new AbortController();
  const first = pool.transform(LARGE, { width: 400 });
  const second = pool.transform(SMALL, {}, { signal: controller.signal });
  await Promise.resolve();
  controller.abort();
  await assert.rejects(second, { name: 'AbortError' });
  assert.equal((await first).width, 400);
  await assert.rejects(pool.transform(SMALL, {}, { signal: controller.signal }), {
    name: 'AbortError',
  });
});

test('close() refuses what is under way and what comes later', async () => {
  const pool = createPool({ workers: 1 });
  const jobs = [pool.transform(LARGE, { width: 400 }), pool.transform(SMALL, { width: 20 })];
  await sleep(1);
  pool.close();
  for (const job of jobs) await assert.rejects(job, /this pool was closed/);
  await assert.rejects(pool.transform(SMALL), /this pool was closed/);
});

test('workers end after an idle time', async (t) => {
  const pool = poolFor(t, { workers: 1, idleMs: 30 });
  await pool.transform(SMALL, { width: 20 });
  for (let waits = 0; pool.size > 0 && waits < 100; waits++) await sleep(20);
  assert.equal(pool.size, 0);
  assert.equal((await pool.transform(SMALL, { width: 20 })).width, 20);
});

test('an idle pool does not keep a process alive', () => {
  const script = `
    const { createPool } = await import(${JSON.stringify(new URL('pool/node.js', dist).href)});
    const { data } = await createPool().transform(new Uint8Array(${JSON.stringify([...SMALL])}), { width: 20 });
    console.log(data.length > 0);`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script],
    { encoding: 'utf8', timeout: 8000 },
  );
  assert.deepEqual([status, stdout], [0, 'true\n'], stderr);
});

test('wrong options of a pool are refused by name', () => {
  assert.throws(() => createPool({ worker: 2 }), /a pool has no option "worker" \(did you mean workers\?\)/);
  assert.throws(() => createPool({ workers: 0 }), /workers must be a whole number above 0, not 0/);
  assert.throws(() => createPool({ idleMs: '1' }), /idleMs must be a number of milliseconds/);
});

/* ---- without workers, and with bad ones ---- */

/** A pool over ports that the test plays: 'start' answers a script of the worker's end. */
function pooled(t, startWorker) {
  const pool = openPool({ startWorker, processors: () => 2, scanrill });
  t.after(() => pool.close());
  return pool;
}

/** A port whose worker does what the script says when something is posted. */
function played(script) {
  const ears = {};
  return {
    post: (message) => queueMicrotask(() => script(message, ears)),
    onMessage: (take) => (ears.say = take),
    onFailure: (take) => (ears.fail = take),
    hold() {},
    end() {},
  };
}

test('where no worker can be started, jobs run in slices here', async (t) => {
  const pool = pooled(t, () => {
    throw new Error('forbidden by the page');
  });
  const shares = [];
  const { width } = await pool.transform(SMALL, { width: 20 }, { onProgress: (share) => shares.push(share) });
  assert.equal(width, 20);
  assert.equal(shares.at(-1), 1);
  assert.equal(pool.size, 0);
});

test('where workers cannot be loaded, all jobs run here', async (t) => {
  const pool = pooled(t, () => played((_, { fail }) => fail('404')));
  const made = await Promise.all([1, 2, 3].map((width) => pool.transform(SMALL, { width })));
  assert.deepEqual(made.map(({ width }) => width), [1, 2, 3]);
});

test('a worker that ends refuses its own job alone', async (t) => {
  let started = 0;
  const pool = pooled(t, () => {
    const dies = started++ === 0;
    return played((message, { say, fail }) => {
      if (message.say === 'module') say({ say: 'ready' });
      else if (dies) fail('out of memory');
      else scanrill.transform(message.input, message.options).then((result) => say({ say: 'done', id: message.id, result }));
    });
  });
  const jobs = await Promise.allSettled([1, 2, 3].map((width) => pool.transform(SMALL, { width })));
  const refused = jobs.filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 1);
  assert.equal(refused[0].reason.code, 'INTERNAL');
  assert.match(refused[0].reason.message, /the worker of this job ended: out of memory/);
});

test('a core that cannot be loaded is told as without a pool, and asked for again', async (t) => {
  let times = 0;
  const failing = {
    ...scanrill,
    module: () => (times++ === 0 ? Promise.reject(new Error('offline')) : scanrill.module()),
    transform: () => Promise.reject(new Error('as without a pool')),
  };
  const pool = openPool({
    startWorker: () =>
      played((message, { say }) =>
        message.say === 'module' ? say({ say: 'ready' }) : say({ say: 'done', id: message.id, result: 'made' }),
      ),
    processors: () => 1,
    scanrill: failing,
  });
  t.after(() => pool.close());
  await assert.rejects(pool.transform(SMALL), /as without a pool/);
  assert.equal(await pool.transform(SMALL), 'made');
});
