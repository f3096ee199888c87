/*
 * prices.mjs - Lambda's sizes, what things cost, and what a million pictures cost
 *
 * Dollars, list prices without free tiers, for this region and as read in this month.
 */
export const READ = { region: 'us-east-1', month: 'November 2026' };

/** Memory in MB and the share of a processor that comes with it: a whole one at 1,769 MB. */
export const TIERS = [
  { memoryMb: 128, cpuShare: 0.07 },
  { memoryMb: 256, cpuShare: 0.14 },
  { memoryMb: 512, cpuShare: 0.29 },
  { memoryMb: 1024, cpuShare: 0.58 },
  { memoryMb: 1769, cpuShare: 1 },
];

/** Dollars for a GB-second and for a million requests, x86, as published for most regions. */
export const PRICES = {
  Lambda: { gbSecond: 0.0000166667, millionRequests: 0.2 },
  'Lambda@Edge': { gbSecond: 0.00005001, millionRequests: 0.6 },
};

/** arm64, which Lambda@Edge does not have. */
export const LAMBDA_ARM = { gbSecond: 0.0000133334, millionRequests: 0.2 };
/** What a function URL streams above the first 6 MB of an answer is not in the model. */
export const S3 = { millionGets: 0.4, millionPuts: 5, gbMonth: 0.023 };
/** HTTPS requests and CloudFront Functions. The first gigabytes out are the same for everybody, and left out. */
export const CLOUDFRONT = { millionRequests: 1, millionFunctions: 0.1 };
export const WORKERS = { millionRequests: 0.3, millionCpuMs: 0.02 };

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
