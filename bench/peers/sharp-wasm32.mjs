/*
 * sharp-wasm32.mjs - sharp with @img/sharp-wasm32
 *
 * From a folder of its own: sharp prefers a native binary if it finds one in any folder above.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { SHARP_WASM32 } from '../paths.mjs';
import { runSharp } from './with-sharp.mjs';

export const name = 'sharp-wasm32';
export const kind = 'wasm';

let sharp;

export async function load() {
  const require = createRequire(join(SHARP_WASM32, 'package.json'));
  sharp = require('sharp');
  const native = Object.keys(require.cache).find((path) => path.endsWith('.node'));
  if (native !== undefined) throw new Error(`not WebAssembly: ${native}`);
  sharp.concurrency(1);
  sharp.cache(false);
}

export const can = () => true;
export const run = ({ bytes }, job) => runSharp(sharp, bytes, job);
