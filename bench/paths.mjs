/*
 * paths.mjs - where the bench reads and writes
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Everything that the bench makes; nothing of it is committed. */
export const BUILD = join(ROOT, 'build', 'bench');
export const SOURCES = join(BUILD, 'sources');
export const OUTPUTS = join(BUILD, 'outputs');
/** A report of each command, as JSON. */
export const RESULTS = join(BUILD, 'results');
export const PLOTS = join(ROOT, 'docs', 'plots');
/** Where bench/install puts it, apart from the native one. */
export const SHARP_WASM32 = join(BUILD, 'sharp-wasm32');
/** The package as it ships. */
export const SCANRILL = join(ROOT, 'wasm', 'dist', 'node.js');
export const SCANRILL_WASM = join(ROOT, 'wasm', 'dist', 'scanrill.wasm');
