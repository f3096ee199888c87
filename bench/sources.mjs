/*
 * sources.mjs - the pictures of the rows, made once from photographs and drawings
 *
 * Each is made from a lossless original, in the format that a row reads. Large originals are several
 * photographs side by side, each made smaller: pixels that were enlarged, or smoothed by an earlier
 * encoder, would be too easy to compress.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

import { logo, photoBox, screenshot, softMask } from './drawings.mjs';
import { withExif } from './exif.mjs';
import { SOURCES } from './paths.mjs';
import { fingerprintOf, photographs } from './photographs.mjs';

/** Raise it when a recipe below changes, so that old files are made again. */
const RECIPES = 3;

/** By how much a photograph is made smaller at least. */
const SHRINK = 2;

const jpeg = (options) => (original) => sharp(original).jpeg({ quality: 85, ...options }).toBuffer();
const png = (original) => sharp(original).png({ adaptiveFiltering: true }).toBuffer();
const webp = (original) => sharp(original).webp({ quality: 85 }).toBuffer();

/** Stored on its side, in Display P3, with a thumbnail: what a phone held upright writes. */
async function phone(original) {
  const stored = await sharp(original)
    .rotate(270)
    .withIccProfile('p3')
    .jpeg({ quality: 95, chromaSubsampling: '4:2:0' })
    .toBuffer();
  const thumbnail = await sharp(stored).resize(160).jpeg().toBuffer();
  return withExif(stored, 6, thumbnail);
}

const photo = (width, height) => (paths) => mosaic(paths, width, height);

const source = (name, format, original, make, traits = {}) => ({
  name,
  format,
  original,
  make,
  traits: { orientation: 1, alpha: false, ...traits },
});

/** original: the name of a lossless picture in ORIGINALS. */
const RECIPE_LIST = [
  source('photo-6mp', 'jpeg', 'photo-3000x2000', jpeg({})),
  source('phone-12mp', 'jpeg', 'photo-3000x4000', phone, { orientation: 6, profile: 'p3' }),
  source('photo-24mp', 'jpeg', 'photo-6000x4000', jpeg({})),
  source('progressive-6mp', 'jpeg', 'photo-3000x2000', jpeg({ progressive: true })),
  source('full-chroma-6mp', 'jpeg', 'photo-3000x2000', jpeg({ chromaSubsampling: '4:4:4' })),
  source('photo-400x300', 'jpeg', 'photo-400x300', jpeg({})),
  source('photo-800x600', 'jpeg', 'photo-800x600', jpeg({})),
  source('photo-1200x800', 'jpeg', 'photo-1200x800', jpeg({})),
  source('png-3mp', 'png', 'photo-2048x1536', png),
  source('screenshot', 'png', 'screenshot', png),
  source('graphic', 'png', 'logo', png, { alpha: true }),
  source('webp-3mp', 'webp', 'photo-2048x1536', webp),
  source('webp-alpha', 'webp', 'cut-out', webp, { alpha: true }),
];

/** Each gives a sharp pipeline. */
const ORIGINALS = {
  'photo-3000x2000': photo(3000, 2000),
  'photo-3000x4000': photo(3000, 4000),
  'photo-6000x4000': photo(6000, 4000),
  'photo-2048x1536': photo(2048, 1536),
  'photo-1200x800': photo(1200, 800),
  'photo-800x600': photo(800, 600),
  'photo-400x300': photo(400, 300),
  screenshot: drawScreenshot,
  logo: () => sharp(logo(1200)),
  'cut-out': cutOut,
};

/**
 * The named sources, ready to read: name, format, path, bytes, size of the upright picture,
 * orientation, alpha, profile where it is not sRGB. Makes what is missing.
 */
export async function prepareSources(names) {
  const paths = photographs();
  forgetOthers(paths);
  const ready = new Map();
  for (const name of names) {
    const recipe = RECIPE_LIST.find((entry) => entry.name === name);
    const original = await originalOf(recipe.original, paths);
    const path = join(SOURCES, `${name}.${recipe.format}`);
    if (!existsSync(path)) writeFileSync(path, await recipe.make(original));
    const { width, height } = await sharp(original).metadata();
    const { format, traits } = recipe;
    ready.set(name, { name, format, path, bytes: readFileSync(path), width, height, ...traits });
  }
  return ready;
}

/** A photograph of any size as JPEG, for plots. */
export async function photoOf(width, height) {
  const path = join(SOURCES, `plot-${width}x${height}.jpeg`);
  if (!existsSync(path)) {
    mkdirSync(SOURCES, { recursive: true });
    const picture = await mosaic(photographs(), width, height);
    writeFileSync(path, await picture.jpeg({ quality: 85 }).toBuffer());
  }
  const traits = { format: 'jpeg', orientation: 1, alpha: false };
  return { name: `photo-${width}x${height}`, path, width, height, ...traits, bytes: readFileSync(path) };
}

/** Files made from other photographs, or by other recipes, are not ours. */
function forgetOthers(paths) {
  const stamp = join(SOURCES, 'made-from.txt');
  const now = `${RECIPES}\n${fingerprintOf(paths)}\n`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  rmSync(SOURCES, { recursive: true, force: true });
  mkdirSync(SOURCES, { recursive: true });
  writeFileSync(stamp, now);
}

async function originalOf(name, paths) {
  const path = join(SOURCES, `original-${name}.png`);
  if (existsSync(path)) return path;
  process.stderr.write(`making ${name}\n`);
  const picture = await ORIGINALS[name](paths);
  writeFileSync(path, await picture.png({ compressionLevel: 1 }).toBuffer());
  return path;
}

/** As few photographs side by side as fill the size with the usual one made smaller enough. */
async function mosaic(paths, width, height) {
  const widths = await Promise.all(paths.map(async (path) => (await sharp(path).metadata()).width));
  const usual = widths.sort((a, b) => a - b)[widths.length >> 1];
  const columns = Math.max(1, Math.ceil((width * SHRINK) / usual));
  const tileWidth = Math.ceil(width / columns);
  const tileHeight = Math.ceil(height / columns);
  const tiles = [];
  for (let i = 0; i < columns ** 2; i++) {
    const left = (i % columns) * tileWidth;
    const top = Math.floor(i / columns) * tileHeight;
    const size = { width: Math.min(tileWidth, width - left), height: Math.min(tileHeight, height - top) };
    const path = paths[(i + 1) % paths.length];
    const input = await sharp(path).autoOrient().removeAlpha().resize({ ...size, fit: 'cover' }).raw()
      .toBuffer({ resolveWithObject: true });
    tiles.push({ input: input.data, raw: input.info, left, top });
  }
  const canvas = { width, height, channels: 3, background: '#808080' };
  const { data, info } = await sharp({ create: canvas }).composite(tiles).removeAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}

async function drawScreenshot(paths) {
  const { left, top, ...size } = photoBox;
  const inset = await sharp(paths[0]).resize({ ...size, fit: 'cover' }).png().toBuffer();
  const page = sharp(screenshot(1920, 1080)).composite([{ input: inset, left, top }]);
  return sharp(await page.png().toBuffer()).removeAlpha();
}

async function cutOut(paths) {
  const picture = await mosaic(paths, 1600, 1200);
  return picture.ensureAlpha().composite([{ input: softMask(1600, 1200), blend: 'dest-in' }]);
}
