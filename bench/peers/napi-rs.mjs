/*
 * napi-rs.mjs - @napi-rs/image, native Rust; its faster resize, and calls that stay on one thread
 */

export const name = 'napi-rs';
export const kind = 'native';

let image;

export async function load() {
  ({ default: image } = await import('@napi-rs/image'));
}

export const can = () => true;

export function run({ bytes, orientation }, job) {
  const picture = new image.Transformer(bytes);
  if (orientation !== 1) picture.rotate();
  if (job.width !== undefined) picture.fastResize(resizeOptions(job));
  if (job.grayscale) picture.grayscale();
  if (job.format === 'jpeg') return picture.jpegSync(job.quality);
  return job.format === 'webp' ? picture.webpSync(job.quality) : picture.pngSync();
}

function resizeOptions({ width, height, fit }) {
  const filter = image.FastResizeFilter.Lanczos3;
  return fit === 'cover' ? { width, height, filter, fit: image.ResizeFit.Cover } : { width, filter };
}
