/*
 * replay.ts - scanrill replay access.log.gz --theirs https://images.example --originals photos/
 *
 * Asks the old system and the edge on this machine (scanrill serve) for the same URLs, compares what
 * viewers would see, and says what a month of the log costs. Exit code 1: an answer of ours failed
 * where theirs did not.
 */
import { readFile } from 'node:fs/promises';

import type { Arguments } from '../arguments.ts';
import { clearStatus, inBytes, inPercent, print, printable, say, showStatus } from '../report.ts';
import { findServer } from '../serve.ts';
import { readSettingsFile } from '../settings-file.ts';
import { UsageError } from '../usage.ts';
import { monthlyBill, type Bill } from './bill.ts';
import { compare, type Answer, type Comparison, type Seen } from './compare.ts';
import { readRequests, type Asked, type Requests } from './log.ts';
import { READ } from './prices.ts';

/** What most browsers say, but for formats that are not compared here. */
const ACCEPT = 'image/webp,image/png,image/*;q=0.8,*/*;q=0.5';
const USAGE = 'scanrill replay access.log.gz --theirs https://images.example --originals photos/';
const TIMEOUT_MS = 60_000;
/** From here on a difference is seen. */
const VISIBLE_DELTA_E = 2;

interface Compared extends Comparison {
  asked: Asked;
  transformMs: number | undefined;
}

export async function runReplay(args: Arguments): Promise<number> {
  const { inputs, theirs, originals, dialect = 'scanrill', most, json } = args;
  if (theirs === undefined || originals === undefined) {
    throw new UsageError('replay needs --theirs URL and --originals DIR', USAGE);
  }
  if (!/^https?:\/\//.test(theirs)) {
    throw new UsageError(`--theirs must be a URL, not ${JSON.stringify(theirs)}`, USAGE);
  }
  const requests = readRequests(await Promise.all(inputs.map((file) => readFile(file))));
  const { serve, DIALECTS } = await findServer();
  if (!DIALECTS.includes(dialect)) {
    throw new UsageError(`--dialect must be one of ${DIALECTS.join(', ')}, not ${dialect}`);
  }
  const settings = await readSettingsFile(args.settings);
  const server = await serve({ dir: originals, port: 0, settings, dialect, log: () => {} });
  try {
    const all: Compared[] = [];
    for (const asked of requests.asked.slice(0, most)) {
      showStatus(`${all.length + 1} of ${Math.min(most, requests.asked.length)}: ${asked.target}`);
      const one = await compareOne(asked, server.url, theirs.replace(/\/$/, ''));
      clearStatus();
      all.push(one);
      print(json ? JSON.stringify({ type: 'compared', ...flat(one) }) : line(one));
    }
    const bill = billOf(requests, all);
    if (json) print(JSON.stringify({ type: 'replay', ...countsOf(all), ...(bill && { bill }) }));
    else tellAll(requests, all, bill);
    return all.some(failedHere) ? 1 : 0;
  } finally {
    await server.close();
  }
}

async function compareOne(asked: Asked, oursUrl: string, theirsUrl: string): Promise<Compared> {
  const ours = await get(oursUrl + asked.target);
  const theirs = await get(theirsUrl + asked.target);
  return { asked, transformMs: ours.transformMs, ...(await compare(ours, theirs)) };
}

/** A server that cannot be reached is told as such, once: nothing can be compared. */
async function get(url: string): Promise<Answer> {
  try {
    const response = await fetch(url, {
      headers: { accept: ACCEPT },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const transformMs = response.headers.get('x-scanrill-ms');
    return {
      status: response.status,
      type: (response.headers.get('content-type') ?? '').split(';')[0]!,
      body: new Uint8Array(await response.arrayBuffer()),
      ...(transformMs === null ? {} : { transformMs: Number(transformMs) }),
    };
  } catch (cause) {
    const reason = (cause as Error).cause ?? cause;
    throw new Error(`${url} cannot be read: ${(reason as Error).message}`, { cause });
  }
}

const failedHere = ({ ours, theirs }: Comparison): boolean =>
  ours.status !== 200 && theirs.status === 200;

/** Both are pictures that were read. */
const isPair = ({ ours, theirs }: Comparison): boolean =>
  ours.width !== undefined && theirs.width !== undefined;

function countsOf(all: readonly Compared[]) {
  const pairs = all.filter(isPair);
  const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
  const shown = ({ asked }: Compared): number => asked.requests;
  return {
    urls: all.length,
    compared: pairs.length,
    failed: all.filter(failedHere).length,
    differences: all.filter(({ differences }) => differences.length > 0).length,
    visible: pairs.filter(({ deltaE = 0 }) => deltaE >= VISIBLE_DELTA_E).length,
    bytesOurs: sum(pairs.map((one) => one.ours.bytes * shown(one))),
    bytesTheirs: sum(pairs.map((one) => one.theirs.bytes * shown(one))),
  };
}

/** undefined: nobody says how long the requests took to come, or nothing was compared. */
function billOf({ asked, seconds }: Requests, all: readonly Compared[]): Bill | undefined {
  const { compared, bytesOurs, bytesTheirs } = countsOf(all);
  if (seconds === undefined || compared === 0) return undefined;
  const times = all.flatMap(({ transformMs }) => (transformMs === undefined ? [] : [transformMs]));
  const sum = (pick: (one: Asked) => number): number =>
    asked.reduce((total, one) => total + pick(one), 0);
  return monthlyBill(
    {
      requests: sum(({ requests }) => requests),
      hits: sum(({ hits }) => hits),
      variants: asked.length,
      bytes: sum(({ bytes }) => bytes),
      bytesRatio: bytesOurs / bytesTheirs,
      transformMs: times.reduce((total, ms) => total + ms, 0) / Math.max(1, times.length),
    },
    seconds,
  );
}

// ---- words ----

const flat = ({ asked, ...rest }: Compared) => ({ ...asked, ...rest });

const seenText = ({ status, type, bytes, width, height }: Seen): string => {
  if (status !== 200) return String(status);
  const size = width === undefined ? '' : `${width} x ${height} `;
  return `${size}${type.replace('image/', '')} ${inBytes(bytes)}`;
};

/** '     12  400 x 267 webp 9 KB → 400 x 267 webp 8.1 KB  −10 %  ΔE 0.9  /cat.jpg?w=400' */
function line(one: Compared): string {
  const { asked, ours, theirs, deltaE, differences } = one;
  return [
    String(asked.requests).padStart(7),
    `${seenText(theirs)} → ${seenText(ours)}`,
    isPair(one) ? inPercent(theirs.bytes, ours.bytes) : '',
    deltaE === undefined ? '' : `ΔE ${deltaE.toFixed(1)}`,
    printable(asked.target),
    differences.length === 0 ? '' : `(${differences.join('; ')})`,
  ]
    .filter((column) => column !== '')
    .join('  ');
}

function tellAll({ asked, seconds }: Requests, all: readonly Compared[], bill?: Bill): void {
  const counts = countsOf(all);
  const { urls, compared, failed, differences, visible, bytesOurs, bytesTheirs } = counts;
  say('');
  say(`${urls} of ${asked.length} URLs asked; ${compared} pairs of pictures compared`);
  say(`${differences} with another size, format, orientation or status`);
  say(`${visible} of one size differ visibly (ΔE ${VISIBLE_DELTA_E} or more)`);
  if (failed > 0) say(`${failed} failed here and not there`);
  const bytes = `${inBytes(bytesTheirs)} → ${inBytes(bytesOurs)}`;
  if (compared > 0) say(`bytes to viewers: ${bytes}  ${inPercent(bytesTheirs, bytesOurs)}`);
  if (seconds === undefined) say('a list has no times: no bill');
  else if (bill === undefined) say('nothing compared: no bill');
  else tellBill(bill, seconds);
}

function tellBill({ before, after }: Bill, seconds: number): void {
  const days = seconds / 86_400;
  const dollars = (sum: number): string => `$${sum.toFixed(2)}`.padStart(12);
  const row = (name: string, was: string, is: number): void =>
    say(`  ${name.padEnd(34)}${was}${dollars(is)}`);
  say('');
  say(`a month of this log (it has ${days.toFixed(days < 10 ? 1 : 0)} days),`);
  say(`${READ.region}, list prices of ${READ.month}:`);
  say(`  ${''.padEnd(34)}${'before'.padStart(12)}${'after'.padStart(12)}`);
  row('requests, viewer function', dollars(before.requests), after.requests);
  row('gigabytes to viewers', dollars(before.bytes), after.bytes);
  row('Lambda@Edge, 1769 MB', 'not known'.padStart(12), after.functions);
  row('S3', 'not known'.padStart(12), after.store);
}
