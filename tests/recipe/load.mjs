/*
 * load.mjs - what the tests of wasm/ share: the built modules, and packages that wasm/ installed
 */
import { createRequire } from 'node:module';

import { configured } from '../properties.mjs';

const fromWasm = createRequire(new URL('../../wasm/package.json', import.meta.url));

export { runs } from '../properties.mjs';
export const fc = configured(fromWasm('fast-check'));
export const dist = new URL('../../wasm/dist/', import.meta.url);

/** A built module of the package, also one that it does not export. */
export const built = (path) => import(new URL(path, dist));
