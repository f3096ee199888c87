/*
 * wasm-vips.mjs - libvips compiled to WebAssembly, with the encoder settings that sharp has
 */

export const name = 'wasm-vips';
export const kind = 'wasm';

/** libvips wants a height; this one never decides. */
const ANY_HEIGHT = 10_000_000;
const ENDINGS = { jpeg: '.jpg', webp: '.webp', png: '.png' };

let vips;

export async function load() {
  const { default: Vips } = await import('wasm-vips');
  vips = await Vips({ dynamicLibraries: [] });
  vips.concurrency(1);
  vips.Cache.max(0);
}

export const can = () => true;

export function run({ bytes }, job) {
  const images = [openScaled(bytes, job)];
  try {
    if (job.grayscale) images.push(images[0].colourspace('b-w'));
    return images.at(-1).writeToBuffer(ENDINGS[job.format], saveOptions(job));
  } finally {
    for (const image of images) image.delete();
  }
}

function openScaled(bytes, { width, height = ANY_HEIGHT, fit }) {
  if (width === undefined) return vips.Image.newFromBuffer(bytes);
  const crop = fit === 'cover' ? { crop: 'centre' } : {};
  return vips.Image.thumbnailBuffer(bytes, width, { height, size: 'down', ...crop });
}

function saveOptions({ format, quality }) {
  if (format === 'jpeg') return { Q: quality, keep: 'none', optimize_coding: true };
  if (format === 'webp') return { Q: quality, keep: 'none' };
  return { compression: 6, keep: 'none' };
}
