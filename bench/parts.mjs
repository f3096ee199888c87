/*
 * parts.mjs - the commands that 'make bench' runs, in order
 *
 * seconds: with all rows and peers on a quiet machine of 2024. Those that are not usual run only
 * when BENCH_PARTS names them.
 */

const part = (name, seconds, text, usual = true) => ({ name, seconds, text, usual });

export const PARTS = [
  part('list', 300, 'the fixed list: time, bytes, memory, quality'),
  part('zone-plate', 12, 'aliases'),
  part('first', 45, 'the first pictures of a new process'),
  part('equal', 60, 'bytes at equal quality'),
  part('load', 240, 'latency of many jobs'),
  part('quota', 70, "latency and price under the quotas of Lambda's sizes"),
  part('plots', 120, 'docs/plots/*.svg', false),
];
