/*
 * report.ts - what a person or a program is told
 *
 * Standard output is for data (a picture, JSON, facts that were asked for); everything else goes
 * to standard error.
 */
import type { TransformResult } from '../api.ts';
import { isScanrillError } from '../errors.ts';
import type { SourceInfo } from '../description.ts';

/** '3.4 MB'; 1 KB is 1,024 bytes. */
export function inBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [amount, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB'];
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
}

/** '−97 %' */
export function inPercent(before: number, after: number): string {
  const change = Math.trunc((after / Math.max(1, before) - 1) * 100); // 100 % would be nothing
  return `${change < 0 ? '\u2212' : '+'}${Math.abs(change)} %`;
}

const milliseconds = (ms: number): string =>
  ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** 'cat.jpg → cat.webp  3.4 MB → 84 KB  −97 %  212 ms  peak 9 MB' */
export function resultLine(
  from: string,
  to: string,
  inputBytes: number,
  { data, info }: TransformResult,
): string {
  const columns = [
    `${printable(from)} → ${printable(to)}`,
    `${inBytes(inputBytes)} → ${inBytes(data.length)}`,
    inPercent(inputBytes, data.length),
    milliseconds(info.ms.total),
    `peak ${inBytes(info.peakMemory)}`,
    ...info.warnings,
  ];
  return columns.join('  ');
}

/** 'cat.jpg  jpeg  4032 x 3024  3.4 MB  4:2:0, progressive' */
export function sourceLine(path: string, source: SourceInfo): string {
  const turned = source.orientation === 1 ? '' : `orientation ${source.orientation}`;
  const notes = [
    source.chroma,
    source.gray ? 'gray' : '',
    source.cmyk ? 'CMYK' : '',
    source.depth === 8 ? '' : `${source.depth} bits`,
    source.alpha ? 'alpha' : '',
    source.progressive ? 'progressive' : '',
    source.interlaced ? 'interlaced' : '',
    source.animated ? `animated, ${source.frames} frames` : '',
    turned,
    source.iccBytes > 0 ? `ICC profile of ${inBytes(source.iccBytes)}` : '',
  ].filter((note) => note !== '');
  const size = `${source.width} x ${source.height}`;
  return [printable(path), source.format, size, inBytes(source.bytes), notes.join(', ')]
    .join('  ')
    .trimEnd();
}

/** A name without what could steer a terminal. */
export const printable = (name: string): string =>
  name.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '?');

export interface Failure {
  code: string;
  message: string;
  hint: string;
}

export function failureOf(error: unknown): Failure {
  if (isScanrillError(error)) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const { message } = error as Error;
  return { code: 'FILE', message: String(message), hint: '' };
}

const wantsColour = (): boolean => {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return FORCE_COLOR !== undefined ? FORCE_COLOR !== '0' : process.stderr.isTTY === true;
};

const red = (text: string): string => (wantsColour() ? `\x1b[31m${text}\x1b[39m` : text);

export function failureLine(path: string, { code, message, hint }: Failure): string {
  return `${red(printable(path))}: ${code}: ${printable(message)}${hint && ` (${hint})`}`;
}

/** One line on standard error. */
export function say(line: string): void {
  clearStatus();
  process.stderr.write(`${line}\n`);
}

/** One line on standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

let statusShown = false;

/** A line that the next one replaces; on terminals only. */
export function showStatus(line: string): void {
  if (process.stderr.isTTY !== true) return;
  process.stderr.write(`\r${line.slice(0, (process.stderr.columns ?? 80) - 1)}\x1b[K`);
  statusShown = true;
}

export function clearStatus(): void {
  if (statusShown) process.stderr.write('\r\x1b[K');
  statusShown = false;
}
