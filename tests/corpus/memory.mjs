/*
 * memory.mjs - does plan() foretell the memory of transform()?
 *
 * Actual is the linear memory at the end of a job in WebAssembly, which never shrinks. For JPEG and
 * PNG the plan may be half more than that and 256 KB (PNG: 384 KB, because a picture that waits for its
 * palette is planned as a byte a pixel, and may be written as a bit). WebP's encoder takes what the pixels make it
 * take: its bound is far above the memory of ordinary pictures, and is only reported.
 */
import { readFile } from 'node:fs/promises';

const WIDTH = 800;
const SPARE_BYTES = { jpeg: 256 * 1024, png: 384 * 1024, webp: Infinity };

/*
 * Lossless WebP made by hand whose few bytes describe many code tables: no header tells their
 * number, and a bound for all that could be would be hundreds of bytes for each byte of a file.
 */
const MORE_TABLES_THAN_PIXELS = /skip-hgroup/;

/** How many times the actual memory a plan may be. */
const MOST = { jpeg: 1.5, png: 1.5, webp: Infinity };

async function measure(row, format, { plan, transform }) {
  const bytes = await readFile(row.file);
  const options = { width: WIDTH, format };
  try {
    const planned = await plan(bytes, options);
    const { info } = await transform(bytes, options);
    return { planned: planned.memory, actual: info.peakMemory };
  } catch (error) {
    return { refused: `${error.code}: ${error.message}` };
  }
}

export async function checkMemory(rows, report) {
  const scanrill = await import('../../wasm/dist/node.js');
  const accepted = rows.filter(({ verdict }) => verdict === 'accept');
  report.heading(`memory: ${WIDTH} px wide; plan to actual linear memory: median, and the largest`);
  for (const format of Object.keys(MOST)) {
    const measured = [];
    for (const row of accepted) {
      const found = await measure(row, format, scanrill);
      if (found.refused === undefined) measured.push({ row, ...found });
      // A result of one pixel by 200,000 has no format.
      else report.check(found.refused.startsWith('TOO_MANY_PIXELS'), () => `${row.path}, ${format}: ${found.refused}`);
    }
    for (const found of measured) checkOne(found, format, report);
    const ratios = measured.map(({ planned, actual }) => planned / actual).sort((a, b) => a - b);
    report.row(measured.length, `${format}  ${ratios[ratios.length >> 1].toFixed(2)}  ${ratios.at(-1).toFixed(2)}`);
  }
}

function checkOne({ row, planned, actual }, format, report) {
  const enough = planned >= actual || MORE_TABLES_THAN_PIXELS.test(row.path);
  const close = planned <= MOST[format] * actual + SPARE_BYTES[format];
  report.check(enough && close, () => `${row.path} as ${format}: planned ${planned}, took ${actual}`);
}
