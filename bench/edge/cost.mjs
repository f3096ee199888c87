/*
 * cost.mjs - docs/cost.md: what a million requests cost, from measured processor times and list prices
 *
 *   node bench/edge/cost.mjs                  write the page from bench/edge/measured.json
 *   node bench/edge/cost.mjs --take           first take over what make load has measured
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CLOUDFRONT, LAMBDA_ARM, PRICES, READ, S3, TIERS, WAITS, WORKERS, dollarsPerMillion } from '../prices.mjs';
import { readReport } from '../reports.mjs';

const MEASURED = new URL('measured.json', import.meta.url);
const PAGE = new URL('../../docs/cost.md', import.meta.url);

/** 128 MB hold no picture of 12 megapixels beside Node. */
const SIZES = TIERS.filter(({ memoryMb }) => memoryMb >= 256);
const BYTES_IN_GB = 1e9;

const WRITES = { gets: 2, puts: 1 }; // GET and HEAD of the original, PUT of the variant
const WAITS_OF_MAKING = WAITS.get + WAITS.put + WAITS.head;

/** Dollars for a million invocations that work and wait so long. */
function invoked(prices, { cpuShare, memoryMb }, cpuMs, waitMs = 0) {
  return dollarsPerMillion(prices, Math.max(1, Math.ceil(waitMs + cpuMs / cpuShare)), memoryMb);
}

const storeDollars = ({ gets = 0, puts = 0 }) => gets * S3.millionGets + puts * S3.millionPuts;
const FRONT = CLOUDFRONT.millionRequests + CLOUDFRONT.millionFunctions;

/**
 * Each answers dollars for a million requests: found in CloudFront's cache, found in the bucket, made
 * anew. 'events' are the processor times of measured.json.
 */
export const FORMS = {
  'origin-request, Lambda@Edge': {
    hit: () => FRONT,
    stored: ({ edge }, size) => FRONT + invoked(PRICES['Lambda@Edge'], size, edge.stored.cpuMs) + storeDollars({ gets: 1 }),
    made: ({ edge }, size, picture) =>
      FRONT +
      invoked(PRICES['Lambda@Edge'], size, edge.stored.cpuMs) +
      invoked(PRICES['Lambda@Edge'], size, edge[picture].cpuMs - edge.stored.cpuMs, WAITS_OF_MAKING) +
      // CloudFront looks, and reads what was made
      storeDollars({ gets: WRITES.gets + 2, puts: WRITES.puts }),
  },
  'function URL, x86': regional('url', PRICES.Lambda),
  'function URL, arm64': regional('url', LAMBDA_ARM),
  'fetch handler, Workers': {
    hit: () => WORKERS.millionRequests,
    stored: ({ edge }) => WORKERS.millionRequests + edge.stored.cpuMs * WORKERS.millionCpuMs + storeDollars({ gets: 1 }),
    made: ({ url }, _size, picture) =>
      WORKERS.millionRequests +
      url[picture].cpuMs * WORKERS.millionCpuMs +
      storeDollars({ gets: WRITES.gets + 1, puts: WRITES.puts }),
  },
  "AWS's sample flow, sharp, x86": regional('sample', PRICES.Lambda),
};

/** The bucket first, then a function of one Region, which looks once more and answers itself. */
function regional(system, prices) {
  const looks = system === 'sample' ? 0 : 1;
  const checks = system === 'sample' ? 1 : WRITES.gets; // it does not look at the original again
  const waitMs = system === 'sample' ? WAITS.get + WAITS.put : WAITS_OF_MAKING + WAITS.get;
  return {
    hit: () => FRONT,
    stored: () => FRONT + storeDollars({ gets: 1 }),
    made: (events, size, picture) =>
      FRONT +
      invoked(prices, size, events[system][picture].cpuMs, waitMs) +
      storeDollars({ gets: 1 + looks + checks, puts: WRITES.puts }),
  };
}

/** Months after which a variant has cost as much to keep as to make again. */
export function monthsToKeep({ made, stored, bytes }) {
  return (made - stored) / 1e6 / ((bytes / BYTES_IN_GB) * S3.gbMonth);
}

export function page(measured) {
  const { events, machine, date } = measured;
  const { memoryMb } = SIZES.at(-1);
  return `<!-- Written by \`node bench/edge/cost.mjs\` from bench/edge/measured.json and wasm/src/cli/replay/prices.ts; do not edit. -->

# What it costs

Dollars for a million requests in ${READ.region}, at list prices as read in ${READ.month}, without free tiers and without
the gigabytes that leave CloudFront, which are the same for everybody.

- **hit**: in CloudFront's cache. No function of ours runs but the viewer function. On Workers each request is paid, hit or not.
- **stored**: in the bucket, and no longer in the cache.
- **new, small** and **new, large**: a variant that nobody asked for before: of a JPEG of 800 x 600, 400 pixels wide, and of one of
  12 megapixels, 800 pixels wide, both as WebP.

Processor times are measured (below); at a smaller size of Lambda they are divided by its share of a processor. Waiting for S3
is assumed: ${WAITS.get} ms for GET, ${WAITS.put} ms for PUT, ${WAITS.head} ms for HEAD. That arm64 takes as long as x86, and Workers as
long as a function URL, is assumed, too. Invocations are billed in whole milliseconds; cold starts are left out.

${SIZES.map((size) => tableOf(size, events)).join('\n\n')}

## Keeping variants

A variant in S3 costs ${S3.gbMonth} dollars for a gigabyte and month. Until it has cost as much as making it again, with ${memoryMb} MB:

${keepTable(events, SIZES.at(-1))}

A lifecycle rule that expires variants is right where originals go away or URLs change, and seldom to save storage.

## What was measured

Milliseconds of processor time for an event in AWS's Lambda runtime client, \`make load\` on ${date.slice(0, 10)}: ${machine.processor},
${machine.processors} processors, Node ${machine.node.slice(1)}; other work kept ${machine.busyProcessors.toFixed(1)} processors busy.

${measuredTable(events)}

\`node bench/edge/cost.mjs --take\` takes over a new measurement.
`;
}

function tableOf(size, events) {
  const lines = Object.entries(FORMS).map(([name, { hit, stored, made }]) => {
    const sums = [hit(), stored(events, size), made(events, size, 'small'), made(events, size, 'large')];
    return `| ${name} | ${sums.map((sum) => sum.toFixed(2)).join(' | ')} |`;
  });
  return [`| ${size.memoryMb} MB | hit | stored | new, small | new, large |`, '|---|---|---|---|---|', ...lines].join('\n');
}

function keepTable(events, size) {
  const lines = Object.entries(FORMS).map(([name, { stored, made }]) => {
    const months = ['small', 'large'].map((picture) =>
      monthsToKeep({ made: made(events, size, picture), stored: stored(events, size), bytes: events.edge[picture].bytes }));
    return `| ${name} | ${months.map((count) => `${count.toFixed(0)} months`).join(' | ')} |`;
  });
  const bytes = ['small', 'large'].map((picture) => `${(events.edge[picture].bytes / 1000).toFixed(1)} KB`);
  return [`| | small, ${bytes[0]} | large, ${bytes[1]} |`, '|---|---|---|', ...lines].join('\n');
}

function measuredTable({ edge, url, sample }) {
  const ms = (value) => (value === undefined ? '-' : value.cpuMs.toFixed(1));
  const line = (name, one) => `| ${name} | ${ms(one.stored)} | ${ms(one.small)} | ${ms(one.large)} |`;
  return [
    '| | stored | new, small | new, large |',
    '|---|---|---|---|',
    line('origin-request', edge),
    line('function URL', url),
    line("AWS's sample flow, sharp", sample),
  ].join('\n');
}

function take() {
  const { date, machine, cold, events } = readReport('edge') ?? {};
  if (events === undefined) throw new Error('make load has not been run with its part «events»');
  const { libraries: _libraries, ...described } = machine;
  writeFileSync(MEASURED, `${JSON.stringify({ date, machine: described, cold, events }, undefined, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--take')) take();
  writeFileSync(PAGE, page(JSON.parse(readFileSync(MEASURED, 'utf8'))));
}
