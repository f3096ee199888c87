/*
 * draw-samples.mjs - draw the pictures that `make serve` shows when nobody names a folder
 *
 *      node tools/draw-samples.mjs [FOLDER]      default: build/samples
 *
 * Nothing is fetched: the pictures are functions (tools/samples/), and scanrill itself makes JPEG
 * and WebP of them.  What is there already is kept, so a second run does nothing.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '../wasm/dist/node.js';
import { paintBalloon } from './samples/balloon.mjs';
import { paintDashboard } from './samples/dashboard.mjs';
import { paintDunes } from './samples/dunes.mjs';
import { withOrientation } from './samples/jpeg-orientation.mjs';
import { paintLake } from './samples/lake.mjs';
import { paintLighthouse } from './samples/lighthouse.mjs';
import { encodePng } from './samples/png.mjs';
import { turnLeft } from './samples/raster.mjs';

/** EXIF: stored lying on its left side, to be shown after a quarter turn clockwise. */
const TURN_RIGHT = 6;

const SAMPLES = [
  ['balloon.png', 'transparent', () => encodePng(paintBalloon(1000, 1280))],
  ['screen.png', 'flat, like a screenshot', () => encodePng(paintDashboard(1600, 900))],
  [
    'lighthouse.jpg',
    'stored on its side, EXIF orientation 6',
    async () => withOrientation(await jpegOf(turnLeft(paintLighthouse(1200, 1800))), TURN_RIGHT),
  ],
  [
    'dunes.webp',
    'soft gradients',
    async () =>
      (await transform(encodePng(paintDunes(1600, 1000)), { format: 'webp', quality: 90 })).data,
  ],
  ['lake.jpg', 'like a photograph', () => jpegOf(paintLake(3000, 2000))],
];

async function jpegOf(raster) {
  const { data } = await transform(encodePng(raster), { format: 'jpeg', quality: 90 });
  return Buffer.from(data);
}

const folder = process.argv[2] ?? fileURLToPath(new URL('../build/samples', import.meta.url));
await mkdir(folder, { recursive: true });
const missing = SAMPLES.filter(([name]) => !existsSync(join(folder, name)));
for (const [i, [name, what, draw]] of missing.entries()) {
  const startMs = performance.now();
  const bytes = await draw();
  await writeFile(join(folder, `.${name}.part`), bytes);
  await rename(join(folder, `.${name}.part`), join(folder, name));
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(
    `${i + 1}/${missing.length} drew ${name}, ${what}: ` +
      `${bytes.length.toLocaleString('en')} bytes, ${seconds} s`,
  );
}
