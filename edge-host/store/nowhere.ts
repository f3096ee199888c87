/*
 * nowhere.ts - a store that keeps nothing: for variants where a cache in front is enough
 *
 * What is written counts as stored, and is never found.  Holds nothing.
 */
import { fault } from './fault.ts';
import type { Store } from './store.ts';

export const NOWHERE: Store = {
  get: async () => {
    throw fault('SOURCE_NOT_FOUND');
  },
  head: async () => undefined,
  putIfAbsent: async () => ({ outcome: 'stored', etag: '""' }),
  delete: async () => true,
  list: async function* () {},
};
