/*
 * statistics.mjs - medians, percentiles, geometric means
 */

/** The smallest value that `share` of all do not pass. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Of those that are there; undefined of none. */
export function geometricMean(values) {
  const there = values.filter((value) => value !== undefined);
  if (there.length === 0) return undefined;
  return Math.exp(there.reduce((sum, value) => sum + Math.log(value), 0) / there.length);
}
