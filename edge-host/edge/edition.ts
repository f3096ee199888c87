/*
 * edition.ts - which of the results of one recipe is served
 *
 * Two things change the bytes of a variant without a change of its path: the output epoch of the
 * core, and, where freshness is 'check', the original.  Both become part of the variant's key in
 * the store, behind its recipe:
 *
 *   w=400,f=webp                       output epoch 1
 *   w=400,f=webp@e2                    output epoch 2
 *   w=400,f=webp@e2@o3f6c0e9a2b417d58  and made of the original with this version
 *
 * A new epoch reaches the keys by a share of their hashes, which the deployment raises or takes
 * back: a key that moved at 10 % stays moved at 20 %, and at 0 % again the variants of the epoch
 * before are served, as they lie there.  Pure.
 */
import { sha256Hex } from 'scanrill/recipe';
import type { EpochSettings } from 'scanrill/settings';

/** Not the first three, which shard the store: a share of the keys is a share of each shard. */
const HASH_DIGITS = [8, 16] as const;
const HASHES = 2 ** 32;
const VERSION_DIGITS = 16;

/** The output epoch of which this key gets its variants. */
export function epochOfKey(key: string, ownEpoch: number, moving?: EpochSettings): number {
  if (moving === undefined) return ownEpoch;
  const share = Number.parseInt(sha256Hex(key).slice(...HASH_DIGITS), 16) / HASHES;
  return share * 100 < moving.percent ? ownEpoch : moving.previous;
}

/** The end of a variant's key. 'sourceVersion' is the original's ETag, where that is looked at. */
export function editionOf(epoch: number, sourceVersion?: string): string {
  const ofEpoch = epoch === 1 ? '' : `@e${epoch}`;
  if (sourceVersion === undefined) return ofEpoch;
  return `${ofEpoch}@o${sha256Hex(sourceVersion).slice(0, VERSION_DIGITS)}`;
}
