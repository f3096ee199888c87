/*
 * bill.ts - what a month of these requests costs, before and after
 *
 * Before: CloudFront's requests and gigabytes; what the old system's own machines cost, no log says.
 * After: the same requests, the gigabytes in the proportion of the bytes compared, and our functions:
 * a URL's first request makes the variant, further misses find it in the bucket. Pure.
 */
import { CLOUDFRONT, LAMBDA_EDGE, S3, WAITS } from './prices.ts';

export interface Month {
  requests: number;
  hits: number;
  /** different URLs */
  variants: number;
  /** that went to viewers */
  bytes: number;
  /** ours by theirs, of those compared */
  bytesRatio: number;
  /** of making a variant, on a whole processor */
  transformMs: number;
}

export interface Bill {
  before: { requests: number; bytes: number };
  after: { requests: number; bytes: number; functions: number; store: number };
}

const SECONDS_OF_MONTH = (365.25 / 12) * 86_400;
/** With a whole processor. */
const MEMORY_GB = 1769 / 1024;
/** Of passing a request on. */
const PASS_MS = 2;

/** Dollars a month; 'seconds' is how long the log is. */
export function monthlyBill(log: Month, seconds: number): Bill {
  const months = SECONDS_OF_MONTH / seconds;
  const millions = (count: number): number => (count * months) / 1e6;
  const gigabytes = (log.bytes * months) / 1e9;
  const misses = log.requests - log.hits;
  const made = Math.min(log.variants, misses);
  const makeMs = log.transformMs + WAITS.get + WAITS.put + WAITS.head;
  const invoked = (count: number, ms: number): number => {
    const gbSeconds = 1000 * Math.ceil(ms) * MEMORY_GB; // of a million
    return millions(count) * (LAMBDA_EDGE.millionRequests + gbSeconds * LAMBDA_EDGE.gbSecond);
  };
  return {
    before: {
      requests: millions(log.requests) * CLOUDFRONT.millionRequests,
      bytes: gigabytes * CLOUDFRONT.gbOut,
    },
    after: {
      requests: millions(log.requests) * (CLOUDFRONT.millionRequests + CLOUDFRONT.millionFunctions),
      bytes: gigabytes * log.bytesRatio * CLOUDFRONT.gbOut,
      functions: invoked(misses, PASS_MS) + invoked(made, makeMs),
      // each miss reads the variant; making one looks for it, reads and looks at the original, writes
      store: millions(misses + 3 * made) * S3.millionGets + millions(made) * S3.millionPuts,
    },
  };
}
