/*
 * jimp.mjs - jimp, plain JavaScript; it has no WebP
 */

export const name = 'jimp';
export const kind = 'js';

let Jimp;

export async function load() {
  ({ Jimp } = await import('jimp'));
}

export const can = ({ format }, job) => format !== 'webp' && job.format !== 'webp';

export async function run({ bytes }, { width, height, fit, grayscale, format, quality }) {
  const picture = await Jimp.read(bytes);
  if (fit === 'cover') picture.cover({ w: width, h: height });
  else if (width !== undefined) picture.resize({ w: width });
  if (grayscale) picture.greyscale();
  return format === 'jpeg' ? picture.getBuffer('image/jpeg', { quality }) : picture.getBuffer('image/png');
}
