/*
 * table.mjs - results as tables, and what they say together
 *
 * Times of scanrill and sharp in milliseconds; every other time column is scanrill's time divided
 * by that peer's, so that below 1 is faster. '-': the peer cannot do it, or was not asked.
 */
import { peakOver } from './memory-of-row.mjs';
import { geometricMean } from './statistics.mjs';

const OTHERS = {
  'sharp-wasm32': '/sh-wasm',
  'wasm-vips': '/w-vips',
  jsquash: '/jsquash',
  photon: '/photon',
  'napi-rs': '/napi',
  jimp: '/jimp',
};
const WASM_PEERS = ['sharp-wasm32', 'wasm-vips', 'jsquash', 'photon'];
const MIB = 1024 * 1024;

const ratio = (a, b) => (a === undefined || b === undefined ? undefined : a / b);
const fixed = (digits) => (value) => (value === undefined ? '-' : value.toFixed(digits));
const kilobytes = (bytes) => (bytes === undefined ? undefined : bytes / 1000);
const mebibytes = (bytes) => (bytes === undefined ? undefined : bytes / MIB);

const timeOf = (name) => ({ peers }) => peers[name]?.medianMs;
const timeRatio = (name) => ({ peers }) => ratio(peers.scanrill.medianMs, peers[name]?.medianMs);
const cpuRatio = ({ peers }) => ratio(peers.scanrill.medianCpuMs, peers.sharp?.medianCpuMs);
const bytesOf = (name) => ({ peers }) => kilobytes(peers[name]?.outputBytes);
const qualityOf = (name, figure) => ({ peers }) => peers[name]?.[figure] ?? undefined;

/** Against the fastest WebAssembly peer of the row. */
export function bestWasmRatio({ peers }) {
  const times = WASM_PEERS.map((name) => peers[name]?.medianMs).filter((ms) => ms !== undefined);
  return times.length === 0 ? undefined : ratio(peers.scanrill.medianMs, Math.min(...times));
}

const memoryOf = (name) => ({ memory }) => mebibytes(peakOver(memory[name]));
const memoryRatio = ({ memory }) => ratio(peakOver(memory.scanrill), peakOver(memory.sharp));

/** mean: this column has a geometric mean in the last line. */
const column = (head, value, digits, mean = false) => ({ head, value, show: fixed(digits), mean });

const COLUMNS = [
  column('ms', timeOf('scanrill'), 1),
  column('sharp ms', timeOf('sharp'), 1),
  column('/sharp', timeRatio('sharp'), 2, true),
  column('cpu/sharp', cpuRatio, 2, true),
  column('/best wasm', bestWasmRatio, 2, true),
  ...Object.entries(OTHERS).map(([name, head]) => column(head, timeRatio(name), 2, true)),
  column('KB', bytesOf('scanrill'), 1),
  column('sharp KB', bytesOf('sharp'), 1),
  column('mozjpeg KB', ({ mozjpegBytes }) => kilobytes(mozjpegBytes), 1),
  column('KB/sharp', ({ peers }) => ratio(peers.scanrill.outputBytes, peers.sharp?.outputBytes), 2, true),
  column('linear MB', ({ peers }) => mebibytes(peers.scanrill.linearBytes), 1),
  column('RSS MB', memoryOf('scanrill'), 0),
  column('sharp RSS', memoryOf('sharp'), 0),
  column('RSS/sharp', memoryRatio, 2, true),
];

/** Ours, then sharp's. */
const both = (head, figure, digits) => [
  column(head, qualityOf('scanrill', figure), digits),
  column('sharp', qualityOf('sharp', figure), digits),
];
const QUALITY_COLUMNS = [
  ...both('SSIM', 'ssim', 4),
  ...both('Cb dB', 'psnrCb', 2),
  ...both('Cr dB', 'psnrCr', 2),
  ...both('dE2000', 'deltaE', 3),
];

/** Lines of columns; the first is flush left. */
export function aligned(lines) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

function linesOf(rows, columns) {
  return rows.map((row) => [
    `${String(row.number).padStart(2)} ${row.text}`,
    ...columns.map(({ value, show }) => show(value(row))),
  ]);
}

const headsOf = (first, columns) => [first, ...columns.map(({ head }) => head)];

export function table(rows) {
  const means = COLUMNS.map(({ value, show, mean }) => (mean ? show(geometricMean(rows.map(value))) : ''));
  const last = ['   geometric mean', ...means];
  return aligned([headsOf('workload', COLUMNS), ...linesOf(rows, COLUMNS), last]);
}

export const qualityTable = (rows) =>
  aligned([headsOf('quality', QUALITY_COLUMNS), ...linesOf(rows, QUALITY_COLUMNS)]);

/** The rows in which we are worst against sharp, and where their time goes. */
export function worstRows(rows, count) {
  const there = rows.filter((row) => timeRatio('sharp')(row) !== undefined);
  const worst = there.sort((a, b) => timeRatio('sharp')(b) - timeRatio('sharp')(a)).slice(0, count);
  const lines = worst.map((row) => {
    const { read, decode, transform, encode } = row.peers.scanrill.phases;
    const parts = [read, decode, transform, encode].map(fixed(1));
    return [`${String(row.number).padStart(2)} ${row.text}`, fixed(2)(timeRatio('sharp')(row)), ...parts];
  });
  const heads = ['/sharp', 'read ms', 'decode ms', 'transform ms', 'encode ms'];
  return aligned([['worst against sharp', ...heads], ...lines]);
}

/** The row with the largest value, as { value, row }; undefined where no row has one. */
function worstOf(rows, valueOf) {
  const all = rows.map((row) => ({ value: valueOf(row), row: row.number }));
  return all.filter(({ value }) => value !== undefined).sort((a, b) => b.value - a.value)[0];
}

/** By how many dB we are further from the reference than sharp. */
const lossOf = (figure) => ({ peers: { scanrill, sharp } }) => {
  const [ours, theirs] = [scanrill[figure], sharp?.[figure]];
  if (ours === undefined || theirs === undefined) return undefined;
  return figure === 'deltaE' ? 20 * Math.log10(ours / theirs) : theirs - ours;
};

/** What a program wants to know about all rows at once. */
export const summaryOf = (rows) => ({
  rows: rows.length,
  timeOverSharp: geometricMean(rows.map(timeRatio('sharp'))),
  worstOverSharp: worstOf(rows.filter(({ job }) => job.format !== 'webp'), timeRatio('sharp')),
  worstWebpOverSharp: worstOf(rows.filter(({ job }) => job.format === 'webp'), timeRatio('sharp')),
  cpuOverSharp: geometricMean(rows.map(cpuRatio)),
  timeOverBestWasm: geometricMean(rows.map(bestWasmRatio)),
  memoryOverSharp: geometricMean(rows.map(memoryRatio)),
  worstCbLossDb: worstOf(rows, lossOf('psnrCb')),
  worstCrLossDb: worstOf(rows, lossOf('psnrCr')),
  worstDeltaELossDb: worstOf(rows, lossOf('deltaE')),
});
