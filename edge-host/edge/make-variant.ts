/*
 * make-variant.ts - one variant, from the original to the store
 *
 *   GET original -> transform -> PUT variant if there is none -> HEAD original
 *
 * The HEAD closes a gap: an original that was replaced while its variant was made would leave an
 * old picture under a path that nobody purges any more.  Then our PUT is undone and the work done
 * once more.  Decides nothing about HTTP; holds no state.
 */
import { createHash } from 'node:crypto';
import type { TransformOptions } from 'scanrill/recipe';
import { fault } from '../store/fault.ts';
import type { ObjectHeaders, Store } from '../store/store.ts';

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
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}

export interface VariantReport {
  /** 'exists': another request was faster. */
  outcome: 'stored' | 'exists';
  type: string;
  sourceBytes: number;
  variantBytes: number;
  readMs: number;
  transformMs: number;
  writeMs: number;
  /** 2 when the original changed meanwhile. */
  rounds: number;
}

const MAX_ROUNDS = 2;
const MAX_WRITES = 4;
const FIRST_PAUSE_MS = 20;

/** Errors: those of Store and transform(); SOURCE_CHANGED when the original does not hold still. */
export async function makeVariant(job: VariantJob, tools: VariantTools): Promise<VariantReport> {
  const endMs = tools.now() + job.deadlineMs;
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const report = await makeOnce(job, tools, endMs);
    if (report) return { ...report, rounds: round };
  }
  throw fault('SOURCE_CHANGED');
}

/** undefined: the original changed, and nothing of this round is left. */
async function makeOnce(
  job: VariantJob,
  tools: VariantTools,
  endMs: number,
): Promise<Omit<VariantReport, 'rounds'> | undefined> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(endMs - tools.now())));
  const startMs = tools.now();
  const original = await tools.source.get(job.key, { maxBytes: job.maxSourceBytes, signal });
  const readMs = tools.now();
  const result = await tools.transform(original.body, job.options, {
    profile: 'edge',
    limits: { deadlineMs: Math.max(1, Math.floor(endMs - readMs)) },
  });
  const transformMs = tools.now();
  const put = await putUntilDecided(tools.variants, job.variantKey, result.data, {
    contentType: result.type,
    cacheControl: job.cacheControl,
    metadata: {
      sha256: createHash('sha256').update(result.data).digest('hex'),
      ms: (transformMs - readMs).toFixed(1),
      'source-etag': original.etag,
    },
  });
  let same = false;
  try {
    same = (await tools.source.head(job.key, signal))?.etag === original.etag;
  } finally {
    if (!same && put.outcome === 'stored') await tools.variants.delete(job.variantKey, put.etag);
  }
  if (!same) return undefined;
  return {
    outcome: put.outcome,
    type: result.type,
    sourceBytes: original.bytes,
    variantBytes: result.data.byteLength,
    readMs: readMs - startMs,
    transformMs: transformMs - readMs,
    writeMs: tools.now() - transformMs,
  };
}

/** A conflict means that somebody else is writing this very key: wait a little and look again. */
async function putUntilDecided(
  store: Store,
  key: string,
  body: Uint8Array,
  headers: ObjectHeaders,
) {
  for (let write = 0; write < MAX_WRITES; write++) {
    const put = await store.putIfAbsent(key, body, headers);
    if (put.outcome !== 'conflict') return put;
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** write));
  }
  throw fault('SOURCE_ERROR', `${MAX_WRITES} writes of ${key} ended in a conflict`);
}
