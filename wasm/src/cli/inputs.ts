/*
 * inputs.ts - files, directories, patterns and standard input -> pictures to read
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { ScanrillError } from '../errors.ts';
import { LIMITS } from '../generated/limits.ts';
import type { TransformOptions } from '../generated/options.ts';
import type { PictureOptions } from '../node.ts';
import { expandGlob, globBase, isGlob } from './glob.ts';
import { UsageError } from './usage.ts';

export interface Input {
  /** '-' is standard input */
  path: string;
  /** its place below the directory or pattern that named it; kept when results go to a directory */
  place: string;
}

const PICTURE = /\.(?:jpe?g|png|webp)$/i;

/** Everything that the words of a command line name, each once. */
export async function findInputs(words: readonly string[], recursive: boolean): Promise<Input[]> {
  const found = new Map<string, Input>();
  for (const word of words) {
    for (const input of await inputsOf(word, recursive)) found.set(input.path, input);
  }
  return [...found.values()];
}

async function inputsOf(word: string, recursive: boolean): Promise<Input[]> {
  if (word === '-') return [{ path: '-', place: 'stdin' }];
  const found = await stat(word).catch(() => undefined);
  if (found?.isDirectory()) return directoryInputs(word, recursive);
  if (found !== undefined || !isGlob(word)) return [{ path: word, place: baseName(word) }];
  const base = globBase(word);
  const files = await expandGlob(word);
  if (files.length === 0) throw new UsageError(`no file matches ${word}`);
  return files.map((path) => ({ path, place: relative(base, path) }));
}

async function directoryInputs(directory: string, recursive: boolean): Promise<Input[]> {
  if (!recursive) throw new UsageError(`${directory} is a directory; add -r to take its pictures`);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && PICTURE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((path) => ({ path, place: relative(directory, path) }));
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1)!;

/** All bytes of an input. */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === '-') return readStandardInput();
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw tooLarge(size);
    return await readFile(path);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Options with the watermarks' files read; paths are relative to where the command runs. */
export async function withWatermarks(
  options: TransformOptions,
  paths: readonly string[],
): Promise<PictureOptions> {
  const { watermark: _, ...others } = options;
  if (paths.length === 0) return others;
  return { ...others, watermark: await Promise.all(paths.map(readInput)) };
}

const MOST_BYTES = LIMITS.pipeline.maxInputBytes;

const tooLarge = (bytes: number): ScanrillError =>
  new ScanrillError(
    'INPUT_TOO_LARGE',
    `the file is too large: ${bytes} bytes, and ${MOST_BYTES} are allowed`,
  );

async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw tooLarge(bytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** What the file system says, as an error of ours where it has a code of ours. */
export function fileError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ScanrillError('SOURCE_NOT_FOUND', `there is no file ${path}`);
  }
  if (code === 'EACCES' || code === 'EISDIR') {
    return new ScanrillError('SOURCE_ERROR', `${path} cannot be read (${code})`);
  }
  return error;
}
