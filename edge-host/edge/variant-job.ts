/*
 * variant-job.ts - a route and settings -> where its variant may lie, and the job of making it
 *
 * What all forms of the function have in common: the origin-request handler, the function URL and the
 * fetch handler.
 */
import { ScanrillError } from 'scanrill/recipe';
import type { EdgeSettings } from 'scanrill/settings';
import { fault } from '../store/fault.ts';
import type { Store } from '../store/store.ts';
import { editionOf, epochOfKey } from './edition.ts';
import type { VariantJob } from './make-variant.ts';
import { cacheControlOf, variantKeyOf, type Route } from './route.ts';

/**
 * Keys of the variants store, best first.  There are two for a key that has not moved to the core's
 * own output epoch: what the epoch before left nobody can make again, so the second is made.
 * Errors: NOT_ALLOWED outside the prefixes; where freshness is 'check', SOURCE_NOT_FOUND and those
 * of Store.
 */
export async function placesOf(
  route: Route,
  settings: EdgeSettings,
  { source, outputEpoch }: { source: Store; outputEpoch: number },
): Promise<string[]> {
  const { prefixes, freshness, epoch, deadlineMs } = settings;
  if (prefixes.length > 0 && !prefixes.some((prefix) => route.key.startsWith(prefix)))
    throw new ScanrillError('NOT_ALLOWED');
  let sourceVersion: string | undefined;
  if (freshness === 'check') {
    sourceVersion = (await source.head(route.key, AbortSignal.timeout(deadlineMs)))?.etag;
    if (sourceVersion === undefined) throw fault('SOURCE_NOT_FOUND');
  }
  const epochs = new Set([epochOfKey(route.key, outputEpoch, epoch), outputEpoch]);
  return [...epochs].map((one) => variantKeyOf(route, editionOf(one, sourceVersion)));
}

export function jobOf(route: Route, settings: EdgeSettings, outputEpoch: number): VariantJob {
  const { freshness, maxAgeSeconds, maxSourceBytes, watermarkPrefix, deadlineMs } = settings;
  return {
    key: route.key,
    variantKeyOf: (etag) =>
      variantKeyOf(route, editionOf(outputEpoch, freshness === 'check' ? etag : undefined)),
    options: route.options,
    cacheControl: cacheControlOf(route, maxAgeSeconds),
    maxSourceBytes,
    watermarkPrefix,
    deadlineMs,
  };
}
