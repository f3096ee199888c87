/*
 * colour.mjs - luma and chroma, linear light, CIE Lab, and Display P3, in doubles
 *
 * Values of a picture are 0 to 255 and need not be whole.
 */

/** BT.601, full range, as in JPEG; chroma around 0. */
export const lumaOf = (r, g, b) => 0.299 * r + 0.587 * g + 0.114 * b;
export const cbOf = (r, g, b) => (b - lumaOf(r, g, b)) / 1.772;
export const crOf = (r, g, b) => (r - lumaOf(r, g, b)) / 1.402;

/** IEC 61966-2-1; linear light is 0 to 1. */
export function toLinear(value) {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
export function fromLinear(light) {
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

/** Of a D65 picture; white is 95.047, 100, 108.883. */
const RGB_TO_XYZ = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE = [0.95047, 1, 1.08883];
const EPSILON = (6 / 29) ** 3;

function labCurve(t) {
  return t > EPSILON ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29;
}

/** CIE 1976 L*a*b* of an sRGB colour. */
export function labOf(r, g, b) {
  const light = [toLinear(r), toLinear(g), toLinear(b)];
  const [x, y, z] = RGB_TO_XYZ.map((row, i) =>
    labCurve((row[0] * light[0] + row[1] * light[1] + row[2] * light[2]) / WHITE[i]),
  );
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** SMPTE EG 432-1 primaries to BT.709's, both with D65. */
const P3_TO_SRGB = [
  [1.2249401763, -0.2249401763, 0],
  [-0.0420569547, 1.0420569547, 0],
  [-0.0196375546, -0.0786360456, 1.0982736001],
];
const STEPS = 65_535;

/** Interleaved Display P3 (0 to 255, whole) to sRGB; what sRGB cannot show is cut off. */
export function p3ToSrgb(samples) {
  const linear = Float64Array.from({ length: 256 }, (_, value) => toLinear(value));
  const encoded = Float64Array.from({ length: STEPS + 1 }, (_, step) => fromLinear(step / STEPS));
  const result = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at += 3) {
    const [r, g, b] = [linear[samples[at]], linear[samples[at + 1]], linear[samples[at + 2]]];
    for (let i = 0; i < 3; i++) {
      const light = P3_TO_SRGB[i][0] * r + P3_TO_SRGB[i][1] * g + P3_TO_SRGB[i][2] * b;
      result[at + i] = encoded[Math.round(STEPS * Math.min(1, Math.max(0, light)))];
    }
  }
  return result;
}
