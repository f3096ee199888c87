/*
 * runners.mjs - one golden case through each of the ways that a picture takes
 *
 * A runner is given all cases and their sources, and answers an array of outcomes in the same
 * order (table.mjs: outcomeOf). A case that fails has { error }.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { batch } from './native.mjs';
import { outcomeOf } from './table.mjs';

const built = (path) => import(new URL(`../../${path}`, import.meta.url));

/** A case with pictures where it has their names; its options are those that the core reads. */
function jobOf({ source, options: { watermark = [], ...options } }, sources) {
  const watermarks = [watermark].flat().map((name) => sources.get(name));
  return { bytes: sources.get(source), options, watermarks };
}

/** The native tool of a build variant, with flags such as ['--slice', '1']. */
export async function runNative(cases, sources, variant, flags = []) {
  const jobs = cases.map((golden) => jobOf(golden, sources));
  const outcomes = await batch(jobs, { variant, flags });
  return outcomes.map(({ status, job, data }) =>
    status === 'OK' ? outcomeOf({ ...job.result, data }) : { error: `${status}: ${job?.detail}` },
  );
}

async function eachCase(cases, work) {
  const outcomes = [];
  for (const golden of cases) {
    outcomes.push(await work(golden).then(outcomeOf, (error) => ({ error: `${error.code}: ${error.message}` })));
  }
  return outcomes;
}

/** The npm package in Node. */
export async function runPackage(cases, sources) {
  const { transform } = await built('wasm/dist/node.js');
  return eachCase(cases, (golden) => {
    const { bytes, options, watermarks } = jobOf(golden, sources);
    return transform(bytes, watermarks.length === 0 ? options : { ...options, watermark: watermarks });
  });
}

/** The WebAssembly core in slices of one unit of work; below the package, which takes larger slices. */
export async function runPackageInSlices(cases, sources) {
  const { Job } = await built('wasm/dist/engine.js');
  const { makeLoader } = await built('wasm/dist/loader.js');
  const wasm = await readFile(new URL('../../wasm/dist/scanrill.wasm', import.meta.url));
  const core = await makeLoader(() => wasm).load();
  return eachCase(cases, async (golden) => {
    const { bytes, options, watermarks } = jobOf(golden, sources);
    const job = new Job(core, {
      request: JSON.stringify(options),
      bytes,
      totalBytes: bytes.length,
      watermarks,
      profile: 'pipeline',
      deadlineMs: 0,
      maxMemoryBytes: 0,
      sliceUnits: 1,
    });
    job.plan();
    while (!job.run());
    return { ...job.describe().result, data: job.result() };
  });
}

/** CloudFront's event to the origin-request handler, and what it left in the variants store. */
export async function runEdge(cases, sources) {
  const { makeHandler } = await built('edge-host/dist/edge/handler.js');
  const { writeSettings } = await built('edge-host/dist/edge/config.js');
  const { storeKeyOfUri } = await built('edge-host/dist/edge/route.js');
  const { originRequestEvent } = await built('edge-host/dist/local/events.js');
  const { openFilesystemStore } = await built('edge-host/dist/store/filesystem.js');
  const { canonicalRecipe } = await built('wasm/dist/recipe/index.js');
  const { metadata, transform } = await built('wasm/dist/node.js');

  const folder = await mkdtemp(join(tmpdir(), 'scanrill-edge-'));
  const variantsFolder = await mkdtemp(join(tmpdir(), 'scanrill-edge-'));
  try {
    for (const [name, bytes] of sources) await writeFile(join(folder, name), bytes);
    const [source, variants] = await Promise.all([folder, variantsFolder].map(openFilesystemStore));
    const handler = makeHandler({
      outputEpoch: 1,
      openStores: async () => ({ source, variants }),
      transform,
      log: () => {},
      now: () => performance.now(),
    });
    const settings = writeSettings({ source: 'originals', variants: 'variants', watermarkPrefix: '' });
    return await eachCase(cases, async (golden) => {
      const path = `/${golden.source}/_/${canonicalRecipe(golden.options)}`;
      const http = { method: 'GET', target: path, rawHeaders: [], ip: '192.0.2.1', requestId: 'golden' };
      const request = await handler(originRequestEvent(http, path, 'generate', settings));
      if ('status' in request) throw Object.assign(new Error(request.body), { code: request.status });
      const stored = await variants.get(storeKeyOfUri(request.uri), { maxBytes: 2 ** 30 });
      const outcome = outcomeOf({ data: stored.body });
      if (stored.metadata.sha256 !== outcome.sha256) throw new Error('x-amz-meta-sha256 is not that of the body');
      const { width, height, format } = await metadata(stored.body);
      return { width, height, format, data: stored.body };
    });
  } finally {
    await Promise.all([folder, variantsFolder].map((path) => rm(path, { recursive: true, force: true })));
  }
}
