/*
 * The golden cases in Chromium: the package that the index page loads, under its policy; in the
 * page itself, and in the workers of a pool.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { serve } from '../../edge-host/dist/local/serve.js';
import { transform } from '../../wasm/dist/node.js';
import { testGoldens } from '../golden/compare.mjs';
import { makeSources } from '../golden/sources.mjs';
import { cases } from '../golden/table.mjs';
import { missing, openBrowser } from './browser.mjs';

if (missing) test('the golden cases in a browser', { skip: missing }, () => {});
else {
  testGoldens('Chromium', runBrowser('browser.js'));
  testGoldens('workers in Chromium', runBrowser('pool/browser.js'));
}

/** 'entry': of the package; what it exports transforms. */
async function runBrowser(entry) {
  const folder = await mkdtemp(join(tmpdir(), 'scanrill-test-'));
  const makeSource = async (bytes, options) => Buffer.from((await transform(bytes, options)).data);
  for (const [name, bytes] of await makeSources(makeSource))
    await writeFile(join(folder, name), bytes);
  const server = await serve({ dir: folder, port: 0 });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/`);
    return await page.evaluate(runCases, { goldens: cases, entry });
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

/** Runs in the page. */
async function runCases({ goldens, entry }) {
  const { createPool, transform } = await import(`/_scanrill/scanrill/${entry}`);
  const pool = createPool?.();
  const { sha256 } = await import('/_scanrill/page/compare.js');
  const picture = async (name) =>
    (await fetch(`/_scanrill/source/${encodeURIComponent(name)}`)).blob();
  const outcomes = [];
  for (const { source, options } of goldens) {
    try {
      const { watermark = [], ...others } = options;
      const watermarks = await Promise.all([watermark].flat().map(picture));
      const given = { ...others, ...(watermarks.length > 0 && { watermark: watermarks }) };
      const original = await picture(source);
      const { data, width, height, format } = await (pool ? pool.transform(original, given) : transform(original, given));
      outcomes.push({ width, height, format, sha256: await sha256(data) });
    } catch (error) {
      outcomes.push({ error: `${error.code}: ${error.message}` });
    }
  }
  if (pool?.size === 0) return goldens.map(() => ({ error: 'no worker could be started' }));
  return outcomes;
}
