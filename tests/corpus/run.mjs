/*
 * run.mjs - the shared corpus: verdicts, rows and memory
 *
 *   node tests/corpus/run.mjs            everything
 *   node tests/corpus/run.mjs --smoke    what the native program can tell in seconds
 *   node tests/corpus/run.mjs --asan     --smoke, sanitised
 *
 * Without a corpus ($SCANRILL_CORPUS, else ../shared/corpus) it is skipped. Profile: pipeline.
 */
import { checkMemory } from './memory.mjs';
import { CORPUS, readManifest } from './manifest.mjs';
import { Report } from './report.mjs';
import { checkRows, checkTexts } from './rows.mjs';
import { checkVerdicts } from './verdicts.mjs';

/** Larger pictures take most of the time and tell the least. */
const SMOKE_PX = 4_000_000;

async function main(flags) {
  const report = new Report();
  const manifest = readManifest();
  if (manifest === undefined) {
    report.skip(`there is no corpus in ${CORPUS}`);
    return report.finish();
  }
  const variant = flags.includes('--asan') ? 'asan' : 'native';
  const quick = flags.length > 0;
  const rows = quick ? manifest.filter(({ w, h }) => Number(w) * Number(h) <= SMOKE_PX) : manifest;
  const pictures = rows.filter(({ isJson }) => !isJson);
  console.log(`${rows.length} of the ${manifest.length} files in ${CORPUS}, build/${variant}`);
  await checkVerdicts(pictures, report, variant);
  await checkRows(pictures, report, variant);
  await checkTexts(rows.filter(({ isJson }) => isJson), report, variant);
  if (!quick) await checkMemory(pictures, report);
  return report.finish();
}

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => !['--smoke', '--asan'].includes(flag));
if (unknown !== undefined) {
  console.error(`tests/corpus/run.mjs [--smoke|--asan]: there is no ${unknown}`);
  process.exit(2);
}
process.exitCode = await main(flags);
