/*
 * report.mjs - counts what held, and says what did not
 */

const FAILURES_SHOWN = 40;

export class Report {
  passed = 0;
  failed = 0;
  skipped = 0;

  heading(text) {
    console.log(`\n${text}`);
  }

  /** A line of a table, with the number in front. */
  row(count, text) {
    console.log(`${String(count).padStart(7)}  ${text}`);
  }

  check(holds, failure) {
    if (holds) this.passed++;
    else this.fail(failure());
    return holds;
  }

  fail(text) {
    this.failed++;
    if (this.failed <= FAILURES_SHOWN) console.log(`  FAILED ${text}`);
    if (this.failed === FAILURES_SHOWN + 1) console.log('  (more failures are counted and not shown)');
  }

  skip(text) {
    this.skipped++;
    console.log(`skipped: ${text}`);
  }

  finish() {
    console.log(`\n${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    return this.failed === 0 ? 0 : 1;
  }
}

/** How many there are of each, in order of the names. */
export function tally(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
