/*
 * photon.mjs - @silvia-odwyer/photon-node
 *
 * Its WebP is lossless only, and it does not know EXIF.
 */

export const name = 'photon';
export const kind = 'wasm';

let photon;

export async function load() {
  ({ default: photon } = await import('@silvia-odwyer/photon-node'));
}

export const can = ({ orientation }, { format }) => format !== 'webp' && orientation === 1;

export function run({ bytes }, job) {
  const images = [photon.PhotonImage.new_from_byteslice(bytes)];
  try {
    if (job.fit === 'cover') images.push(cutToShape(images.at(-1), job));
    if (job.width !== undefined) images.push(scaled(images.at(-1), job));
    if (job.grayscale) photon.grayscale(images.at(-1));
    return job.format === 'jpeg' ? images.at(-1).get_bytes_jpeg(job.quality) : images.at(-1).get_bytes();
  } finally {
    for (const image of images) image.free();
  }
}

function cutToShape(image, { width, height }) {
  const [wide, high] = [image.get_width(), image.get_height()];
  const cutWide = Math.min(wide, Math.round((high * width) / height));
  const cutHigh = Math.min(high, Math.round((wide * height) / width));
  const left = (wide - cutWide) >> 1;
  const top = (high - cutHigh) >> 1;
  return photon.crop(image, left, top, left + cutWide, top + cutHigh);
}

function scaled(image, { width, height }) {
  const high = height ?? Math.round((width * image.get_height()) / image.get_width());
  return photon.resize(image, width, high, photon.SamplingFilter.Lanczos3);
}
