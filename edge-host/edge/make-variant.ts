/*
 * make-variant.ts - one variant, from the original to the store
 *
 *   GET original -> transform -> PUT variant if there is none -> HEAD original
 *
 * The HEAD closes a gap: an original that was replaced while its variant was made would leave an
 * old picture under a path that nobody purges any more.  Then the variant is removed and the work
 * done once more.  The same holds for a variant that somebody else stored first, from an original
 * that has gone since, and died before looking: its metadata names the original it was made of.
 * Decides nothing about HTTP; holds no state.
 */
import type { TransformOptions } from 'scanrill/recipe';
import { fault } from '../store/fault.ts';
import { sha256OfBytes } from '../store/sha256.ts';
import type { ObjectHeaders, PutOutcome, Store, StoredHead } from '../store/store.ts';

export interface TransformResult {
  data: Uint8Array;
  /** media type */
  type: string;
}

/** scanrill's transform(), as far as it is used here. */
export type Transform = (
  source: Uint8Array,
  options: TransformOptions,
  settings: { profile: 'edge'; limits: { deadlineMs: number } },
) => Promise<TransformResult>;

export interface VariantJob {
  key: string;
  variantKey: string;
  options: TransformOptions;
  cacheControl: string;
  maxSourceBytes: number;
  /** Time for everything, from now on. */
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
  object: ObjectHeaders & { body: Uint8Array; metadata: Record<string, string> };
}

const MAX_ROUNDS = 3;
const MAX_WRITES = 4;
/** The variant's metadata with the ETag of its original. */
export const MADE_FROM = 'source-etag';
const FIRST_PAUSE_MS = 20;

/** Errors: those of Store and transform(); SOURCE_CHANGED when the original does not hold still. */
export async function makeVariant(job: VariantJob, tools: VariantTools): Promise<MadeVariant> {
  const endMs = tools.now() + job.deadlineMs;
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const made = await makeOnce(job, tools, endMs, round);
    if (made) return made;
  }
  throw fault('SOURCE_CHANGED');
}

/** undefined: the original changed, and nothing of this round is left. */
async function makeOnce(
  job: VariantJob,
  tools: VariantTools,
  endMs: number,
  round: number,
): Promise<MadeVariant | undefined> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(endMs - tools.now())));
  const startMs = tools.now();
  const original = await tools.source.get(job.key, { maxBytes: job.maxSourceBytes, signal });
  const readMs = tools.now();
  const result = await tools.transform(original.body, job.options, {
    profile: 'edge',
    limits: { deadlineMs: Math.max(1, Math.floor(endMs - readMs)) },
  });
  const transformMs = tools.now();
  const headers = {
    contentType: result.type,
    cacheControl: job.cacheControl,
    metadata: {
      sha256: await sha256OfBytes(result.data),
      ms: (transformMs - readMs).toFixed(1),
      [MADE_FROM]: original.etag,
      epoch: String(tools.outputEpoch),
    },
  };
  const put = await putUntilDecided(tools.variants, job.variantKey, result.data, headers);
  if (!(await leaveOnlyFresh(job, tools, put, original.etag, signal))) return undefined;
  const report = {
    outcome: put.outcome,
    type: result.type,
    sourceBytes: original.bytes,
    variantBytes: result.data.byteLength,
    readMs: readMs - startMs,
    transformMs: transformMs - readMs,
    writeMs: tools.now() - transformMs,
    rounds: round,
  };
  return { report, object: { ...headers, body: result.data } };
}

/** True when the stored variant was made from the original that is there now. Else it is removed. */
async function leaveOnlyFresh(
  job: VariantJob,
  { source, variants }: VariantTools,
  put: PutOutcome,
  etag: string,
  signal: AbortSignal,
): Promise<boolean> {
  const ours = put.outcome === 'stored';
  const stored = ours
    ? { etag: put.etag, madeFrom: etag }
    : madeFrom(await variants.head(job.variantKey, signal));
  if (stored === undefined) return false; // removed since: by a purge, or by who made it
  const remove = () => variants.delete(job.variantKey, stored.etag);
  let now: StoredHead | undefined;
  try {
    now = await source.head(job.key, signal);
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
  store: Store,
  key: string,
  body: Uint8Array,
  headers: ObjectHeaders,
): Promise<PutOutcome> {
  for (let write = 0; write < MAX_WRITES; write++) {
    const put = await store.putIfAbsent(key, body, headers);
    if (put.outcome !== 'conflict') return put;
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** write));
  }
  throw fault('SOURCE_ERROR', `${MAX_WRITES} writes of ${key} ended in a conflict`);
}
