/*
 * run.mjs - the shared corpus: verdicts, rows, palettes, maxBytes and memory
 *
 *   node tests/corpus/run.mjs            everything
 *   node tests/corpus/run.mjs --smoke    what the native program can tell in seconds
 *   node tests/corpus/run.mjs --asan     --smoke, sanitised
 *   node tests/corpus/run.mjs --wasm     what only scanrill.wasm can tell: its verdicts, and memory
 *
 * Without a corpus ($SCANRILL_CORPUS, else ../shared/corpus) it is skipped. Profile: pipeline.
 */
import { checkMaxBytes } from './max_bytes.mjs';
import { checkMemory } from './memory.mjs';
import { CORPUS, readManifest } from './manifest.mjs';
import { checkPalettes } from './palettes.mjs';
import { Report } from './report.mjs';
import { checkRows, checkTexts } from './rows.mjs';
import { checkVerdicts } from './verdicts.mjs';

/** Larger pictures take most of the time and tell the least. */
const SMOKE_PX = 4_000_000;

async function checkNatively(rows, report, variant) {
  const pictures = rows.filter(({ isJson }) => !isJson);
  await checkVerdicts(pictures, report, variant);
  await checkRows(pictures, report, variant);
  await checkTexts(rows.filter(({ isJson }) => isJson), report, variant);
  await checkPalettes(pictures, report, variant);
}

async function checkWasm(rows, report) {
  const pictures = rows.filter(({ isJson }) => !isJson);
  await checkVerdicts(pictures, report, 'wasm');
  await checkMemory(pictures, report);
}

async function main(flag) {
  const report = new Report();
  const rows = readManifest();
  if (rows === undefined) {
    report.skip(`there is no corpus in ${CORPUS}`);
    return report.finish();
  }
  const quick = rows.filter(({ w, h }) => Number(w) * Number(h) <= SMOKE_PX);
  const small = flag === '--smoke' || flag === '--asan';
  console.log(`${small ? quick.length : rows.length} of the ${rows.length} files in ${CORPUS}`);
  if (small) await checkNatively(quick, report, flag === '--asan' ? 'asan' : 'native');
  if (flag === undefined) await checkNatively(rows, report, 'native');
  if (flag === undefined) await checkMaxBytes(rows.filter(({ isJson }) => !isJson), report);
  if (!small) await checkWasm(rows, report);
  return report.finish();
}

const FLAGS = ['--smoke', '--asan', '--wasm'];
const [flag, ...more] = process.argv.slice(2);
if (more.length > 0 || (flag !== undefined && !FLAGS.includes(flag))) {
  console.error(`tests/corpus/run.mjs [${FLAGS.join('|')}]`);
  process.exit(2);
}
process.exitCode = await main(flag);
