/*
 * lake.mjs - a photo-like picture: a mountain lake after sunset, with mist, stars and grain
 */
import {
  blend,
  clamp,
  fractal,
  gradient,
  hash,
  mix,
  noise,
  paintRaster,
  smooth,
} from './raster.mjs';

const SKY = [
  [0, [19, 28, 66]],
  [0.3, [52, 58, 112]],
  [0.58, [142, 96, 138]],
  [0.8, [238, 142, 120]],
  [0.93, [255, 196, 142]],
  [1, [255, 224, 178]],
];

/** From far to near: height of the ridge, its roughness, its colours. Shares of the height. */
const RIDGES = [
  { base: 0.43, swing: 0.2, detail: 3.1, seed: 11, rock: [134, 108, 150], haze: [250, 184, 150] },
  { base: 0.49, swing: 0.17, detail: 4.3, seed: 23, rock: [94, 84, 134], haze: [226, 154, 146] },
  { base: 0.545, swing: 0.12, detail: 6.1, seed: 37, rock: [58, 62, 108], haze: [170, 122, 142] },
  { base: 0.585, swing: 0.07, detail: 9.7, seed: 41, rock: [28, 40, 76], haze: [96, 86, 122] },
];

const SHORE = 0.62;
const SUN = { x: 0.63, y: 0.56 };

export function paintLake(width, height) {
  const shore = Math.round(height * SHORE);
  const ridges = RIDGES.map((ridge) => ridgeLine(ridge, width));
  const land = paintRaster(width, shore, 3, (x, y) =>
    landColour(x / width, y / height, x, ridges, height),
  );
  const trees = plantTrees();
  const treesNear = Array.from({ length: width }, (_, x) =>
    trees.filter((tree) => reaches(tree, x / width, width / height)),
  );
  return paintRaster(width, height, 3, (x, y) => {
    const scene = y < shore ? landAt(land, x, y) : lakeColour(land, x, y, width, height, shore);
    const dark = treeShade(treesNear[x], x / width, y / height, width / height);
    const colour = blend(scene, [10, 15, 30], dark);
    const lens =
      1 - 0.32 * smooth(0.45, 0.95, Math.hypot(x / width - 0.5, (y / height - 0.5) * 0.8));
    const grain = (hash(x, y, 5) + hash(x, y, 6) - 1) * 7;
    return colour.map((value) => value * lens + grain);
  });
}

function ridgeLine({ base, swing, detail, seed }, width) {
  return Float64Array.from({ length: width }, (_, x) => {
    const u = x / width;
    const peaks = 1 - Math.abs(2 * fractal(u * detail, seed, 3, seed) - 1);
    return (
      base -
      swing * (peaks * 0.9 - 0.35) -
      0.02 * (fractal(u * detail * 9, seed, 4, seed + 7) - 0.5)
    );
  });
}

/** Begins at the nearest ridge that hides all behind it. */
function landColour(u, v, column, ridges, height) {
  const cover = ridges.map((line) => clamp((v - line[column]) * height + 0.5));
  const first = cover.lastIndexOf(1);
  let colour = first < 0 ? skyColour(u, v) : [0, 0, 0];
  for (let i = Math.max(0, first); i < RIDGES.length; i++) {
    if (cover[i] === 0) continue;
    const ridge = RIDGES[i];
    const depth = v - ridges[i][column];
    const rough = fractal(u * 60 + depth * 40, v * 90, 4, ridge.seed) - 0.5;
    const snow =
      i < 2
        ? smooth(
            0.5,
            0.68,
            fractal(u * 34, v * 22 - depth * 30, 4, ridge.seed + 3) + 0.12 - depth * 3.4,
          )
        : 0;
    const lit = blend(
      ridge.rock.map((value) => value * (1 + rough * 0.42)),
      [255, 220, 214],
      snow * 0.62,
    );
    const mist = smooth(0, 0.16, depth + 0.05 * (noise(u * 7, v * 30, 50 + i) - 0.5));
    colour = blend(colour, blend(lit, ridge.haze, 0.12 + 0.66 * mist), cover[i]);
  }
  return colour;
}

function skyColour(u, v) {
  const down = clamp(v / SHORE);
  const far = Math.hypot((u - SUN.x) * 1.5, (v - SUN.y) * 1.9);
  let colour = blend(gradient(SKY, down), [255, 226, 170], 0.85 * Math.exp(-far * far * 22));
  const veil = smooth(0.5, 0.78, fractal(u * 3.2 + v * 1.1, v * 13, 5, 71)) * smooth(0.04, 0.3, v);
  colour = blend(colour, blend([120, 92, 140], [255, 176, 146], smooth(0.1, 0.5, v)), veil * 0.62);
  const star = hash(Math.floor(u * 900), Math.floor(v * 600), 3) > 0.9985 ? smooth(0.24, 0, v) : 0;
  return blend(colour, [236, 240, 255], star * 0.8);
}

function landAt({ width, pixels }, x, y) {
  const at = (y * width + x) * 3;
  return [pixels[at], pixels[at + 1], pixels[at + 2]];
}

/** The shore upside down, moved by ripples that grow towards us. */
function lakeColour(land, x, y, width, height, shore) {
  const depth = (y - shore) / (height - shore);
  const ripple =
    fractal((x / width) * mix(26, 9, depth), (y / height) * mix(300, 70, depth), 3, 91) - 0.5;
  const fromX = Math.max(
    0,
    Math.min(width - 1, Math.round(x + ripple * width * 0.012 * (0.3 + depth))),
  );
  const up = (y - shore) * 0.92 + ripple * height * 0.05 * (0.15 + depth);
  const fromY = Math.max(0, Math.min(shore - 1, Math.round(shore - 1 - up)));
  const mirror = blend(landAt(land, fromX, fromY), [22, 34, 66], 0.2 + 0.36 * depth);
  const path =
    Math.exp(-(((x / width - SUN.x) * 9) ** 2)) *
    smooth(0.56, 0.78, ripple + 0.5) *
    (1 - depth * 0.6);
  const band = smooth(0.035, 0, depth) * 0.5 * (0.6 + 0.4 * noise((x / width) * 8, 3, 12));
  return blend(blend(mirror, [255, 214, 170], path * 0.75), [255, 206, 178], band);
}

function plantTrees() {
  const trees = [];
  for (let i = 0; i < 46; i++) {
    const side = i % 3 === 0 ? 1 : 0;
    const out = hash(i, 1, 7) ** 1.6;
    const x = side === 0 ? mix(-0.02, 0.33, out) : mix(1.02, 0.8, out);
    trees.push({
      x,
      foot: 1.02 - 0.05 * hash(i, 2, 7),
      tall: mix(0.46, 0.1, out) * mix(0.75, 1.1, hash(i, 3, 7)),
      seed: i,
    });
  }
  return trees;
}

const reaches = ({ x, tall }, u, aspect) => Math.abs(u - x) * aspect <= tall * 0.24;

function treeShade(trees, u, v, aspect) {
  const bank =
    0.955 - 0.05 * smooth(0.4, 0, u) - 0.035 * smooth(0.72, 1, u) + 0.012 * noise(u * 60, 1, 8);
  let dark = smooth(bank, bank + 0.004, v);
  for (const { x, foot, tall, seed } of trees) {
    const down = (v - (foot - tall)) / tall;
    const away = Math.abs(u - x) * aspect;
    if (down < 0 || down > 1) continue;
    const boughs = 9 + (seed % 4);
    const fringe = (down * boughs) % 1;
    const half =
      tall * 0.2 * down * (0.45 + 0.55 * fringe) * (0.82 + 0.36 * noise(down * 40, u * 300, seed));
    dark = Math.max(dark, smooth(half + 0.0012, half - 0.0012, away + 0.0008));
    if (dark >= 1) return 1;
  }
  return dark;
}
