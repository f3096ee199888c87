/*
 * run.mjs - the function under load, beside AWS's sample flow with sharp: make load
 *
 *   LOAD_PARTS=cold,paths LOAD_REQUESTS=300 node bench/edge/run.mjs
 *
 * Each part prints a table and goes into build/bench/results/edge.json. Several instances and the
 * store share this machine's processors, so compare columns of one table; docs/cost.md uses the
 * processor time of an event, which depends on that least.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { makeBucket } from '../../tests/services/buckets.mjs';
import { startOriginRequest } from '../../tests/services/forms.mjs';
import { lambdaIsMissing } from '../../tests/services/lambda.mjs';
import { serviceFolder } from '../../tests/services/processes.mjs';
import { rgwIsMissing, startRgw } from '../../tests/services/rgw.mjs';
import { say } from '../progress.mjs';
import { begun, readReport, writeReport } from '../reports.mjs';
import { numberFrom, refuse } from '../settings.mjs';
import { prepareSources } from '../sources.mjs';
import { median, percentile } from '../statistics.mjs';
import { aligned } from '../table.mjs';
import { HOSTILE, hostilePictures } from './hostile.mjs';
import { cpuMsOf, residentBytesOf } from './process-use.mjs';
import { SYSTEMS } from './systems.mjs';

const PARTS = { cold: coldStarts, paths, events, hostile, memory };
const INSTANCES = 2;
const CONCURRENT = 4;
const COLD_STARTS = 9;
const HOSTILE_SHARE = 0.05;
const SAMPLES_OF_MEMORY = 40;
const MB = 2 ** 20;

/** Small: a thumbnail's source; large: what a phone writes. */
const CASES = {
  small: { key: 'small.jpg', options: { width: 400, format: 'webp' } },
  large: { key: 'large.jpg', options: { width: 800, format: 'webp' } },
};

const LATENCY_HEADS = ['requests', 'p50 ms', 'p99 ms', 'a second'];
const columnsOf = ({ requests: all, p50Ms, p99Ms, perSecond }) =>
  [String(all), p50Ms.toFixed(1), p99Ms.toFixed(1), perSecond.toFixed(1)];

const requests = numberFrom('LOAD_REQUESTS', 400);
const memoryRequests = numberFrom('LOAD_MEMORY_REQUESTS', 100_000);
const names = process.env.LOAD_PARTS ? process.env.LOAD_PARTS.split(',') : Object.keys(PARTS);
for (const name of names) if (!PARTS[name]) refuse(`LOAD_PARTS: "${name}" is none of ${Object.keys(PARTS).join(', ')}`);
const missing = (await rgwIsMissing()) || lambdaIsMissing();
if (missing) refuse(missing);

const beginning = await begun();
const s3 = await startRgw(serviceFolder('load'));
try {
  const source = await putSources();
  const findings = { ...readReport('edge') };
  for (const name of names) findings[name] = await PARTS[name](source);
  writeReport('edge', {}, { ...findings, ...beginning });
} finally {
  await s3.stop();
}

async function putSources() {
  const sources = await prepareSources(['photo-800x600', 'photo-6mp', 'phone-12mp']);
  const bytes = (name) => readFile(sources.get(name).path);
  const all = { 'small.jpg': await bytes('photo-800x600'), 'large.jpg': await bytes('phone-12mp') };
  Object.assign(all, hostilePictures(await bytes('photo-6mp')));
  const bucket = await makeBucket(s3);
  const store = openS3Store(s3.location(bucket), () => s3.owner);
  for (const [key, body] of Object.entries(all)) await store.putIfAbsent(key, body, { contentType: 'image/jpeg' });
  return bucket;
}

// ---- cold: the first answer of a new instance ----

/** In turn, so that a busy moment is everybody's. */
async function coldStarts(source) {
  const times = Object.fromEntries(Object.keys(SYSTEMS).map((name) => [name, []]));
  for (let round = 0; round < COLD_STARTS; round++) {
    for (const [name, { start }] of Object.entries(SYSTEMS)) {
      const system = await start({ s3, source, instances: 1 });
      const beganMs = performance.now();
      await asked(system, 'small', `cold-${round}`);
      times[name].push(performance.now() - beganMs);
      await system.stop();
    }
  }
  const rows = Object.entries(times).map(([name, all]) => [name, { medianMs: median(all), maxMs: Math.max(...all) }]);
  print('first answer of a new instance, small picture', ['median ms', 'most ms'],
    rows.map(([name, { medianMs, maxMs }]) => [SYSTEMS[name].text, medianMs.toFixed(0), maxMs.toFixed(0)]));
  return Object.fromEntries(rows);
}

async function asked(system, name, unique) {
  const { key, options } = CASES[name];
  const { status, body } = await system.get(key, options, unique);
  if (status !== 200) throw new Error(`${key}: ${status} ${Buffer.from(body).subarray(0, 200)}`);
  return body.length;
}

// ---- paths: a stored hit, a small miss, a large miss ----

async function paths(source) {
  const found = {};
  for (const [name, { text, start }] of Object.entries(SYSTEMS)) {
    const system = await start({ s3, source, instances: INSTANCES });
    for (let i = 0; i < INSTANCES * 4; i++) await asked(system, 'small', `warm-${i}`);
    await asked(system, 'small', 'stored');
    const fewer = Math.ceil(requests / 4);
    found[name] = {
      'stored hit': await latencies(requests, () => asked(system, 'small', 'stored')),
      'small miss': await latencies(requests, (i) => asked(system, 'small', `s${i}`)),
      'large miss': await latencies(fewer, (i) => asked(system, 'large', `l${i}`)),
    };
    await system.stop();
    say(`  ${text}`);
  }
  const lines = Object.entries(found).flatMap(([name, cases]) =>
    Object.entries(cases).map(([what, one]) => [`${what}, ${SYSTEMS[name].text}`, ...columnsOf(one)]));
  print(`no cache, ${CONCURRENT} at once, ${INSTANCES} instances`, LATENCY_HEADS, lines.sort(([a], [b]) => (a < b ? 1 : -1)));
  return found;
}

/** 'work' is told the number of its request; one that answers false is not counted in the percentiles. */
async function latencies(count, work) {
  const times = [];
  let next = 0;
  const beganMs = performance.now();
  const worker = async () => {
    while (next < count) {
      const startMs = performance.now();
      if ((await work(next++)) !== false) times.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  const perSecond = (count * 1000) / (performance.now() - beganMs);
  return { requests: times.length, p50Ms: median(times), p99Ms: percentile(times, 0.99), perSecond };
}

// ---- events: processor time of one event, for docs/cost.md ----

async function events(source) {
  const found = {};
  for (const [name, { start }] of Object.entries(SYSTEMS)) {
    const system = await start({ s3, source, instances: 1 });
    for (let i = 0; i < 10; i++) await asked(system, 'small', `warm-${i}`);
    for (let i = 0; i < 3; i++) await asked(system, 'large', `warm-${i}`);
    found[name] = {
      ...(name === 'edge' ? { stored: await cpuOf(system, requests, () => asked(system, 'small', 'warm-0')) } : {}),
      small: await cpuOf(system, requests, (i) => asked(system, 'small', `s${i}`)),
      large: await cpuOf(system, Math.ceil(requests / 8), (i) => asked(system, 'large', `l${i}`)),
    };
    await system.stop();
  }
  const lines = Object.entries(found).flatMap(([name, cases]) =>
    Object.entries(cases).map(([what, { cpuMs, bytes }]) => [`${SYSTEMS[name].text}, ${what}`, cpuMs.toFixed(2), String(bytes)]));
  print('processor time of the function, one request after the other', ['ms', 'bytes'], lines);
  return found;
}

async function cpuOf(system, count, work) {
  const pid = system.lambda.all[0].pid();
  const before = cpuMsOf(pid);
  let bytes;
  for (let i = 0; i < count; i++) bytes = await work(i);
  return { cpuMs: (cpuMsOf(pid) - before) / count, bytes };
}

// ---- hostile: what 5 % of bad requests cost the good ones ----

async function hostile(source) {
  const found = {};
  for (const share of [0, HOSTILE_SHARE]) {
    const system = await SYSTEMS.edge.start({ s3, source, instances: INSTANCES });
    for (let i = 0; i < INSTANCES * 4; i++) await asked(system, 'small', `warm-${i}`);
    const every = share === 0 ? Infinity : Math.round(1 / share);
    const refused = {};
    found[share] = await latencies(requests * 2, async (i) => {
      if (i % every !== every - 1) return asked(system, i % 2 ? 'small' : 'large', i % 4 < 2 ? `g${i}` : 'stored');
      const [key, options] = HOSTILE[Math.floor(i / every) % HOSTILE.length];
      const { status } = await system.get(key, options, `h${i}`);
      refused[`${key} ${status}`] = (refused[`${key} ${status}`] ?? 0) + 1;
      return false;
    });
    found[share].refused = refused;
    await system.stop();
  }
  const lines = Object.entries(found).map(([share, one]) => [share === '0' ? 'good requests alone' : `beside ${share * 100} % hostile ones`, ...columnsOf(one)]);
  print('good requests: half stored, half new, small and large', LATENCY_HEADS, lines);
  console.log(`hostile ones were answered: ${JSON.stringify(found[HOSTILE_SHARE].refused)}\n`);
  return found;
}

// ---- memory: one instance, many events ----

/** Folders for buckets, emptied now and then; each event is a transform. */
async function memory() {
  const folder = await mkdtemp(join(tmpdir(), 'scanrill-load-'));
  const [originals, variants] = [join(folder, 'originals'), join(folder, 'variants')];
  try {
    for (const one of [originals, variants]) await mkdir(one);
    const sources = await prepareSources(['photo-400x300']);
    await writeFile(join(originals, 'tiny.jpg'), await readFile(sources.get('photo-400x300').path));
    const form = await startOriginRequest({ source: pathToFileURL(originals).href, variants: pathToFileURL(variants).href });
    const resident = [];
    const step = Math.ceil(memoryRequests / SAMPLES_OF_MEMORY);
    for (let i = 0; i < memoryRequests; i++) {
      const { status } = await form.ask(`/tiny.jpg/_/w=100,v=${i}`);
      if (status !== 200) throw new Error(`request ${i}: ${status}`);
      if (i % step === step - 1) {
        resident.push(residentBytesOf(form.lambda.all[0].pid()));
        await rm(variants, { recursive: true });
        await mkdir(variants);
      }
    }
    await form.stop();
    return toldMemory(resident);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first quarter is warming up. */
function toldMemory(resident) {
  const quarter = resident.length >> 2;
  const [second, last] = [resident.slice(quarter, 2 * quarter), resident.slice(-quarter)].map(median);
  const lines = [['second quarter', second], ['last quarter', last], ['most', Math.max(...resident)]];
  print(`resident memory of one instance over ${memoryRequests} new variants`, ['MB'], lines.map(([what, bytes]) => [what, (bytes / MB).toFixed(1)]));
  return { requests: memoryRequests, secondQuarterBytes: second, lastQuarterBytes: last, mostBytes: Math.max(...resident) };
}

function print(title, heads, lines) {
  console.log(`${aligned([[title, ...heads], ...lines])}\n`);
}
