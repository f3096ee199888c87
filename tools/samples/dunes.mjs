/*
 * dunes.mjs - long soft gradients, the hardest thing for a codec: sand dunes in low light
 */
import { blend, clamp, fractal, gradient, hash, noise, paintRaster, smooth } from './raster.mjs';

const SKY = [
  [0, [96, 142, 178]],
  [0.7, [226, 206, 190]],
  [1, [250, 224, 192]],
];
const DUNES = [
  { base: 0.4, swing: 0.09, waves: 1.3, seed: 5, light: [236, 178, 128], dark: [182, 122, 108] },
  { base: 0.52, swing: 0.15, waves: 1.0, seed: 8, light: [240, 168, 104], dark: [152, 86, 78] },
  { base: 0.7, swing: 0.2, waves: 0.8, seed: 13, light: [238, 156, 86], dark: [112, 58, 62] },
];

export function paintDunes(width, height) {
  const crests = DUNES.map(({ base, swing, waves, seed }) =>
    Float64Array.from(
      { length: width },
      (_, x) => base + swing * (fractal((x / width) * waves * 2, seed, 2, seed) - 0.5) * 2,
    ),
  );
  return paintRaster(width, height, 3, (x, y) => {
    const u = x / width;
    const v = y / height;
    let colour = gradient(SKY, clamp(v / 0.42));
    DUNES.forEach((dune, i) => {
      const below = v - crests[i][x];
      if (below * height < -1) return;
      colour = blend(colour, sand(dune, u, v, below), clamp(below * height + 0.5));
    });
    const grain = (hash(x, y, 1) - 0.5) * 5;
    return colour.map((value) => value + grain);
  });
}

/** A ridge line runs down from each crest: light on one side, shadow on the other. */
function sand({ light, dark, seed, base }, u, v, below) {
  const spine = 0.16 + fractal(below * 2.6, seed * 3, 2, seed) * 0.75 + below * 0.9;
  const side = smooth(-0.012, 0.05 + below * 0.5, u - spine);
  const wind = noise(u * 18 + v * 34, below * (150 + 260 * base) + u * 26, seed);
  const ripple = 1 + 0.07 * (wind - 0.5) * smooth(0, 0.2, below);
  return blend(light, dark, side * 0.86).map((value) => value * ripple * (1.06 - below * 0.4));
}
