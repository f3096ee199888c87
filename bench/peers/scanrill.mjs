/*
 * scanrill.mjs - ours, as the npm package ships it
 */
import { SCANRILL } from '../paths.mjs';

export const name = 'scanrill';
export const kind = 'wasm';

let transform;
let last;

export async function load() {
  const scanrill = await import(SCANRILL);
  await scanrill.init();
  ({ transform } = scanrill);
}

export const can = () => true;

export async function run({ bytes }, { width, height, fit, grayscale, format, quality }) {
  const options = { width, height, fit, grayscale, format, quality };
  for (const key of Object.keys(options)) if (options[key] === undefined) delete options[key];
  if (format === 'png') delete options.quality;
  const { data, info } = await transform(bytes, options);
  last = { linearBytes: info.peakMemory, ms: info.ms };
  return data;
}

export const details = () => last;
