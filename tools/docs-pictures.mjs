/*
 * docs-pictures.mjs - the pictures of docs/recipe.md, made by the core
 *
 *      node tools/docs-pictures.mjs            write those that are not as they should be
 *      node tools/docs-pictures.mjs --draw     draw the two sources anew before
 *
 * They are committed, because a page must show where nobody builds; a test compares their bytes.  The
 * sources are committed, too: drawing uses the mathematics of the JavaScript engine, which may differ
 * in the last bit from one version to the next.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { transform } from '../wasm/dist/node.js';
import { parseQuery, resolveFormat } from '../wasm/dist/recipe/index.js';
import { exampleOf } from './generate/recipe_page.mjs';
import { readOptions } from './generate/rows.mjs';
import { paintBalloon } from './samples/balloon.mjs';
import { paintLake } from './samples/lake.mjs';
import { encodePng } from './samples/png.mjs';

const folder = new URL('../docs/pictures/', import.meta.url);
const SOURCES = {
  'lake.webp': () => paintLake(600, 400),
  'balloon.webp': () => paintBalloon(400, 512),
};

/** What each example gives, small: [file, bytes] of every option that has a picture. */
export async function docsPictures() {
  const made = [];
  for (const { name } of readOptions().options) {
    const { source, query, picture } = exampleOf(name);
    if (!picture) continue;
    const { watermark, ...options } = optionsOf(name, query);
    const { data } = await transform(await readFile(new URL(source, folder)), {
      ...options,
      ...(watermark && { watermark: await readFile(new URL(watermark, folder)) }),
    });
    made.push([new URL(picture, folder), Buffer.from(data)]);
  }
  return made;
}

function optionsOf(name, query) {
  const { options } = parseQuery(query);
  const sized = options.width !== undefined || options.height !== undefined;
  return resolveFormat(
    {
      ...(sized ? {} : { width: 400 }),
      quality: 60,
      ...(name === 'dpr' ? {} : { dpr: 0.4 }),
      ...options,
    },
    'image/webp',
  );
}

async function drawSources() {
  for (const [name, paint] of Object.entries(SOURCES)) {
    const { data } = await transform(encodePng(paint()), { format: 'webp', quality: 80 });
    await writeFile(new URL(name, folder), data);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--draw')) await drawSources();
  for (const [file, bytes] of await docsPictures()) {
    const current = await readFile(file).catch(() => undefined);
    if (current?.equals(bytes)) continue;
    await writeFile(file, bytes);
    console.log(`wrote ${file.pathname.split('/').slice(-3).join('/')}, ${bytes.length} bytes`);
  }
}
