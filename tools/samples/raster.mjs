/*
 * raster.mjs - the little that painting needs: a raster, colours, noise
 *
 * Everything is a function of its arguments, so a picture is the same on every run.
 */

/** Paint a raster pixel by pixel; 'paint' answers [r, g, b] or [r, g, b, a], 0 to 255 each. */
export function paintRaster(width, height, channels, paint) {
  const pixels = new Uint8Array(width * height * channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = paint(x, y);
      for (let c = 0; c < channels; c++)
        pixels[at++] = Math.max(0, Math.min(255, Math.round(colour[c])));
    }
  }
  return { width, height, channels, pixels };
}

export const clamp = (value) => Math.max(0, Math.min(1, value));
export const mix = (a, b, share) => a + (b - a) * share;
export const blend = (a, b, share) => [
  mix(a[0], b[0], share),
  mix(a[1], b[1], share),
  mix(a[2], b[2], share),
];

const ease = (t) => t * t * (3 - 2 * t);

/** 0 below 'from', 1 above 'to', soft between. */
export function smooth(from, to, value) {
  return ease(clamp((value - from) / (to - from)));
}

/** A colour along stops [[position, colour], ...], positions rising from 0 to 1. */
export function gradient(stops, position) {
  let i = 1;
  while (i < stops.length - 1 && stops[i][0] < position) i++;
  const [from, a] = stops[i - 1];
  const [to, b] = stops[i];
  return blend(a, b, smooth(from, to, position));
}

/** A number from 0 to 1 that looks random. */
export function hash(x, y, seed = 0) {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise from 0 to 1 with features of about one unit. */
export function noise(x, y, seed = 0) {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = ease(x - left);
  const v = ease(y - top);
  const above = mix(hash(left, top, seed), hash(left + 1, top, seed), u);
  const below = mix(hash(left, top + 1, seed), hash(left + 1, top + 1, seed), u);
  return mix(above, below, v);
}

/** Noise with details in details, 0 to 1. */
export function fractal(x, y, octaves, seed = 0) {
  let sum = 0;
  let weight = 0.5;
  for (let i = 0; i < octaves; i++) {
    sum += weight * noise(x, y, seed + i);
    x *= 2.03;
    y *= 2.03;
    weight *= 0.5;
  }
  return sum / (1 - weight * 2);
}

/** A turn by 90 degrees against the clock: what a camera held upright has stored. */
export function turnLeft({ width, height, channels, pixels }) {
  const turned = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      const to = ((width - 1 - x) * height + y) * channels;
      for (let c = 0; c < channels; c++) turned[to + c] = pixels[from + c];
    }
  }
  return { width: height, height: width, channels, pixels: turned };
}
