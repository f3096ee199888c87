/*
 * bundle.mjs - what is uploaded as a Lambda function: dist/lambda/NAME/ and NAME.zip
 *
 *   index.mjs        the entry and all it imports
 *   scanrill.wasm    beside it, where the entry looks for it, if it transforms pictures
 *
 * The zip has no dates: the same files give the same bytes.
 */
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

const HERE = new URL('./', import.meta.url);
const CORE = new URL('node_modules/scanrill/dist/scanrill.wasm', HERE);

/** Name of the function, its entry, whether it transforms, and the most bytes that its zip may have. */
const FUNCTIONS = [
  { name: 'edge', entry: 'edge/lambda.ts', core: true, maxZipBytes: 1_048_576 },
  { name: 'url', entry: 'url/lambda.ts', core: true, maxZipBytes: 1_048_576 },
  { name: 'purge', entry: 'purge/lambda.ts', core: false, maxZipBytes: 65_536 },
];

/** Zip's own beginning of time. */
const NO_DATE = new Date(1980, 0, 1);

for (const { name, entry, core, maxZipBytes } of FUNCTIONS) {
  const folder = new URL(`dist/lambda/${name}/`, HERE);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL(entry, HERE))],
    outfile: fileURLToPath(new URL('index.mjs', folder)),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minifyWhitespace: true,
    minifySyntax: true, // names stay: a stack in the log must be readable
    legalComments: 'inline',
    logLevel: 'warning',
  });
  if (core) await copyFile(CORE, new URL('scanrill.wasm', folder));
  const zip = await zipFolder(folder);
  await writeFile(new URL(`dist/lambda/${name}.zip`, HERE), zip);
  console.log(`lambda ${name}: ${zip.length} bytes zipped`);
  if (zip.length > maxZipBytes) throw new Error(`${name}.zip may have ${maxZipBytes} bytes`);
}

async function zipFolder(folder) {
  const files = {};
  for (const file of (await readdir(folder)).sort()) {
    files[file] = [await readFile(new URL(file, folder)), { mtime: NO_DATE, level: 9 }];
  }
  return zipSync(files);
}
