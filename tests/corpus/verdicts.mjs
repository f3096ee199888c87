/*
 * verdicts.mjs - is every file accepted or refused as it must be, and is nothing left behind?
 *
 * After each hostile file a good one goes through the same process and must give the bytes that
 * it always gives.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { rill, transformNative } from '../golden/native.mjs';
import { encodeJpeg } from '../pictures/jpeg.mjs';
import { photo, toYcc } from '../pictures/patterns.mjs';
import { runLines } from './batch.mjs';
import { tally } from './report.mjs';

/** Fits every result limit, whatever the shape of the source; all rows are decoded. */
const OPTIONS = { width: 64, height: 64, fit: 'inside', format: 'jpeg' };
const GOOD_OPTIONS = { width: 50 };

const TYPED = /^[A-Z][A-Z_]+$/;

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

function goodPicture() {
  const raster = photo(120, 90);
  return encodeJpeg({ ...raster, planes: toYcc(raster), sampling: [[2, 2]], progressive: true });
}

/** 'accepted', 'refused', or what must never be: 'untyped', 'broken'. */
function outcomeOfCode(code) {
  if (code === 'OK') return 'accepted';
  return TYPED.test(code) && !['INTERNAL', 'MORE', 'END'].includes(code) ? 'refused' : 'untyped';
}

function outcomeOfAnswer(answer) {
  if (answer.broken) return { outcome: 'broken', status: answer.broken };
  const { status, job } = JSON.parse(answer);
  return { outcome: outcomeOfCode(status), status: `${status} in ${job?.where}: ${job?.detail}` };
}

/** Jobs [{ file, options, result }], where a result is wanted in 'result', by one native process. */
async function runNative(jobs, variant) {
  const lines = jobs.map(({ file, options, result }) => [file, JSON.stringify(options), result ?? ''].join('\t'));
  const answers = await runLines(rill(variant), ['batch'], lines);
  return answers.map(outcomeOfAnswer);
}

/** The same by the package, in this process. */
async function runPackage(jobs) {
  const { transform } = await import('../../wasm/dist/node.js');
  const outcomes = [];
  for (const { file, options, result } of jobs) {
    try {
      const { data } = await transform(await readFile(file), options);
      if (result !== undefined) await writeFile(result, data);
      outcomes.push({ outcome: 'accepted', status: 'OK' });
    } catch ({ code, message }) {
      outcomes.push({ outcome: outcomeOfCode(String(code)), status: `${code}: ${message}` });
    }
  }
  return outcomes;
}

const isRight = ({ verdict }, outcome) =>
  ({ accept: ['accepted'], refuse: ['refused'], either: ['accepted', 'refused'] })[verdict].includes(outcome);

/** Pictures, and files that are no pictures, but not JSON texts. variant: of the build, or 'wasm'. */
export async function checkVerdicts(rows, report, variant) {
  const folder = await mkdtemp(join(tmpdir(), 'scanrill-corpus-'));
  try {
    const good = join(folder, 'good.jpg');
    await writeFile(good, goodPicture());
    const goodHash = hashOf(await transformNative(await readFile(good), GOOD_OPTIONS));
    const jobs = rows.flatMap((row, number) => {
      const job = { row, file: row.file, options: OPTIONS };
      const after = { file: good, options: GOOD_OPTIONS, result: join(folder, `${number}.jpg`) };
      return row.path.startsWith('hostile/') ? [job, after] : [job];
    });
    const found = await (variant === 'wasm' ? runPackage(jobs) : runNative(jobs, variant));
    const outcomes = jobs.map((job, number) => ({ ...job, ...found[number] }));
    reportVerdicts(outcomes.filter(({ row }) => row !== undefined), report, variant);
    await checkGood(outcomes.filter(({ row }) => row === undefined), goodHash, report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportVerdicts(outcomes, report, variant) {
  report.heading(`verdicts (${variant}): format, what must be (either: both are right), what was`);
  for (const [name, count] of tally(outcomes.map(({ row, outcome }) => `${row.fmt}  ${row.verdict}  ${outcome}`))) {
    report.row(count, name);
  }
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  report.heading('refused as');
  for (const [name, count] of tally(refused.map(({ status }) => status.split(/[ :]/)[0]))) report.row(count, name);
  for (const { row, outcome, status } of outcomes) {
    report.check(isRight(row, outcome), () => `${row.path}: must be ${row.verdict}ed, is ${outcome}: ${status}`);
  }
}

async function checkGood(outcomes, goodHash, report) {
  let same = 0;
  for (const { result, outcome, status } of outcomes) {
    const fine = outcome === 'accepted' && hashOf(await readFile(result)) === goodHash;
    if (report.check(fine, () => `a good picture after a hostile one: ${status}`)) same++;
  }
  report.heading('a good picture after each hostile file, by the same process');
  report.row(same, `gave the same bytes, of ${outcomes.length}`);
}
