/*
 * update.mjs - writes what the native tool makes into cases.json, and says what changed
 *
 *   node tests/golden/update.mjs
 *
 * A case without a sha256 is new. Where the bytes of an old one changed, the same picture has
 * another result for the same URL: RILL_OUTPUT_EPOCH in src/version.c must rise, and CHANGELOG.md
 * must say so. So that is refused while the epoch is the one of cases.json; before an epoch has
 * been released, --unreleased lets it pass.
 */
import { readFile } from 'node:fs/promises';

import { transformNative } from './native.mjs';
import { runNative } from './runners.mjs';
import { makeSources, sourceHash } from './sources.mjs';
import { cases, epoch, expectedOf, writeTable } from './table.mjs';

export async function epochOfCode() {
  const text = await readFile(new URL('../../src/version.c', import.meta.url), 'utf8');
  return Number(/^#define RILL_OUTPUT_EPOCH (\d+)$/m.exec(text)[1]);
}

async function main() {
  const sources = await makeSources(transformNative);
  const outcomes = await runNative(cases, sources, 'native');
  const failed = cases.filter((_, at) => outcomes[at].error !== undefined);
  for (const golden of failed) console.log(`failed   ${golden.name}: ${outcomes[cases.indexOf(golden)].error}`);
  if (failed.length > 0) return 1;

  const isNew = ({ sha256 }) => sha256 === undefined;
  const changed = cases.filter(
    (golden, at) => !isNew(golden) && JSON.stringify(expectedOf(golden)) !== JSON.stringify(outcomes[at]),
  );
  for (const golden of cases.filter(isNew)) console.log(`new      ${golden.name}`);
  for (const { name } of changed) console.log(`changed  ${name}`);
  const newEpoch = await epochOfCode();
  if (changed.length > 0 && newEpoch === epoch && !process.argv.includes('--unreleased')) {
    console.log(`Results changed: raise RILL_OUTPUT_EPOCH in src/version.c above ${epoch} and say so in CHANGELOG.md.`);
    return 1;
  }
  writeTable({
    epoch: newEpoch,
    sources: Object.fromEntries([...sources].map(([name, bytes]) => [name, sourceHash(name, bytes)])),
    cases: cases.map(({ name, source, options }, at) => ({ name, source, options, ...outcomes[at] })),
  });
  console.log(`${cases.length} cases, ${changed.length} changed`);
  return 0;
}

if (process.argv[1] === new URL(import.meta.url).pathname) process.exitCode = await main();
