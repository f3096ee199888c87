/*
 * balloon.mjs - a graphic on nothing: a hot-air balloon with soft edges and a soft shadow
 */
import { blend, clamp, paintRaster, smooth } from './raster.mjs';

const GORES = [
  [232, 84, 76],
  [250, 242, 226],
  [244, 168, 72],
  [250, 242, 226],
];

export function paintBalloon(width, height) {
  const edge = 1.5 / height;
  return paintRaster(width, height, 4, (x, y) => {
    const u = (x + 0.5 - width / 2) / height;
    const v = (y + 0.5) / height;
    return layers([shadow(u, v), ropes(u, v, edge), basket(u, v, edge), envelope(u, v, edge)]);
  });
}

/** Put layers over each other, first at the bottom; each [colour, opacity]. */
function layers(list) {
  let colour = [0, 0, 0];
  let alpha = 0;
  for (const [over, opacity] of list) {
    if (opacity <= 0) continue;
    const sum = opacity + alpha * (1 - opacity);
    colour = blend(colour, over, opacity / sum);
    alpha = sum;
  }
  return [...colour, alpha * 255];
}

/** Half the width of the envelope: round above, drawn in towards its mouth. */
function halfWidth(v) {
  const down = (v - 0.05) / 0.6;
  if (down <= 0 || down >= 1) return 0;
  const round = Math.sqrt(Math.max(0, 1 - ((down - 0.43) / 0.43) ** 2));
  return (
    0.29 *
    (down < 0.43 ? round : 1 - 0.78 * smooth(0, 1.08, (down - 0.43) / 0.57) - 0.05 * (down - 0.43))
  );
}

function envelope(u, v, edge) {
  const half = halfWidth(v);
  const opacity = clamp((half - Math.abs(u)) / edge + 0.5);
  if (half === 0 || opacity === 0) return [[0, 0, 0], 0];
  const across = Math.max(-1, Math.min(1, u / half));
  const angle = Math.asin(across) / Math.PI + 0.5;
  const gore = angle * 12;
  const share = gore - Math.floor(gore);
  const belt = smooth(0.335, 0.338, v) * smooth(0.395, 0.392, v);
  const cloth = blend(GORES[Math.floor(gore) % GORES.length], [58, 76, 118], belt);
  const star = belt * smooth(0.3, 0.22, Math.hypot((share - 0.5) * 0.9, (v - 0.365) * 16));
  const puff = 1 - 0.16 * (2 * share - 1) ** 2;
  const light = 0.62 + 0.5 * clamp(0.72 - across * 0.42 - (v - 0.2) * 0.75);
  const shine = 0.3 * Math.exp(-((across + 0.42) ** 2) * 9 - (v - 0.2) ** 2 * 60);
  const lit = blend(cloth, [252, 214, 120], star).map((value) => value * puff * light);
  return [blend(lit, [255, 255, 255], shine), opacity];
}

function ropes(u, v, edge) {
  if (v < 0.64 || v > 0.79) return [[0, 0, 0], 0];
  const t = (v - 0.64) / 0.15;
  const nearest = Math.min(
    ...[-1, -0.35, 0.35, 1].map((k) => Math.abs(u - k * (0.062 - 0.014 * t))),
  );
  return [[96, 72, 56], clamp(0.0022 / edge / 2 + 0.5 - nearest / edge)];
}

function basket(u, v, edge) {
  const down = (v - 0.785) / 0.085;
  const half = 0.054 - 0.008 * clamp(down);
  const opacity =
    clamp((half - Math.abs(u)) / edge + 0.5) *
    clamp((0.87 - v) / edge + 0.5) *
    clamp((v - 0.785) / edge + 0.5);
  const weave = 0.86 + 0.14 * Math.sign(Math.sin(u * 620) * Math.sin(v * 620));
  const rim = smooth(0.16, 0.12, down);
  const cane = blend([168, 116, 66], [112, 70, 42], rim).map(
    (value) => value * weave * (1.05 - u * 4.5),
  );
  return [cane, opacity];
}

/** Proof that half-transparent pixels survive: a shadow with no edge at all. */
function shadow(u, v) {
  const away = Math.hypot(u / 0.21, (v - 0.955) / 0.022);
  return [[20, 24, 48], 0.36 * smooth(1, 0, away)];
}
