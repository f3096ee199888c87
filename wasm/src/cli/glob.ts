/*
 * glob.ts - patterns of file names, for shells that do not expand them
 *
 * '*' and '?' inside a name, '[a-c]', '{a,b}', and '**' for any number of directories.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

/** The directory below which a pattern has its special characters. */
export function globBase(pattern: string): string {
  const { base } = split(pattern);
  return base === '' ? '.' : base;
}

/** The files that a pattern names, sorted. Names that begin with a dot must be asked for. */
export async function expandGlob(pattern: string): Promise<string[]> {
  const { base, rest } = split(pattern);
  const found = new Set<string>();
  for (const one of braces(rest)) {
    for await (const file of walk(base, one.split('/'))) found.add(file);
  }
  return [...found].sort();
}

/** 'a/b/*.jpg' -> 'a/b' and '*.jpg' */
function split(pattern: string): { base: string; rest: string } {
  const parts = slashes(pattern).split('/');
  const first = parts.findIndex(isGlob);
  const base = parts.slice(0, first).join('/');
  return { base: base === '' && first > 0 ? '/' : base, rest: parts.slice(first).join('/') };
}

const slashes = (pattern: string): string =>
  process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;

async function* walk(directory: string, parts: readonly string[]): AsyncGenerator<string> {
  const [part = '', ...rest] = parts;
  if (part === '**') yield* walk(directory, rest.length === 0 ? ['*'] : rest);
  const matches = matcher(part === '**' ? '*' : part);
  for (const entry of await entriesOf(directory)) {
    if (!matches.test(entry.name) || (entry.name.startsWith('.') && !part.startsWith('.')))
      continue;
    const path = join(directory, entry.name);
    if (part === '**') {
      if (entry.isDirectory()) yield* walk(path, parts);
    } else if (rest.length > 0) {
      if (entry.isDirectory()) yield* walk(path, rest);
    } else if (entry.isFile()) yield path;
  }
}

async function entriesOf(directory: string) {
  try {
    return await readdir(directory === '' ? '.' : directory, { withFileTypes: true });
  } catch {
    return []; // a pattern matches nothing there
  }
}

/** One part of a path as a regular expression. */
function matcher(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[\s\S]/g, (piece) => {
    if (piece === '*') return '[^/]*';
    if (piece === '?') return '[^/]';
    if (piece.length > 1) return piece.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return piece.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${source}$`, 'u');
}

/** 'a.{jpg,png}' -> 'a.jpg', 'a.png' */
function braces(pattern: string): string[] {
  const found = /\{([^{}]*)\}/.exec(pattern);
  if (found === null) return [pattern];
  const [whole, choices = ''] = found;
  return choices.split(',').flatMap((choice) => braces(pattern.replace(whole, () => choice)));
}
