/*
 * node-host.ts - the package's functions in Node: scanrill.wasm lies beside this file
 */
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

import { createScanrill } from './api.ts';

export const scanrill = /* @__PURE__ */ createScanrill({
  find: () => readFile(new URL('./scanrill.wasm', import.meta.url)),
  profile: 'pipeline',
  yields: false,
  pause: () => setImmediate(),
});
