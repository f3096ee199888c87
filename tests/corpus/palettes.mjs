/*
 * palettes.mjs - is a PNG with a palette written again in no more bytes than it came in?
 *
 * Each paletted PNG that must be accepted, without options. Counted are the bytes that make the
 * picture: signature, IHDR, PLTE, tRNS, IDAT and IEND with their lengths and checksums. Texts,
 * profiles, further frames and bytes behind the end are counted on neither side. So tiny pictures
 * count like large ones, each by its own ratio.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { rill } from '../golden/native.mjs';
import { runLines } from './batch.mjs';

const MEAN_AT_MOST = 1.0;
const EACH_AT_MOST = 1.1;
const WORST_SHOWN = 5;

const SIGNATURE_BYTES = 8;
const AROUND_BYTES = 12; // a chunk's length, type and checksum
const COLOUR_TYPE_OFFSET = 25;
const PALETTE = 3;
const PICTURE_CHUNKS = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/** Bytes that make the picture. */
function pictureBytes(png) {
  let bytes = SIGNATURE_BYTES;
  for (let at = SIGNATURE_BYTES; at + 8 <= png.length; ) {
    const chunkBytes = AROUND_BYTES + png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (PICTURE_CHUNKS.has(type)) bytes += chunkBytes;
    if (type === 'IEND') break;
    at += chunkBytes;
  }
  return bytes;
}

const isPaletted = (bytes) => bytes.length > COLOUR_TYPE_OFFSET && bytes[COLOUR_TYPE_OFFSET] === PALETTE;

async function readPaletted(rows) {
  const pngs = rows.filter(({ fmt, verdict }) => fmt === 'png' && verdict === 'accept');
  const read = await Promise.all(pngs.map(async (row) => ({ ...row, bytes: await readFile(row.file) })));
  return read.filter(({ bytes }) => isPaletted(bytes));
}

export async function checkPalettes(rows, report, variant) {
  const folder = await mkdtemp(join(tmpdir(), 'scanrill-palettes-'));
  try {
    const jobs = (await readPaletted(rows)).map((row, number) => ({ ...row, result: join(folder, `${number}.png`) }));
    await runLines(rill(variant), ['batch'], jobs.map(({ file, result }) => [file, '{}', result].join('\t')));
    const done = await Promise.all(
      jobs.map(async ({ path, bytes, result }) => ({
        path,
        ratio: pictureBytes(await readFile(result)) / pictureBytes(bytes),
      })),
    );
    reportRatios(done, report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportRatios(done, report) {
  const worst = done.toSorted((a, b) => b.ratio - a.ratio);
  const mean = Math.exp(done.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / done.length);
  report.heading('palettes: bytes of the picture to those of its source: geometric mean, and the largest');
  report.row(done.length, `${mean.toFixed(3)}  ${worst[0].ratio.toFixed(3)}`);
  for (const { path, ratio } of worst.slice(0, WORST_SHOWN)) report.row(ratio.toFixed(3), path);
  report.check(mean <= MEAN_AT_MOST, () => `paletted PNGs: the mean is ${mean.toFixed(4)}, over ${MEAN_AT_MOST}`);
  for (const { path, ratio } of done) {
    report.check(ratio <= EACH_AT_MOST, () => `${path}: ${ratio.toFixed(3)} of its bytes, over ${EACH_AT_MOST}`);
  }
}
