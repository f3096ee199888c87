/*
 * open.ts - a line of configuration -> the store that it names
 *
 *   s3://bucket/prefix?region=eu-west-1    a bucket (s3-location.ts)
 *   file:///var/pictures                   a folder
 *
 * Stores are kept: a deployment names two, and every event of it names the same two.
 */
import { fileURLToPath } from 'node:url';
import { openFilesystemStore } from './filesystem.ts';
import { openS3Store } from './s3.ts';
import type { Store } from './store.ts';

const opened = new Map<string, Promise<Store>>();

/** Errors: a TypeError that says what is wrong with the line; ENOENT for a folder that is not there. */
export function openStore(location: string): Promise<Store> {
  let store = opened.get(location);
  if (store === undefined) {
    store = openNew(location);
    opened.set(location, store);
    store.catch(() => opened.delete(location));
  }
  return store;
}

async function openNew(location: string): Promise<Store> {
  if (location.startsWith('s3://')) return openS3Store(location);
  if (location.startsWith('file:///')) return openFilesystemStore(fileURLToPath(location));
  throw new TypeError(`a store is s3://bucket?region=… or file:///folder, not «${location}»`);
}
