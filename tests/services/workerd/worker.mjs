/*
 * worker.mjs - the fetch handler as somebody would write it for Workers
 *
 * Bindings: SOURCE and VARIANTS name stores in S3, ACCESS_KEY_ID and SECRET_ACCESS_KEY are theirs.
 */
import { makeFetchHandler, openS3Store } from '../../../edge-host/dist/fetch/index.js';
import { init, transform, version } from 'scanrill';
import { readEdgeSettings } from 'scanrill/settings';
import wasm from './scanrill.wasm';

let handler;

async function open(env) {
  await init(wasm);
  const keys = () => ({ accessKeyId: env.ACCESS_KEY_ID, secretAccessKey: env.SECRET_ACCESS_KEY });
  return makeFetchHandler({
    source: openS3Store(env.SOURCE, keys),
    variants: openS3Store(env.VARIANTS, keys),
    transform,
    outputEpoch: Number((await version()).epoch),
    edge: readEdgeSettings({ watermarkPrefix: '' }), // every picture of the store may be one
    log: (line) => console.log(line),
    now: () => performance.now(),
  });
}

export default {
  async fetch(request, env) {
    handler ??= open(env);
    return (await handler)(request);
  },
};
