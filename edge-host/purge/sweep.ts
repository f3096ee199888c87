/*
 * sweep.ts - removes the variants of an original that were made of another version of it
 *
 * What was made of the original that is there now stays: it may be on its way to a viewer, and to
 * make it again would cost.  To do it twice is to do it once; what is left half done is found by the
 * next time.  Holds nothing.
 */
import { storeFolder } from 'scanrill/recipe';
import { MADE_FROM } from '../edge/make-variant.ts';
import type { Store } from '../store/store.ts';

export interface SweepReport {
  /** Variants that were there. */
  found: number;
  removed: number;
}

/** Requests to the store at once. */
const AT_ONCE = 8;

/** Errors: those of Store. */
export async function sweepVariants(
  key: string,
  { source, variants }: { source: Store; variants: Store },
  signal?: AbortSignal,
): Promise<SweepReport> {
  const original = await source.head(key, signal);
  const report: SweepReport = { found: 0, removed: 0 };
  const names = variants.list(storeFolder(key), signal)[Symbol.asyncIterator]();
  const work = async () => {
    for (let next = await names.next(); !next.done; next = await names.next()) {
      report.found++;
      const variant = await variants.head(next.value, signal);
      if (variant === undefined || variant.metadata[MADE_FROM] === original?.etag) continue;
      if (await variants.delete(next.value, variant.etag, signal)) report.removed++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return report;
}
