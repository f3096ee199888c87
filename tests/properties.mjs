/*
 * properties.mjs - how often properties are tried, and from which seed
 *
 * 'make test' tries the same examples every time, so that a change is judged by what it changed;
 * 'make properties' looks for new ones: RILL_SEED=random, RILL_PROPERTY_TIMES=20.
 */
const { RILL_SEED: seed = '20261122', RILL_PROPERTY_TIMES: times = '1' } = process.env;
const USUAL_RUNS = 100;

/** For the numRuns of a property that wants another number than the usual one. */
export const runs = (number) => number * Number(times);

/** Says to fast-check, in each package that has one. */
export function configured(fc) {
  const random = seed === 'random' ? {} : { seed: Number(seed) };
  fc.configureGlobal({ ...random, numRuns: runs(USUAL_RUNS) });
  return fc;
}
