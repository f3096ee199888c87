/*
 * handler.ts - the purge function: originals that changed -> their old variants are gone
 *
 *   for each original: sweep its variants (sweep.ts);  then one invalidation by their cache tags
 *
 * Stores first, caches then: the other way round a cache would fetch the old variant again.  A
 * message that could not be done is named in the answer, and its queue brings it again; one that was
 * done before the function was killed is done once more, which changes nothing.
 *
 * The function is called twice for each change, by two queues.  The messages of the second one come
 * after the edge function's timeout: an edge function that read the old original and was killed
 * before its last look at it may have written an old variant since the first time.
 */
import { isScanrillError, storeFolder } from 'scanrill/recipe';
import { cacheTagOf } from '../edge/cache-tag.ts';
import type { DeployedSettings } from '../edge/config.ts';
import type { Store } from '../store/store.ts';
import { readChanges, sourceKeyOf } from './changes.ts';
import type { Invalidate } from './invalidate.ts';
import { sweepVariants } from './sweep.ts';

/** What Lambda hands over from a queue. Fields that are used here. */
export interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

export interface QueueAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

export interface PurgeTools {
  settings: Pick<DeployedSettings, 'source'>;
  source: Store;
  variants: Store;
  invalidate: Invalidate;
  /** Takes one line for each call. */
  log(line: string): void;
}

export interface PurgeContext {
  getRemainingTimeInMillis(): number;
}

export type PurgeHandler = (event: QueueEvent, context: PurgeContext) => Promise<QueueAnswer>;

/** For the invalidation, when sweeping has used up the time; and of that for the answer. */
const RESERVE_MS = 10_000;
const ANSWER_MS = 1000;

/** One call, as its line in the log tells it. */
interface Outcome {
  outcome: 'purged' | 'failed';
  changed: number;
  swept: number;
  found: number;
  removed: number;
  failed: number;
  /** What went wrong, for the log's reader. */
  details: string[];
}

type Fail = (messages: Iterable<string>, error: unknown) => void;

export function makePurge(tools: PurgeTools): PurgeHandler {
  return async (event, context) => {
    const counts = { changed: 0, swept: 0, found: 0, removed: 0, failed: 0 };
    const seen: Outcome = { outcome: 'purged', ...counts, details: [] };
    const failed = new Set<string>();
    const fail: Fail = (messages, error) => {
      for (const id of messages) failed.add(id);
      seen.details.push(error instanceof Error ? error.message : String(error));
    };
    const timeBut = (ms: number) =>
      AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - ms));
    const messages = messagesByKey(event, tools.settings.source, fail);
    const swept = await sweepAll(messages, tools, timeBut(RESERVE_MS), seen, fail);
    try {
      if (swept.length > 0) await tools.invalidate(swept.map(cacheTagOf), timeBut(ANSWER_MS));
    } catch (error) {
      fail(swept.flatMap((key) => messages.get(key)!), error);
    }
    const outcome = failed.size > 0 ? 'failed' : 'purged';
    const numbers = { changed: messages.size, swept: swept.length, failed: failed.size };
    tools.log(logLine({ ...seen, ...numbers, outcome }));
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** One original after the other; answers the keys of those that were done. */
async function sweepAll(
  messages: Map<string, string[]>,
  tools: PurgeTools,
  signal: AbortSignal,
  seen: Outcome,
  fail: Fail,
): Promise<string[]> {
  const swept: string[] = [];
  for (const [key, ids] of messages) {
    try {
      const { found, removed } = await sweepVariants(key, tools, signal);
      seen.found += found;
      seen.removed += removed;
      swept.push(key);
    } catch (error) {
      fail(ids, error);
    }
  }
  return swept;
}

/** key -> the messages that say it changed. */
function messagesByKey(
  { Records }: QueueEvent,
  source: string,
  fail: Fail,
): Map<string, string[]> {
  const messages = new Map<string, string[]>();
  for (const { messageId, body } of Records) {
    try {
      for (const change of readChanges(body)) {
        const key = sourceKeyOf(change, source);
        if (key === undefined || !mayHaveVariants(key)) continue;
        messages.set(key, [...(messages.get(key) ?? []), messageId]);
      }
    } catch (error) {
      fail([messageId], error);
    }
  }
  return messages;
}

/** A folder of the console, 'photos/', is an object, too, and no URL can name it. */
function mayHaveVariants(key: string): boolean {
  try {
    storeFolder(key);
    return true;
  } catch (error) {
    if (isScanrillError(error)) return false;
    throw error;
  }
}

/** In CloudWatch's embedded metric format, as the edge function's line. */
function logLine(seen: Outcome): string {
  const metrics = ['swept', 'removed', 'failed'].map((Name) => ({ Name, Unit: 'Count' }));
  return JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: 'scanrill', Dimensions: [['outcome']], Metrics: metrics },
      ],
    },
    ...seen,
  });
}
