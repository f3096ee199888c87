/*
 * purge.ts - forgets the variants of an original that changed
 *
 * In the cloud the upload of an original purges its variants.  Here somebody saves a file over
 * another one and expects to see it: so the original's ETag is looked at before each answer.
 * Holds which paths of which original were asked for.
 */
import { isScanrillError } from 'scanrill/recipe';
import { routePath } from '../edge/route.ts';
import { sweepVariants } from '../purge/sweep.ts';
import type { Store } from '../store/store.ts';
import type { Cache } from './cache.ts';

interface KnownOriginal {
  /** '' where there is none. */
  etag: string;
  /** Of its variants. */
  paths: Set<string>;
}

export class Purge {
  #known = new Map<string, KnownOriginal>();
  #source: Store;
  #bucket: Store;
  #cache: Cache;

  constructor(source: Store, bucket: Store, cache: Cache) {
    this.#source = source;
    this.#bucket = bucket;
    this.#cache = cache;
  }

  async check(path: string): Promise<void> {
    const key = keyOf(path);
    if (key === undefined) return;
    const etag = (await this.#source.head(key))?.etag ?? '';
    const known = this.#known.get(key) ?? { etag, paths: new Set<string>() };
    if (known.etag !== etag) await this.#forget(key, known);
    known.etag = etag;
    known.paths.add(path);
    this.#known.set(key, known);
  }

  async #forget(key: string, { paths }: KnownOriginal): Promise<void> {
    await sweepVariants(key, { source: this.#source, variants: this.#bucket });
    for (const path of paths) this.#cache.delete(path);
    paths.clear();
  }
}

/** undefined: no variant has this path, and the edge function will say so. */
function keyOf(path: string): string | undefined {
  try {
    return routePath(path).key;
  } catch (error) {
    if (isScanrillError(error)) return undefined;
    throw error;
  }
}
