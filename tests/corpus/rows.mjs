/*
 * rows.mjs - are decoded pixels those of the reference decoders?
 *
 * build/<variant>/corpus-rows prints the CRC-32 of all rows; 'refcrc' of the manifest is that of
 * libjpeg-turbo 3.1.3, libpng 1.6.58 or libwebp 1.6.0.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

import { run } from '../golden/native.mjs';
import { missing } from '../conformance/pixels.mjs';
import { runLines } from './batch.mjs';
import { tally } from './report.mjs';

const program = (variant) => fileURLToPath(new URL(`../../build/${variant}/corpus-rows`, import.meta.url));

const PNG_COLOUR_TYPE_OFFSET = 25;
const PNG_COLOUR_BIT = 2;

/** Which rows can be compared, under the name of their class; undefined: none of this file. */
function classOf({ fmt, comp, depth, features, refcrc, expected }) {
  if (refcrc === '' || expected !== 'ok') return undefined;
  const has = features.split(',');
  if (fmt === 'png') return depth === '16' ? undefined : 'PNG';
  if (fmt === 'webp') return has.includes('lossless') ? 'lossless WebP' : undefined;
  if (comp === '4' || depth !== '8' || has.includes('arithmetic')) return undefined;
  if (comp === '1') return 'gray JPEG';
  const sampling = has.find((feature) => /^s\d/.test(feature)) ?? 'rgb';
  return `JPEG ${sampling.replace('s1x1-1x1-1x1', '4:4:4')}`;
}

/** What corpus-rows calls a picture's channels: 'gray' may have alpha as a second one, 'colour' as a fourth. */
function channelsOf({ fmt, comp, file }) {
  if (fmt === 'webp') return 'rgba';
  if (fmt === 'jpeg') return comp === '1' ? 'gray' : 'colour';
  return readFileSync(file)[PNG_COLOUR_TYPE_OFFSET] & PNG_COLOUR_BIT ? 'colour' : 'gray';
}

/** The rows of djpeg, which is of the release that we build. */
async function crcOfDjpeg({ file, w, h }) {
  const { stdout } = await run('djpeg', ['-rgb'], readFileSync(file));
  return crc32(stdout.subarray(-3 * Number(w) * Number(h)));
}

/**
 * Since libjpeg-turbo 2.1.5 the smoothing of progressive JPEGs whose last scans are missing has
 * changed, so there the reference is djpeg of that release.
 */
async function isUnfinished(row, crc) {
  if (!row.features.includes('progressive') || missing('djpeg')) return false;
  return (await crcOfDjpeg(row)) === crc;
}

export async function checkRows(rows, report, variant) {
  const compared = rows.map((row) => ({ row, name: classOf(row) })).filter(({ name }) => name !== undefined);
  const lines = compared.map(({ row }) => `${channelsOf(row)}\t${row.file}`);
  const answers = await runLines(program(variant), [], lines);
  const outcomes = [];
  for (const [number, { row, name }] of compared.entries()) {
    outcomes.push({ row, name, ...(await outcomeOf(row, answers[number])) });
  }
  report.heading('rows: class, compared with the reference decoder');
  for (const [name, count] of tally(outcomes.map(({ name: kind, outcome }) => `${kind}  ${outcome}`))) {
    report.row(count, name);
  }
  for (const { row, outcome, detail } of outcomes) {
    const fine = outcome !== 'different' && outcome !== 'broken' && (outcome !== 'refused' || row.may_refuse !== '');
    report.check(fine, () => `${row.path}: rows are ${outcome}: ${detail}`);
  }
}

async function outcomeOf(row, answer) {
  if (answer.broken) return { outcome: 'broken', detail: answer.broken };
  const [status, text, detail] = answer.split('\t');
  if (status !== 'OK') return { outcome: 'refused', detail: `${status}: ${detail}` };
  if (text === '') return { outcome: detail };
  const crc = Number.parseInt(text, 16);
  if (crc === Number.parseInt(row.refcrc, 16)) return { outcome: 'equal' };
  if (await isUnfinished(row, crc)) return { outcome: 'equal to djpeg 2.1.5, scans are missing' };
  return { outcome: 'different', detail: `${text}, not ${row.refcrc}` };
}

/** JSON texts as options, byte for byte. */
export async function checkTexts(rows, report, variant) {
  const answers = await runLines(program(variant), [], rows.map(({ file }) => `json\t${file}`));
  const outcomes = rows.map((row, number) => ({ row, outcome: outcomeOfText(answers[number]) }));
  report.heading('JSON texts as options: what must be, what was');
  for (const [name, count] of tally(outcomes.map(({ row, outcome }) => `${row.expected}  ${outcome}`))) {
    report.row(count, name);
  }
  for (const { row, outcome } of outcomes) {
    const wrong = row.expected === 'ok' ? 'not JSON' : 'options';
    report.check(![wrong, 'broken'].includes(outcome), () => `${row.path}: ${outcome}`);
  }
}

/** Valid JSON that is no object of options is refused in other words than what is no JSON. */
function outcomeOfText(answer) {
  if (answer.broken) return 'broken';
  const [status, , detail] = answer.split('\t');
  if (status === 'OK') return 'options';
  if (status !== 'BAD_OPTIONS') return 'broken';
  return detail.includes('not valid JSON') ? 'not JSON' : 'JSON, but no options of ours';
}
