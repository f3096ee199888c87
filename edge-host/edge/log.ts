/*
 * log.ts - one line of JSON for each invocation
 *
 * The line is in CloudWatch's embedded metric format: the log group turns it into metrics, and
 * nothing is called for it.  Dimensions have few values each, or every request would make a metric
 * of its own.  Pure.
 */
import type { VariantReport } from './make-variant.ts';
import { codeOfError } from './respond.ts';

export interface Invocation {
  requestId: string;
  role: string;
  uri: string;
  /** 'passed', 'stored', 'exists' or the code of an error */
  outcome: string;
  /** What a purge of the original names (cache-tag.ts). */
  cacheTag?: string;
  /** Where it ran, and whether this was the first event of the instance. */
  region?: string;
  cold?: boolean;
  /** 1 where a variant was made: its sum over a minute is renders a minute. */
  renders?: number;
  /** The error for which the original was passed on. */
  original?: string;
  /** media type of the variant, where there is one */
  format: string;
  totalMs: number;
  sourceBytes?: number;
  variantBytes?: number;
  readMs?: number;
  transformMs?: number;
  writeMs?: number;
  rounds?: number;
  /** What an error said, for the log's reader only. */
  detail?: string;
}

const UNITS: Partial<Record<keyof Invocation, string>> = {
  renders: 'Count',
  totalMs: 'Milliseconds',
  readMs: 'Milliseconds',
  transformMs: 'Milliseconds',
  writeMs: 'Milliseconds',
  sourceBytes: 'Bytes',
  variantBytes: 'Bytes',
};

export function logLine(invocation: Invocation, timestampMs: number): string {
  const metrics = Object.entries(UNITS)
    .filter(([name]) => invocation[name as keyof Invocation] !== undefined)
    .map(([Name, Unit]) => ({ Name, Unit }));
  return JSON.stringify({
    _aws: {
      Timestamp: timestampMs,
      CloudWatchMetrics: [
        { Namespace: 'scanrill', Dimensions: [['outcome', 'format']], Metrics: metrics },
      ],
    },
    ...invocation,
  });
}

export function noteVariant(seen: Invocation, { type, ...report }: VariantReport): void {
  Object.assign(seen, report, { format: type, renders: 1 });
}

/** Our own trouble with its stack; everything else in a sentence. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `; ${error.cause.message}` : '';
  return (
    (codeOfError(error) === 'INTERNAL' ? (error.stack ?? error.message) : error.message) + cause
  );
}
