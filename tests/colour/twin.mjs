/*
 * twin.mjs - colours in double precision, from the standards: the measure that the core is held to
 */
export const toLight = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
export const toValue = (light) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

const cut = (x) => Math.min(1, Math.max(0, x));
const times = (rows, [x, y, z]) => rows.map(([a, b, c]) => a * x + b * y + c * z);

function inverse([[a, b, c], [d, e, f], [g, h, i]]) {
  const scale = 1 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
  return [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ].map((row) => row.map((x) => x * scale));
}

/** sRGB's primaries from its chromaticities, adapted from D65 to D50 by Bradford's method. */
function srgbToXyz() {
  const xyz = ([x, y]) => [x / y, 1, (1 - x - y) / y];
  const columns = (list) => [0, 1, 2].map((row) => list.map((one) => one[row]));
  const white = xyz([0.3127, 0.329]);
  const d50 = [0.9642, 1, 0.8249];
  const primaries = columns([[0.64, 0.33], [0.3, 0.6], [0.15, 0.06]].map(xyz));
  const shares = times(inverse(primaries), white);
  const cones = [
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
  ];
  const from = times(cones, white);
  const to = times(cones, d50);
  const adapt = (colour) => times(inverse(cones), times(cones, colour).map((x, at) => (x * to[at]) / from[at]));
  return columns([0, 1, 2].map((at) => adapt(primaries.map((row) => row[at] * shares[at]))));
}
const fromXyz = inverse(srgbToXyz());

/** A pixel of values 0..255 to sRGB, 0..255 and not rounded; 'curve' is value to light, both 0..1. */
export function rgbToSrgb(pixel, primaries, curve) {
  const light = pixel.map((value) => curve(value / 255));
  const xyz = [0, 1, 2].map((axis) => primaries.reduce((sum, one, at) => sum + one[axis] * light[at], 0));
  return times(fromXyz, xyz).map((one) => 255 * toValue(cut(one)));
}

export const grayToSrgb = (value, curve) => 255 * toValue(cut(curve(value / 255)));
