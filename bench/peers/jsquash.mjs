/*
 * jsquash.mjs - @jsquash/jpeg, png, webp and resize, as their readme says for Node
 *
 * The caller reads and compiles the wasm files. MozJPEG's scans and tables are its defaults.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const name = 'jsquash';
export const kind = 'wasm';

const MOZJPEG_GRAY = 1;

const PNG_WASM = 'png/codec/pkg/squoosh_png_bg.wasm';
/** Module and wasm file of each codec; one is loaded when a job first needs it. */
const DECODERS = {
  jpeg: ['jpeg/decode.js', 'jpeg/codec/dec/mozjpeg_dec.wasm'],
  webp: ['webp/decode.js', 'webp/codec/dec/webp_dec.wasm'],
  png: ['png/decode.js', PNG_WASM],
};
const ENCODERS = {
  jpeg: ['jpeg/encode.js', 'jpeg/codec/enc/mozjpeg_enc.wasm'],
  webp: ['webp/encode.js', 'webp/codec/enc/webp_enc_simd.wasm'],
  png: ['png/encode.js', PNG_WASM],
};

const require = createRequire(import.meta.url);
const compiled = (path) => WebAssembly.compile(readFileSync(require.resolve(`@jsquash/${path}`)));

const ready = new Map();
let resize;

export async function load() {
  const resizer = await import('@jsquash/resize');
  await resizer.initResize(await compiled('resize/lib/resize/pkg/squoosh_resize_bg.wasm'));
  resize = resizer.default;
}

export const can = () => true;

export async function run({ bytes, format, orientation }, job) {
  const decode = await codec(DECODERS[format]);
  const encode = await codec(ENCODERS[job.format]);
  const whole = await decode(bytes, { preserveOrientation: orientation !== 1 });
  const picture = job.width === undefined ? whole : await scaled(whole, job);
  return new Uint8Array(await encode(picture, encoderOptions(job)));
}

async function codec([modulePath, wasmPath]) {
  if (!ready.has(modulePath)) {
    const module = await import(`@jsquash/${modulePath}`);
    await module.init(await compiled(wasmPath));
    ready.set(modulePath, module.default);
  }
  return ready.get(modulePath);
}

/** linearRGB off: the space in which all others resize. */
function scaled(picture, job) {
  const { width, height = Math.round((width * picture.height) / picture.width) } = job;
  const fitMethod = job.fit === 'cover' ? 'contain' : 'stretch';
  return resize(picture, { width, height, fitMethod, method: 'lanczos3', linearRGB: false });
}

function encoderOptions({ format, quality, grayscale }) {
  if (format === 'png') return {};
  return grayscale ? { quality, color_space: MOZJPEG_GRAY } : { quality };
}
