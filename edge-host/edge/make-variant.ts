/*
 * make-variant.ts - one variant, from the original to the store
 *
 *   GET original and watermarks -> transform -> PUT variant if there is none -> HEAD original
 *
 * The HEAD closes a gap: an original that was replaced while its variant was made would leave an
 * old picture under a path that nobody purges any more.  Then the variant is removed and the work
 * done once more.  The same holds for a variant that somebody else stored first, from an original
 * that has gone since, and died before looking: its metadata names the original it was made of.
 * Decides nothing about HTTP; holds no state.
 */
import type { PictureOptions } from 'scanrill';
import type { ErrorCode, TransformOptions } from 'scanrill/recipe';
import { fault } from '../store/fault.ts';
import { sha256OfBytes } from '../store/sha256.ts';
import type { ObjectHeaders, PutOutcome, Store, StoredHead } from '../store/store.ts';
import { CACHE_TAG, cacheTagOf } from './cache-tag.ts';
import { namingWatermarks, readWatermarks, watermarkKeys } from './watermarks.ts';

export interface TransformResult {
  data: Uint8Array;
  /** media type */
  type: string;
  /** The error for which the original itself was taken (pass-original.ts). */
  original?: ErrorCode;
}

/** scanrill's transform(), as far as it is used here. */
export type Transform = (
  source: Uint8Array,
  options: PictureOptions,
  settings: { profile: 'edge'; limits: { deadlineMs: number } },
) => Promise<TransformResult>;

export interface VariantJob {
  key: string;
  /** The variant's key in the store, when it is made of the original with this ETag. */
  variantKeyOf(etag: string): string;
  options: TransformOptions;
  /** Keys of watermarks begin so; undefined: there are none. */
  watermarkPrefix: string | undefined;
  cacheControl: string;
  maxSourceBytes: number;
  /** Time to read and transform, from now on. Writing may take WRITE_MS more. */
  deadlineMs: number;
}

export interface VariantTools {
  source: Store;
  variants: Store;
  transform: Transform;
  /** The core's RILL_OUTPUT_EPOCH: who verifies a variant asks for it. */
  outputEpoch: number;
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}

export interface VariantReport {
  /** 'exists': another request was faster. */
  outcome: PutOutcome['outcome'];
  type: string;
  original?: ErrorCode;
  sourceBytes: number;
  variantBytes: number;
  readMs: number;
  transformMs: number;
  writeMs: number;
  /** More than 1 when the original changed meanwhile. */
  rounds: number;
}

/** What was made, as the store keeps it: for those who answer with it themselves. */
export interface MadeVariant {
  report: VariantReport;
  variantKey: string;
  object: ObjectHeaders & { body: Uint8Array; metadata: Record<string, string> };
}

const MAX_ROUNDS = 3;
const MAX_WRITES = 4;
/** CloudFront gives up after 30 s; the deadline is at most 20. */
const WRITE_MS = 5000;
/** For taking back what was written, when the time for writing is over. */
const REMOVE_MS = 3000;
/** The variant's metadata with the ETag of its original. */
export const MADE_FROM = 'source-etag';
const FIRST_PAUSE_MS = 20;

/** Errors: those of Store, transform() and watermarkKeys(); SOURCE_CHANGED when the original does not hold still. */
export async function makeVariant(job: VariantJob, tools: VariantTools): Promise<MadeVariant> {
  const endMs = tools.now() + job.deadlineMs;
  const watermarks = watermarkKeys(job.options, job.watermarkPrefix);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const made = await makeOnce(job, watermarks, tools, endMs, round);
    if (made) return made;
  }
  throw fault('SOURCE_CHANGED');
}

/** undefined: the original changed, and nothing of this round is left. */
async function makeOnce(
  job: VariantJob,
  keys: readonly string[],
  tools: VariantTools,
  endMs: number,
  round: number,
): Promise<MadeVariant | undefined> {
  const timeUntil = (ms: number) => AbortSignal.timeout(Math.max(1, Math.ceil(ms - tools.now())));
  const signal = timeUntil(endMs);
  const startMs = tools.now();
  const [original, watermarks] = await Promise.all([
    tools.source.get(job.key, { maxBytes: job.maxSourceBytes, signal }),
    readWatermarks(keys, tools.source, signal),
  ]);
  const readMs = tools.now();
  const result = await tools
    .transform(original.body, withPictures(job.options, watermarks), {
      profile: 'edge',
      limits: { deadlineMs: Math.max(1, Math.floor(endMs - readMs)) },
    })
    .catch(namingWatermarks(keys));
  const transformMs = tools.now();
  const headers = {
    contentType: result.type,
    cacheControl: job.cacheControl,
    metadata: {
      sha256: await sha256OfBytes(result.data),
      ms: (transformMs - readMs).toFixed(1),
      [MADE_FROM]: original.etag,
      epoch: String(tools.outputEpoch),
      [CACHE_TAG]: cacheTagOf(job.key),
    },
  };
  const variantKey = job.variantKeyOf(original.etag);
  const writing = { ...tools, key: job.key, variantKey, signal: timeUntil(endMs + WRITE_MS) };
  const put = await putUntilDecided(writing, result.data, headers);
  if (!(await leaveOnlyFresh(writing, put, original.etag))) return undefined;
  const report = {
    outcome: put.outcome,
    type: result.type,
    ...(result.original === undefined ? {} : { original: result.original }),
    sourceBytes: original.bytes,
    variantBytes: result.data.byteLength,
    readMs: readMs - startMs,
    transformMs: transformMs - readMs,
    writeMs: tools.now() - transformMs,
    rounds: round,
  };
  return { report, variantKey, object: { ...headers, body: result.data } };
}

/** What is known when a variant is written. */
interface Writing extends Pick<VariantTools, 'source' | 'variants'> {
  key: string;
  variantKey: string;
  signal: AbortSignal;
}

/** The options with the watermarks themselves where the recipe has their keys. */
function withPictures(
  { watermark: _, ...options }: TransformOptions,
  watermarks: Uint8Array[],
): PictureOptions {
  return watermarks.length === 0 ? options : { ...options, watermark: watermarks };
}

/** True when the stored variant was made from the original that is there now. Else it is removed. */
async function leaveOnlyFresh(
  { source, variants, key, variantKey, signal }: Writing,
  put: PutOutcome,
  etag: string,
): Promise<boolean> {
  const ours = put.outcome === 'stored';
  const stored = ours
    ? { etag: put.etag, madeFrom: etag }
    : madeFrom(await variants.head(variantKey, signal));
  if (stored === undefined) return false; // removed since: by a purge, or by who made it
  const remove = () => variants.delete(variantKey, stored.etag, AbortSignal.timeout(REMOVE_MS));
  let now: StoredHead | undefined;
  try {
    now = await source.head(key, signal);
  } catch (error) {
    if (ours) await remove(); // nobody else looks after it
    throw error;
  }
  if (now?.etag === stored.madeFrom) return true;
  await remove();
  return false;
}

function madeFrom(
  variant: StoredHead | undefined,
): { etag: string; madeFrom: string | undefined } | undefined {
  return variant && { etag: variant.etag, madeFrom: variant.metadata[MADE_FROM] };
}

/** A conflict means that somebody else is writing this very key: wait a little and look again. */
async function putUntilDecided(
  { variants, variantKey, signal }: Writing,
  body: Uint8Array,
  headers: ObjectHeaders,
): Promise<PutOutcome> {
  for (let write = 0; write < MAX_WRITES; write++) {
    const put = await variants.putIfAbsent(variantKey, body, headers, signal);
    if (put.outcome !== 'conflict') return put;
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** write));
  }
  throw fault('SOURCE_ERROR', `${MAX_WRITES} writes of ${variantKey} ended in a conflict`);
}
