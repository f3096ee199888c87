/*
 * outputs.ts - where a result goes, and how it gets there whole or not at all
 */
import { randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { link, mkdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';

import type { TransformResult } from '../api.ts';
import type { TransformOptions } from '../generated/options.ts';
import type { Input } from './inputs.ts';
import { UsageError } from './usage.ts';

export type Target =
  | { kind: 'stdout' }
  | { kind: 'file'; path: string }
  | { kind: 'directory'; path: string }
  | { kind: 'pattern'; pattern: string }
  | { kind: 'beside' };

const EXTENSIONS = new Map([
  ['.jpg', 'jpeg'],
  ['.jpeg', 'jpeg'],
  ['.png', 'png'],
  ['.webp', 'webp'],
] as const);

const PLACEHOLDERS = ['name', 'width', 'height', 'ext'];

/** Read the value of -o. */
export async function readTarget(output: string | undefined): Promise<Target> {
  if (output === undefined) return { kind: 'beside' };
  if (output === '-') return { kind: 'stdout' };
  if (/\{[^{}]*\}/.test(output)) {
    for (const [, name = ''] of output.matchAll(/\{([^{}]*)\}/g)) {
      if (PLACEHOLDERS.includes(name)) continue;
      const known = PLACEHOLDERS.map((word) => `{${word}}`).join(' ');
      throw new UsageError(`-o knows ${known}, not {${name}}`);
    }
    return { kind: 'pattern', pattern: output };
  }
  const isDirectory = await stat(output).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isDirectory || /[\\/]$/.test(output)) return { kind: 'directory', path: output };
  return { kind: 'file', path: output };
}

/** The options, with the format that the name of the result says. */
export function withNamedFormat(options: TransformOptions, target: Target): TransformOptions {
  const name =
    target.kind === 'file' ? target.path : target.kind === 'pattern' ? target.pattern : '';
  const { ext } = parse(name);
  if (ext === '' || ext.includes('{')) return options;
  const format = EXTENSIONS.get(ext.toLowerCase() as '.jpg');
  if (options.format === undefined && format === undefined) {
    throw new UsageError(
      `-o ${name}: no format is called ${ext}; use .jpg, .png or .webp, or add -f`,
    );
  }
  if (options.format === undefined) return { ...options, format: format! };
  if (format !== undefined && format !== options.format) {
    throw new UsageError(`-o ${name} and -f ${options.format} contradict each other`);
  }
  return options;
}

/** The path of a result; undefined for standard output. */
export function outputPath(
  target: Target,
  input: Input,
  result: Pick<TransformResult, 'width' | 'height' | 'format'>,
  sized: boolean,
): string | undefined {
  const source = parse(input.place);
  const ext = result.format === 'jpeg' ? 'jpg' : result.format;
  const values: Record<string, string> = {
    name: source.name,
    width: String(result.width),
    height: String(result.height),
    ext,
  };
  const fill = (pattern: string): string =>
    pattern.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  switch (target.kind) {
    case 'stdout':
      return undefined;
    case 'file':
      return target.path;
    case 'pattern':
      return fill(target.pattern);
    case 'directory':
      return join(target.path, source.dir, `${source.name}.${keptExtension(source.ext, ext)}`);
    case 'beside': {
      const name = sized ? '{name}-{width}' : '{name}';
      return join(dirname(input.path), `${fill(name)}.${keptExtension(source.ext, ext)}`);
    }
  }
}

/** 'JPG' and 'jpeg' stay as the source has them. */
function keptExtension(sourceExtension: string, ext: string): string {
  const same =
    EXTENSIONS.get(sourceExtension.toLowerCase() as '.jpg') === EXTENSIONS.get(`.${ext}` as '.jpg');
  return same ? sourceExtension.slice(1) : ext;
}

const unfinished = new Set<string>();

/** Remove what was being written; for a process that is about to end. */
export function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      unlinkSync(path);
    } catch {
      // it was not there yet, or is not any more
    }
  }
}

/** Write a file under another name beside it, then give it its own: nobody sees half a file. */
export async function writeWhole(
  path: string,
  data: Uint8Array,
  overwrite: boolean,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.scanrill-${randomUUID()}`);
  unfinished.add(temporary);
  try {
    await writeFile(temporary, data, { flag: 'wx' });
    await (overwrite ? rename(temporary, path) : putInPlace(temporary, path));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw existsAlready(path);
    throw error;
  } finally {
    unfinished.delete(temporary);
  }
}

/** A rename that never replaces: link() is the call that refuses what exists. */
async function putInPlace(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code)) throw error;
    // This file system has no hard links.
    if (await exists(path)) throw existsAlready(path);
    return rename(temporary, path);
  }
  await unlink(temporary);
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

export const existsAlready = (path: string): Error =>
  new Error(`${path} exists already; add --overwrite to replace it`);

export const samePath = (a: string, b: string): boolean => resolve(a) === resolve(b);
