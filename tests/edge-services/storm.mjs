/*
 * storm.mjs - requests by the thousand while the store fails and functions are killed
 *
 *   viewer function -> Varnish -> origin group -> instances -> faults -> S3      most requests
 *   function URL's instances -> faults -> S3
 *   fetch handler -> faults -> S3
 *
 * A storm is drizzle (some calls of the store go wrong), then an outage (most do), then calm: five
 * seconds without a fault, after which nothing may fail any more. What is asked, and what goes wrong,
 * comes from a seed; how they meet is up to the scheduler. Pictures stay as they are, so each path
 * has one right answer.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { routePath, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { transform } from '../../wasm/dist/node.js';
import { canonicalRecipe, ERRORS } from '../../wasm/dist/recipe/index.js';
import { makeSources } from '../golden/sources.mjs';
import { makeBucket } from '../services/buckets.mjs';
import { startCloudfront } from '../services/cloudfront.mjs';
import { startFaultProxy } from '../services/fault-proxy.mjs';
import { startFetchHandler, startFunctionUrl } from '../services/forms.mjs';
import { LambdaExit } from '../services/lambda.mjs';

const SOURCES = ['photo.jpg', 'wide.jpg', 'progressive.jpg', 'gray.jpg', 'rgb.png', 'rgba.png'];
const WIDTHS = [24, 32, 48, 60];
const FORMATS = [undefined, 'webp'];

const CONCURRENT = 16;
const REQUESTS_OF_STORM = 2500;
/** Of the requests of a storm, these are the last, and for pictures that nobody asked for before. */
const OUTAGE_REQUESTS = 40;
const CALM_MS = 5000;
/** A good request asks for a variant that is new so often. */
const NEW_SHARE = 0.3;
/** Of what was asked for already, so many of the last may be asked for again. */
const RECENT = 300;

/** How often each happens to a call of the store, in thousandths. */
const DRIZZLE = {
  500: 20,
  '503 SlowDown': 30,
  429: 10,
  reset: 20,
  'reset in the body': 20,
  'short body': 20,
  'lost answer': 25,
  slow: 5,
  silence: 0.3,
  kill: 5,
};
const OUTAGE = { 500: 250, '503 SlowDown': 250, reset: 150, 'reset in the body': 100, 'lost answer': 50 };

/** What may be told of a good request when the store or the function fails. */
const OF_THE_STORE = ['SOURCE_ERROR', 'SOURCE_SLOW', 'DEADLINE'];

/** 'tell' takes a line for each storm. Answers counts and, in words, everything that was wrong. */
export async function weather(s3, folder, { requests, seed, tell = () => {} }) {
  const random = mulberry32(seed);
  const proxy = await startFaultProxy(s3.endpoint);
  const [pictures, answers] = await rightAnswers();
  const parts = await startForms(s3, folder, proxy.endpoint, pictures);
  const seen = { asked: 0, byStatus: {}, kills: 0, wrong: [], served: new Set() };
  try {
    for (let number = 1; seen.asked < requests; number++) {
      const failed = new Map();
      const left = Math.min(REQUESTS_OF_STORM, requests - seen.asked);
      const ask = (pick) => askOne(parts, pick, { answers, seen, failed });
      const [drizzle, outage] = [Math.max(1, left - OUTAGE_REQUESTS), Math.min(OUTAGE_REQUESTS, left - 1)];
      proxy.choose(() => strike(DRIZZLE, random, parts, seen));
      await atOnce(drizzle, () => ask(pickOf(random, number)));
      proxy.choose(() => strike(OUTAGE, random, parts, seen));
      await atOnce(outage, () => ask(pickOf(random, number, 1)));
      proxy.choose(() => undefined);
      await sleep(CALM_MS);
      const again = [...failed.values()];
      failed.clear();
      await atOnce(again.length, (at) => ask(again[at]));
      for (const [path] of failed) seen.wrong.push(`${path}: still fails ${CALM_MS} ms after the last fault`);
      const failures = `${again.length} failed, ${failed.size} after ${CALM_MS} ms of calm`;
      tell(`storm ${number}: ${seen.asked} requests so far, ${seen.kills} kills; in this one ${failures}`);
    }
    await checkStored(parts, answers, seen);
  } finally {
    for (const part of [parts.url, parts.fetch, parts.box, proxy]) await part.stop();
  }
  return { ...seen, faults: proxy.counts };
}

async function rightAnswers() {
  const pictures = await makeSources(undefined, SOURCES);
  const answers = new Map();
  for (const [source, bytes] of pictures) {
    for (const width of WIDTHS) {
      for (const format of FORMATS) {
        const options = { width, ...(format && { format }) };
        const { data } = await transform(bytes, options);
        answers.set(`/${source}/_/${canonicalRecipe(options)}`, sha256(data));
      }
    }
  }
  pictures.set('text.jpg', Buffer.from('this is plain text'));
  pictures.set('cut.jpg', pictures.get('photo.jpg').subarray(0, 700));
  return [pictures, answers];
}

async function startForms(s3, folder, storeEndpoint, pictures) {
  const box = await startCloudfront(s3, folder, { storeEndpoint, instances: 6 });
  for (const [name, bytes] of pictures) await box.source.putIfAbsent(name, bytes, { contentType: 'image/jpeg' });
  const at = (bucket) => s3.location(bucket).replace(s3.endpoint, storeEndpoint);
  const settingsFor = (bucket) => ({ source: at(box.buckets.source), variants: at(bucket), keys: s3.owner });
  const [ofUrl, ofFetch] = [await makeBucket(s3), await makeBucket(s3)];
  const storeOf = (bucket) => openS3Store(s3.location(bucket), () => s3.owner);
  return {
    box,
    url: await startFunctionUrl({ ...settingsFor(ofUrl), instances: 2 }),
    fetch: await startFetchHandler(settingsFor(ofFetch)),
    stores: { box: box.variants, url: storeOf(ofUrl), fetch: storeOf(ofFetch) },
  };
}

// ---- what is asked ----

const WRONG = [
  ['/none.jpg/_/w=32', 'SOURCE_NOT_FOUND'],
  ['/text.jpg/_/w=32', 'UNSUPPORTED_FORMAT'],
  ['/cut.jpg/_/w=32', 'TRUNCATED'],
];

let newest = 0;
const recent = [];

/** { form, base, path, code }: 'code' where a refusal is right, 'base' where a picture is. */
function pickOf(random, storm, newShare = NEW_SHARE) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const form = random() < 0.85 ? 'box' : random() < 0.6 ? 'url' : 'fetch';
  if (recent.length > 0 && random() >= newShare) return one(recent);
  if (random() < 0.15) {
    const [path, code] = one(WRONG);
    return { form, path, code };
  }
  const options = { width: one(WIDTHS), ...(random() < 0.5 && { format: 'webp' }) };
  const base = `/${one(SOURCES)}/_/${canonicalRecipe(options)}`;
  const pick = { form, base, path: `${base},v=${storm}.${++newest}` };
  recent.push(pick);
  if (recent.length > RECENT) recent.shift();
  return pick;
}

async function askOne({ box, url, fetch: handler }, pick, { answers, seen, failed }) {
  const { form, base, path, code } = pick;
  seen.asked++;
  const { status, headers, body } =
    form === 'box' ? await fromBox(box, path) : await fromForm(form === 'url' ? url : handler, path);
  seen.byStatus[status] = (seen.byStatus[status] ?? 0) + 1;
  const wrong = (what) => seen.wrong.push(`${form} ${path}: ${what}`);
  if (base !== undefined && status === 200) {
    seen.served.add(`${form} ${path}`);
    if (sha256(body) !== answers.get(base)) wrong(`${body.length} wrong bytes`);
    if (headers['x-amz-meta-sha256'] !== sha256(body)) wrong('another sha256 in the header');
    return;
  }
  const told = codeOf(status, body);
  if (code !== undefined && told === code) return;
  failed.set(form + path, pick);
  if (status < 500) wrong(`${status} ${told}`);
  else if (told !== 'killed' && !OF_THE_STORE.includes(told)) wrong(`${status} ${told}, which is no failure of the store`);
}

async function fromBox(box, path) {
  const [picture, recipe] = path.split('/_/');
  const answer = await fetch(`${box.url}${picture}?${recipe.replaceAll(',', '&')}`);
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) };
}

/** An instance that was killed is told by Lambda with a 502. */
async function fromForm(form, path) {
  try {
    return await form.ask(path);
  } catch (error) {
    if (error instanceof LambdaExit) return { status: 502, headers: {}, body: Buffer.from('a function failed\n') };
    throw error;
  }
}

/** The code of an error, 'killed' for what CloudFront says of a dead function, or words that are no code. */
function codeOf(status, body) {
  const text = Buffer.from(body).toString();
  if (text === 'a function failed\n') return 'killed';
  try {
    const { code, message, hint } = JSON.parse(text);
    const typed = ERRORS[code]?.http === status && typeof message === 'string' && typeof hint === 'string';
    return typed ? code : `untyped: ${text}`;
  } catch {
    return `untyped: ${text.slice(0, 100)}`;
  }
}

// ---- what goes wrong ----

/** Asked by the proxy for each call of the store. */
function strike(chances, random, { box, url }, seen) {
  let left = random() * 1000;
  const fault = Object.keys(chances).find((name) => (left -= chances[name]) < 0);
  if (fault !== 'kill') return fault;
  const busy = [...box.lambda.all, ...url.lambda.all].filter((one) => one.busy());
  if (busy.length === 0) return undefined;
  seen.kills++;
  busy[Math.floor(random() * busy.length)].kill();
  return undefined;
}

// ---- what is left ----

/** What was served lies in its form's bucket, whole, and is what it says. */
async function checkStored({ stores }, answers, { served, wrong }) {
  const all = [...served];
  await atOnce(all.length, async (at) => {
    const [form, path] = all[at].split(' ');
    const right = answers.get(path.replace(/,v=.*/, ''));
    try {
      const { body, metadata } = await stores[form].get(variantKeyOf(routePath(path)), { maxBytes: 1e7 });
      if (sha256(body) !== right || metadata.sha256 !== right) wrong.push(`${all[at]}: a wrong object in the bucket`);
    } catch (error) {
      wrong.push(`${all[at]}: was served, and is not in the bucket: ${error.code}`);
    }
  });
}

async function atOnce(count, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A small generator of random numbers from 0 to 1 (Tommy Ettinger's mulberry32). */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}
