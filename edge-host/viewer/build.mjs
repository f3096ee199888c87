/*
 * build.mjs - viewer.js + the tables -> dist/viewer/viewer.js, as it is deployed
 *
 *   node viewer/build.mjs
 *
 * Refuses a result that is too large or that leaves the part of JavaScript CloudFront runs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { minify } from 'terser';
import { readStatuses } from '../../tools/generate/rows.mjs';
import { viewerTable } from '../../tools/viewer_table.mjs';
import { MAX_KEY_BYTES } from 'scanrill/recipe';
import { cacheControlOfError } from '../dist/edge/respond.js';
import { checkSubset } from './subset.mjs';

/** CloudFront takes 10,240; the rest is for what a deployment adds (a KeyValueStore id, say). */
const MAX_BYTES = 9_500;

const source = await readFile(new URL('viewer.js', import.meta.url), 'utf8');
const filled = source
  .replace('__TABLE__', () => JSON.stringify({ ...viewerTable(), maxKeyBytes: MAX_KEY_BYTES }))
  .replace('__ERRORS__', () => JSON.stringify(errorTable(['BAD_OPTIONS', 'SOURCE_NOT_FOUND'])));

const { code } = await minify(filled, {
  ecma: 5,
  compress: { toplevel: true, top_retain: ['handler'], passes: 2 },
  mangle: { toplevel: true, reserved: ['handler'] },
  format: { ascii_only: true },
});

const problems = checkSubset(code);
if (code.length > MAX_BYTES) problems.push(`${code.length} bytes; at most ${MAX_BYTES} are wanted`);
if (problems.length > 0) {
  console.error(`viewer function: ${problems.join('\n')}`);
  process.exit(1);
}
const target = new URL('../dist/viewer/', import.meta.url);
await mkdir(target, { recursive: true });
await writeFile(new URL('viewer.js', target), `${code}\n`);
console.log(`viewer function: ${code.length} bytes`);

function errorTable(codes) {
  const rows = readStatuses().filter(({ name }) => codes.includes(name));
  return Object.fromEntries(
    rows.map(({ name, http, text, hint }) => [
      name,
      {
        status: http,
        description: STATUS_CODES[http],
        cacheControl: cacheControlOfError(name),
        text,
        hint,
      },
    ]),
  );
}
