/*
 * watermarks.ts - the watermarks of a recipe: which keys may be one, and their bytes
 *
 * Anybody can write a key into a URL, so a deployment says where its watermarks lie.  A watermark's
 * ETag is no part of a variant: one that changes gets a new key, or its variants are purged.
 */
import { ScanrillError, LIMITS, isScanrillError, type TransformOptions } from 'scanrill/recipe';
import type { Store } from '../store/store.ts';

/** In the order of the recipe. Errors: BAD_OPTIONS. */
export function watermarkKeys(
  { watermark = [] }: TransformOptions,
  prefix: string | undefined,
): readonly string[] {
  const keys = typeof watermark === 'string' ? [watermark] : watermark;
  if (keys.length > 0 && prefix === undefined) {
    throw new ScanrillError('BAD_OPTIONS', 'watermark: there are none here (watermarkPrefix is not set)');
  }
  for (const key of keys) {
    if (prefix === undefined || key.startsWith(prefix)) continue;
    throw new ScanrillError('BAD_OPTIONS', `watermark must be a key that begins with "${prefix}"`);
  }
  return keys;
}

/** Errors: BAD_OPTIONS where there is none; else those of Store, in the watermark's name. */
export async function readWatermarks(
  keys: readonly string[],
  store: Store,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const limits = { maxBytes: LIMITS.edge.maxWatermarkBytes, signal };
  return Promise.all(keys.map(async (key) => (await store.get(key, limits).catch(named(key))).body));
}

/** The core counts its watermarks from 1: a fault of one is told with its key. */
export const namingWatermarks =
  (keys: readonly string[]) =>
  (error: unknown): never => {
    if (!isScanrillError(error)) throw error;
    const message = error.message.replace(/: watermark (\d): /, (all, number: string) => {
      const key = keys[Number(number) - 1];
      return key === undefined ? all : `: watermark "${key}": `;
    });
    throw new ScanrillError(error.code, message, { cause: error });
  };

const named =
  (key: string) =>
  (error: unknown): never => {
    if (!isScanrillError(error)) throw error;
    if (error.code === 'SOURCE_NOT_FOUND') {
      throw new ScanrillError('BAD_OPTIONS', `watermark: there is no picture "${key}"`);
    }
    throw new ScanrillError(error.code, `watermark "${key}": ${error.message}`, { cause: error });
  };
