/*
 * compare.mjs - turns the outcomes of one runner into tests, one for each golden case
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { cases, expectedOf } from './table.mjs';

/** 'outcomes' is the promise of a runner: work that all of its tests wait for. */
export function testGoldens(runner, outcomes) {
  // A failure is every test's, and not that of nobody.
  outcomes.catch(() => {});
  for (const [number, golden] of cases.entries()) {
    test(`${runner} gives the golden bytes: ${golden.name}`, async () => {
      assert.deepEqual((await outcomes)[number], expectedOf(golden));
    });
  }
}
