/*
 * mix.mjs - the jobs of a busy service: many small pictures, some large ones
 */

/** Of 100 jobs, by row: thumbnails of pictures that are small already, and 6 MP photographs. */
export const MIX = new Map([[11, 40], [12, 40], [13, 14], [14, 3], [2, 3]]);

/**
 * Each key as often as its weight says, spread evenly: at every place the one that is furthest
 * behind its share comes next.
 */
export function spread(weights) {
  const total = [...weights.values()].reduce((a, b) => a + b, 0);
  const behind = new Map([...weights.keys()].map((key) => [key, 0]));
  return Array.from({ length: total }, () => {
    for (const [key, weight] of weights) behind.set(key, behind.get(key) + weight);
    const [next] = [...behind].reduce((a, b) => (b[1] > a[1] ? b : a));
    behind.set(next, behind.get(next) - total);
    return next;
  });
}
