/*
 * prices.mjs - Lambda's sizes, and what a million pictures cost on them
 *
 * The prices themselves are those of scanrill replay.
 */
import { LAMBDA, LAMBDA_EDGE } from '../wasm/dist/cli/replay/prices.js';

export { CLOUDFRONT, LAMBDA_ARM, READ, S3, WAITS, WORKERS } from '../wasm/dist/cli/replay/prices.js';

/** Memory in MB and the share of a processor that comes with it: a whole one at 1,769 MB. */
export const TIERS = [
  { memoryMb: 128, cpuShare: 0.07 },
  { memoryMb: 256, cpuShare: 0.14 },
  { memoryMb: 512, cpuShare: 0.29 },
  { memoryMb: 1024, cpuShare: 0.58 },
  { memoryMb: 1769, cpuShare: 1 },
];

export const PRICES = { Lambda: LAMBDA, 'Lambda@Edge': LAMBDA_EDGE };

const MB_IN_GB = 1024;

/** A job is billed in whole milliseconds, rounded up; this is the mean. */
export const billedMsOf = (times) => times.reduce((sum, ms) => sum + Math.ceil(ms), 0) / times.length;

export function dollarsPerMillion({ gbSecond, millionRequests }, billedMs, memoryMb) {
  return 1e6 * (billedMs / 1000) * (memoryMb / MB_IN_GB) * gbSecond + millionRequests;
}

/** Of measured tiers ({ p95Ms, dollars }) the cheapest that is fast enough; undefined if none is. */
export function cheapestTier(tiers, limitMs) {
  const enough = tiers.filter(({ p95Ms }) => p95Ms <= limitMs);
  return enough.sort((a, b) => a.dollars - b.dollars)[0];
}
