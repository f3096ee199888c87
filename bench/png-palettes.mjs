/*
 * png-palettes.mjs - palettes of ours and of sharp (libimagequant): bytes and error
 *
 *   node bench/png-palettes.mjs
 *
 * The table of docs/decisions/0009-png-palettes.md. Both get the same pixels, resized before, at their
 * default effort. PSNR is that of R, G and B together, of pixels and of means of 4 x 4 pixels: what an
 * eye sees that stands back, which is what dithering is for. The difference is CIEDE2000, mean of all pixels.
 */
import sharp from 'sharp';

import { ciede2000 } from './ciede2000.mjs';
import { labOf } from './colour.mjs';
import { psnr } from './psnr.mjs';
import { SCANRILL } from './paths.mjs';
import { say } from './progress.mjs';
import { prepareSources } from './sources.mjs';

const PICTURES = [
  { name: 'photo-6mp', width: 720 },
  { name: 'png-3mp', width: 720 },
  { name: 'screenshot', width: 720 },
  { name: 'graphic', width: 320 },
];
const SETTINGS = [
  { colors: 256, dither: 1 },
  { colors: 256, dither: 0 },
  { colors: 16, dither: 1 },
];
const BLOCK_PX = 4;

/** Over white, as three channels. */
const flat = (image) => sharp(image).flatten({ background: 'white' }).removeAlpha().raw().toBuffer();

function blocks(pixels, width) {
  const across = Math.floor(width / BLOCK_PX);
  const down = Math.floor(pixels.length / 3 / width / BLOCK_PX);
  const means = new Float64Array(across * down * 3);
  for (let y = 0; y < down * BLOCK_PX; y++) {
    for (let x = 0; x < across * BLOCK_PX * 3; x++) {
      const block = Math.floor(y / BLOCK_PX) * across + Math.floor(x / 3 / BLOCK_PX);
      means[block * 3 + (x % 3)] += pixels[y * width * 3 + x] / BLOCK_PX ** 2;
    }
  }
  return means;
}

function meanDifference(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 3) {
    sum += ciede2000(labOf(a[i], a[i + 1], a[i + 2]), labOf(b[i], b[i + 1], b[i + 2]));
  }
  return sum / (a.length / 3);
}

async function judge(png, wanted, width) {
  const seen = await flat(png);
  return [
    png.length,
    psnr(seen, wanted).toFixed(2),
    psnr(blocks(seen, width), blocks(wanted, width)).toFixed(2),
    meanDifference(seen, wanted).toFixed(3),
  ];
}

say('palettes of the same pixels');
const sources = await prepareSources(new Set(PICTURES.map(({ name }) => name)));
const { transform } = await import(SCANRILL);
console.log(['picture', 'colours', 'dither', 'encoder', 'bytes', 'PSNR', 'PSNR 4 x 4', 'difference'].join('\t'));
for (const { name, width } of PICTURES) {
  const resized = await sharp(sources.get(name).bytes).resize({ width }).png().toBuffer();
  const wanted = await flat(resized);
  for (const { colors, dither } of SETTINGS) {
    const ours = (await transform(resized, { format: 'png', colors, dither })).data;
    const theirs = await sharp(resized).png({ palette: true, colours: colors, dither }).toBuffer();
    for (const [encoder, png] of [['this encoder', ours], ['sharp', theirs]]) {
      console.log([name, colors, dither, encoder, ...(await judge(Buffer.from(png), wanted, width))].join('\t'));
    }
  }
}
