/*
 * node.ts - the package in Node: scanrill.wasm lies beside this file
 */
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

import { createScanrill } from './api.ts';

const scanrill = /* @__PURE__ */ createScanrill({
  find: () => readFile(new URL('./scanrill.wasm', import.meta.url)),
  profile: 'pipeline',
  yields: false,
  pause: () => setImmediate(),
});

export const { transform, plan, metadata, version, init } = scanrill;
export * from './exports.ts';
