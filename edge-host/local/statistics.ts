/*
 * statistics.ts - counts what the local server answered
 *
 * In the cloud these are metrics.  Holds numbers since the start.
 */
export interface Counts {
  requests: number;
  hits: number;
  misses: number;
  errors: number;
  /** How often each name that is no option stood in a query: a typo shows up here. */
  unknownNames: Record<string, number>;
}

const MAX_NAMES = 200;

export class Statistics {
  #counts: Counts = { requests: 0, hits: 0, misses: 0, errors: 0, unknownNames: {} };

  count(status: number, cache: string, unknown: string[]): void {
    this.#counts.requests++;
    if (cache === 'Hit') this.#counts.hits++;
    if (cache === 'Miss') this.#counts.misses++;
    if (status >= 400) this.#counts.errors++;
    for (const name of unknown) this.#countName(name);
  }

  get counts(): Counts {
    return structuredClone(this.#counts);
  }

  #countName(name: string): void {
    const names = this.#counts.unknownNames;
    if (!Object.hasOwn(names, name) && Object.keys(names).length >= MAX_NAMES) return;
    names[name] = (Object.hasOwn(names, name) ? names[name]! : 0) + 1;
  }
}
