/*
 * load.mjs - what the tests of edge-host run against: the built files
 */
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { configured } from '../properties.mjs';

const fromEdgeHost = createRequire(new URL('../../edge-host/package.json', import.meta.url));

export { runs } from '../properties.mjs';
export const fc = configured(fromEdgeHost('fast-check'));
export const built = (path) => new URL(`../../edge-host/dist/${path}`, import.meta.url);
export const source = (path) => new URL(`../../edge-host/${path}`, import.meta.url);

/** A folder for one test; it goes with the test. */
export async function folderFor(t) {
  const folder = await mkdtemp(join(tmpdir(), 'scanrill-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
