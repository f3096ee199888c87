/*
 * cache-tag.ts - one name for everything that was made of an original
 *
 * Each answer carries it in a header, which the distribution reads (its CacheTagConfig): so one
 * invalidation takes all variants of an original out of CloudFront's caches, errors included.  A
 * hash, because a tag holds no spaces, commas or letters beyond ASCII, and keys do.  Pure.
 */
import { sha256Hex } from 'scanrill/recipe';

/** As metadata of an object, and as the header that S3 makes of it. */
export const CACHE_TAG = 'cache-tag';
export const CACHE_TAG_HEADER = `x-amz-meta-${CACHE_TAG}`;

const DIGITS = 32;

export function cacheTagOf(key: string): string {
  return `img-${sha256Hex(key).slice(0, DIGITS)}`;
}
