/*
 * gate-list.mjs - what must hold, and whether it does: figures from the commands' reports
 *
 * A gate is the value that a figure must not pass, an aim the one that it should reach. A figure
 * without a report, or whose peer failed, has no value; that is never a pass.
 */
import { ROWS } from './rows.mjs';

/** Compared is what is printed. */
export const DIGITS = 3;

/** reports: { list, 'zone-plate', first, equal, load, quota, size }, each as written, or undefined. */
export function gateRows(reports) {
  return GATES.map(({ figure, report, gate, aim, unit = '', valueOf }) => {
    const there = reports[report];
    const { value, note = '' } = found(there, valueOf);
    const known = Number.isFinite(value) ? Number(value.toFixed(DIGITS)) : undefined;
    const why = known === undefined ? whyNot(report, there) : note;
    return { figure, gate, aim, unit, value: known, verdict: verdictOf(known, gate, aim), note: why };
  });
}

/** {} of a report that is missing, skipped, or from another version of the bench. */
function found(report, valueOf) {
  if (report === undefined || report.skipped !== undefined) return {};
  try {
    return valueOf(report) ?? {};
  } catch (error) {
    if (error instanceof TypeError) return {};
    throw error;
  }
}

function verdictOf(value, gate, aim) {
  if (value === undefined) return 'not measured';
  if (value > gate) return 'MISS';
  return value <= aim ? 'pass, aim' : 'pass';
}

function whyNot(name, report) {
  if (report === undefined) return `node bench/${name}.mjs has not been run`;
  return report.skipped ?? 'a peer failed, or was not asked';
}

const one = (value) => ({ value });
const ofRow = (worst) => worst && { value: worst.value, note: `row ${worst.row}` };
const over = (ours, theirs) => one(ours / theirs);

/** Of a list of { name, [key]: value, ... } that one; {} where there is none. */
const named = (all, name, key, value) =>
  all.find((entry) => entry.name === name && entry[key] === value) ?? {};

function p99Over({ latencies, jobs }) {
  const of = (name) => named(latencies, name, 'concurrency', 1).p99Ms;
  return { ...over(of('scanrill'), of('sharp')), note: `${jobs} jobs` };
}

function firstOver({ rows: [{ peers, row }] }) {
  return { ...over(peers.scanrill?.firstMs, peers.sharp?.firstMs), note: `row ${row}` };
}

const aliasOver = (format) => ({ energies }) => {
  const of = (name) => named(energies, name, 'format', format).sum;
  return of('scanrill') === 0 && of('sharp') === 0 ? one(1) : over(of('scanrill'), of('sharp'));
};

/** "Better" than sharp's, as a number. */
const FEWER_ALIASES = 0.9;

/** Some rows only is another figure than all. */
const ofAllRows = (figure) => ({ summary }) => ({
  value: summary[figure],
  note: `${summary.rows} of ${ROWS.length} rows`,
});

const GATES = [
  { figure: 'time / sharp, geometric mean', report: 'list', gate: 1, aim: 0.8,
    valueOf: ofAllRows('timeOverSharp') },
  { figure: 'time / sharp, worst row to JPEG or PNG', report: 'list', gate: 1.1, aim: 1,
    valueOf: ({ summary }) => ofRow(summary.worstOverSharp) },
  { figure: 'time / sharp, worst row to WebP', report: 'list', gate: 1.15, aim: 1,
    valueOf: ({ summary }) => ofRow(summary.worstWebpOverSharp) },
  { figure: 'time / best WebAssembly peer, geometric mean', report: 'list', gate: 0.4, aim: 0.3,
    valueOf: ofAllRows('timeOverBestWasm') },
  { figure: 'first picture of a new process / sharp', report: 'first', gate: 0.7, aim: 0.5,
    valueOf: firstOver },
  { figure: 'p99 / sharp, concurrency 1', report: 'load', gate: 1, aim: 0.8, valueOf: p99Over },
  { figure: 'bytes at equal SSIM / sharp', report: 'equal', gate: 1, aim: 0.97,
    valueOf: ({ means, rows }) => ({ value: means.overSharp, note: `${rows.length} rows` }) },
  { figure: 'bytes at equal SSIM / MozJPEG settings', report: 'equal', gate: 1.06, aim: 1,
    valueOf: ({ means, rows }) => {
      const compared = rows.filter(({ overMozjpeg }) => overMozjpeg !== undefined);
      return { value: means.overMozjpeg, note: `${compared.length} rows` };
    } },
  { figure: 'Cb PSNR below sharp, worst row', report: 'list', gate: 0.3, aim: 0, unit: ' dB',
    valueOf: ({ summary }) => ofRow(summary.worstCbLossDb) },
  { figure: 'Cr PSNR below sharp, worst row', report: 'list', gate: 0.3, aim: 0, unit: ' dB',
    valueOf: ({ summary }) => ofRow(summary.worstCrLossDb) },
  { figure: 'mean dE2000 over sharp, worst row', report: 'list', gate: 0.3, aim: 0, unit: ' dB',
    valueOf: ({ summary }) => ofRow(summary.worstDeltaELossDb) },
  { figure: 'zone plate, JPEG: alias energy / sharp', report: 'zone-plate', gate: 1, aim: FEWER_ALIASES,
    valueOf: aliasOver('jpeg') },
  { figure: 'zone plate, PNG: alias energy / sharp', report: 'zone-plate', gate: 1, aim: FEWER_ALIASES,
    valueOf: aliasOver('png') },
  { figure: 'peak memory over the process at rest / sharp', report: 'list', gate: 0.35, aim: 0.2,
    valueOf: ofAllRows('memoryOverSharp') },
  { figure: 'dollars a million / sharp, p95 <= 300 ms', report: 'quota', gate: 0.6, aim: 0.4,
    valueOf: ({ dollarsOverSharp, rows }) => ({ value: dollarsOverSharp, note: `rows ${rows.join(', ')}` }) },
  { figure: 'scanrill.wasm', report: 'size', gate: 560, aim: 450, unit: ' KB',
    valueOf: ({ rawBytes }) => one(rawBytes / 1000) },
  { figure: 'scanrill.wasm, gzip', report: 'size', gate: 240, aim: 200, unit: ' KB',
    valueOf: ({ gzipBytes }) => one(gzipBytes / 1000) },
];
