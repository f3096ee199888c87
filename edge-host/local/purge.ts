/*
 * purge.ts - forgets the variants of an original that changed
 *
 * In the cloud the upload of an original purges its variants.  Here somebody saves a file over
 * another one and expects to see it: so the original's ETag is looked at before each answer.
 * Holds which variants of which original were asked for.
 */
import { isScanrillError } from 'scanrill/recipe';
import { routePath, type Route } from '../edge/route.ts';
import type { Store } from '../store/store.ts';
import type { Cache } from './cache.ts';

interface KnownOriginal {
  /** '' where there is none. */
  etag: string;
  /** path -> key in the bucket */
  variants: Map<string, string>;
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
    const route = routeOf(path);
    if (route === undefined) return;
    const { key, variantKey } = route;
    const etag = (await this.#source.head(key))?.etag ?? '';
    const known = this.#known.get(key) ?? { etag, variants: new Map<string, string>() };
    if (known.etag !== etag) await this.#forget(known);
    known.etag = etag;
    known.variants.set(path, variantKey);
    this.#known.set(key, known);
  }

  async #forget(original: KnownOriginal): Promise<void> {
    for (const [path, variantKey] of original.variants) {
      this.#cache.delete(path);
      const stored = await this.#bucket.head(variantKey);
      if (stored) await this.#bucket.delete(variantKey, stored.etag);
    }
    original.variants.clear();
  }
}

/** undefined: no variant has this path, and the edge function will say so. */
function routeOf(path: string): Route | undefined {
  try {
    return routePath(path);
  } catch (error) {
    if (isScanrillError(error)) return undefined;
    throw error;
  }
}
