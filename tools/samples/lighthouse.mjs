/*
 * lighthouse.mjs - a photo-like picture that only makes sense upright: a lighthouse at dawn
 */
import { blend, clamp, fractal, gradient, hash, noise, paintRaster, smooth } from './raster.mjs';

const SKY = [
  [0, [74, 126, 168]],
  [0.4, [146, 184, 200]],
  [0.75, [246, 216, 184]],
  [1, [255, 234, 204]],
];
const HORIZON = 0.66;
const TOWER = { x: 0.57, top: 0.2, foot: 0.72, half: 0.05 };

export function paintLighthouse(width, height) {
  const aspect = width / height;
  const edge = 1 / height;
  return paintRaster(width, height, 3, (x, y) => {
    const v = y / height;
    const u = (x / width - TOWER.x) * aspect;
    const cliff = clamp((v - cliffLine(u)) / edge + 0.5);
    let colour = [0, 0, 0];
    if (cliff < 1) colour = v < HORIZON ? sky(u, v) : sea(u, v);
    if (cliff > 0) colour = blend(colour, cliffColour(u, v), cliff);
    if (Math.abs(u) < 0.06)
      for (const [part, opacity] of tower(u, v, edge)) colour = blend(colour, part, opacity);
    const glow = Math.exp(-Math.hypot(u, v - 0.165) * 16);
    const grain = (hash(x, y, 8) + hash(x, y, 9) - 1) * 6;
    return blend(colour, [255, 236, 170], glow * 0.8).map((value) => value + grain);
  });
}

function sky(u, v) {
  const cloud = smooth(0.48, 0.74, fractal(u * 3 + 5, v * 7, 5, 31)) * smooth(0, 0.12, v);
  const base = gradient(SKY, v / HORIZON);
  const lit = blend([232, 222, 222], [255, 214, 180], smooth(0.2, 0.6, v));
  return blend(base, lit, cloud * 0.78);
}

function sea(u, v) {
  const depth = (v - HORIZON) / (1 - HORIZON);
  const swell = fractal(u * (22 - 13 * depth), v * (230 - 150 * depth), 4, 61);
  const water = blend([196, 200, 196], [32, 82, 104], smooth(0, 0.5, depth));
  const crest = smooth(0.6, 0.74, swell) * (0.25 + 0.5 * depth);
  return blend(
    water.map((value) => value * (0.86 + 0.28 * swell)),
    [250, 240, 226],
    crest,
  );
}

function cliffLine(u) {
  const rough = 0.026 * (fractal(u * 16, 3, 4, 17) - 0.5);
  return (
    TOWER.foot - 0.012 + 0.42 * smooth(0.12, 0.5, -u) ** 1.4 + 0.02 * smooth(0.05, 0.3, u) + rough
  );
}

function cliffColour(u, v) {
  const below = v - cliffLine(u);
  const rock = fractal(u * 30, v * 11 + u * 6, 5, 19);
  const stone = blend([54, 46, 52], [150, 124, 108], rock).map(
    (value) => value * (1.05 - below * 1.1),
  );
  const grass = blend([70, 96, 58], [150, 158, 84], noise(u * 90, v * 160, 3));
  return blend(stone, grass, smooth(0.05, 0.012, below + 0.03 * (rock - 0.5)));
}

function tower(u, v, edge) {
  const inside = (half, top, foot, at = u) =>
    clamp((half - Math.abs(at)) / edge + 0.5) *
    clamp((v - top) / edge + 0.5) *
    clamp((foot - v) / edge + 0.5);
  const { top, foot, half } = TOWER;
  const width = half * (0.66 + 0.34 * ((v - top) / (foot - top)));
  const round = 1.04 - 0.46 * smooth(-1, 1, u / width) - 0.12 * smooth(-0.5, -1, u / width);
  const shade = (colour) => colour.map((value) => value * round);
  const band =
    Math.floor((v - top) / ((foot - top) / 5)) % 2 === 0 ? [244, 238, 228] : [196, 52, 48];
  const windows = [0.3, 0.42, 0.54].map((at) => [[46, 54, 70], inside(0.0065, at, at + 0.022)]);
  const lamp = blend([255, 244, 196], [255, 214, 120], Math.abs(u) / 0.03);
  const bars = Math.abs((((u + 1) * 60) % 1) - 0.5) > 0.42 ? 1 : 0;
  const dome = 0.032 * Math.sqrt(clamp((v - 0.108) / 0.034));
  return [
    [shade(band), inside(width, top, foot)],
    ...windows,
    [lamp, inside(0.03, 0.14, 0.192)],
    [[60, 44, 44], inside(0.03, 0.14, 0.192) * bars * 0.8],
    [shade([120, 34, 34]), inside(dome, 0.108, 0.142)],
    [[60, 44, 44], inside(0.0022, 0.085, 0.11)],
    [shade([70, 52, 50]), inside(0.05, 0.19, 0.203)],
  ];
}
