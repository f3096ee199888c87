/*
 * pictures.ts - what the index page shows: the pictures of a folder
 *
 * Looks at names and headers; decodes nothing.  Holds nothing.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { metadata } from 'scanrill';
import type { Store } from '../store/store.ts';

export interface Picture {
  key: string;
  bytes: number;
  /** These are absent where the header says nothing that is understood. */
  widthPx?: number;
  heightPx?: number;
  /** Has a channel for transparency. */
  alpha?: boolean;
}

export interface PictureList {
  pictures: Picture[];
  /** Pictures that are there but not listed. */
  more: number;
}

const PICTURE_NAME = /\.(?:jpe?g|png|webp)$/i;
const MAX_LISTED = 24;
const MAX_DEPTH = 6;
const MAX_NAMES = 5_000;

export async function listPictures(
  folder: string,
  source: Store,
  maxSourceBytes: number,
): Promise<PictureList> {
  const keys = await findPictures(folder);
  const pictures: Picture[] = [];
  for (const key of keys.sort().slice(0, MAX_LISTED)) {
    const head = await source.head(key);
    if (!head) continue;
    pictures.push({ key, bytes: head.bytes, ...(await describe(key, source, maxSourceBytes)) });
  }
  return { pictures, more: Math.max(0, keys.length - MAX_LISTED) };
}

/** Keys of all pictures below a folder. */
export function findPictures(folder: string): Promise<string[]> {
  return findKeys(folder, '', 0, []);
}

async function findKeys(
  folder: string,
  prefix: string,
  depth: number,
  found: string[],
): Promise<string[]> {
  for (const entry of await fs.readdir(path.join(folder, prefix), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || found.length >= MAX_NAMES) continue;
    const key = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isFile() && PICTURE_NAME.test(entry.name)) found.push(key);
    else if (entry.isDirectory() && depth < MAX_DEPTH)
      await findKeys(folder, key, depth + 1, found);
  }
  return found;
}

/** A file that is no picture is listed as well: the page shows what the server says about it. */
async function describe(key: string, source: Store, maxBytes: number): Promise<Partial<Picture>> {
  try {
    const { body } = await source.get(key, { maxBytes });
    const { width, height, alpha } = await metadata(body);
    return { widthPx: width, heightPx: height, alpha };
  } catch {
    return {};
  }
}
