/*
 * log.ts - a CloudFront standard log, or a list of URLs -> how often each picture was asked for
 *
 * A log says in '#Fields:' what its columns are; gzip is seen by its first bytes. Every other text
 * is a list: a path or a URL a line, '#' before a comment. Pure.
 */
import { gunzipSync } from 'node:zlib';

import { UsageError } from '../usage.ts';

/** One URL, without scheme and host: '/cat.jpg?w=400'. */
export interface Asked {
  target: string;
  requests: number;
  /** of these, answered by CloudFront's cache; 0 where nobody says */
  hits: number;
  /** that went to viewers */
  bytes: number;
}

export interface Requests {
  /** the most asked for first */
  asked: Asked[];
  /** of the log; undefined for a list */
  seconds?: number;
}

/** Errors: UsageError for a log without the columns that are needed. */
export function readRequests(files: readonly Uint8Array[]): Requests {
  const found = new Map<string, Asked>();
  const times: number[] = [];
  for (const file of files) {
    const text = Buffer.from(isGzip(file) ? gunzipSync(file) : file).toString('utf8');
    if (/^#Fields:/m.test(text)) readLog(text, found, times);
    else readList(text, found);
  }
  const asked = [...found.values()].sort((a, b) => b.requests - a.requests);
  const span = times.reduce(
    ({ first, last }, time) => ({ first: Math.min(first, time), last: Math.max(last, time) }),
    { first: Infinity, last: -Infinity },
  );
  if (times.length === 0) return { asked };
  return { asked, seconds: Math.max(1, (span.last - span.first) / 1000) };
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function count(found: Map<string, Asked>, target: string, hit: boolean, bytes: number): void {
  const one = found.get(target) ?? { target, requests: 0, hits: 0, bytes: 0 };
  one.requests++;
  if (hit) one.hits++;
  one.bytes += bytes;
  found.set(target, one);
}

const NEEDED = ['date', 'time', 'cs-method', 'cs-uri-stem', 'cs-uri-query', 'sc-status', 'sc-bytes'];

/** Reads what was asked with GET and answered well. */
function readLog(text: string, found: Map<string, Asked>, times: number[]): void {
  let fields: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#Fields:')) {
      fields = line.slice('#Fields:'.length).trim().split(/\s+/);
      const missing = NEEDED.filter((name) => !fields.includes(name));
      if (missing.length > 0) throw new UsageError(`the log has no column ${missing.join(', ')}`);
    }
    if (line === '' || line.startsWith('#')) continue;
    const values = line.split('\t');
    const value = (name: string): string => values[fields.indexOf(name)] ?? '-';
    const status = Number(value('sc-status'));
    if (value('cs-method') !== 'GET' || !(status >= 200 && status < 400)) continue;
    const query = unescaped(value('cs-uri-query'));
    const target = unescaped(value('cs-uri-stem')) + (query === '-' ? '' : `?${query}`);
    const hit = /^(?:Refresh)?Hit$/.test(value('x-edge-result-type'));
    count(found, target, hit, Number(value('sc-bytes')) || 0);
    const time = Date.parse(`${value('date')}T${value('time')}Z`);
    if (!Number.isNaN(time)) times.push(time);
  }
}

/** A log percent-encodes once more what is not plain, '%' included. */
function unescaped(text: string): string {
  try {
    return encodeURI(decodeURIComponent(text)).replace(/%25/g, '%');
  } catch {
    return text;
  }
}

function readList(text: string, found: Map<string, Asked>): void {
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const path = line.replace(/^https?:\/\/[^/]+/, '');
    if (!path.startsWith('/')) {
      throw new UsageError(`a URL or a path is expected, not ${JSON.stringify(line)}`);
    }
    count(found, path, false, 0);
  }
}
