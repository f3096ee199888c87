/*
 * delta-e.ts - how different two pictures look: the mean of CIEDE2000 over their pixels
 *
 * The formula after Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005), with all
 * weights 1; sRGB as IEC 61966-2-1 has it, white D65. 1 is about what an eye can tell apart. Pure.
 */
import type { Pixels } from './pixels.ts';

export type Lab = readonly [lightness: number, a: number, b: number];

/** Of pictures of the same size. */
export function meanDeltaE(one: Pixels, other: Pixels): number {
  const pixels = one.width * one.height;
  let sum = 0;
  for (let at = 0; at < pixels * 3; at += 3) sum += deltaE(labAt(one.rgb, at), labAt(other.rgb, at));
  return sum / pixels;
}

const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** Of CIELAB: the cube root, with its straight beginning. */
const curve = (t: number): number =>
  t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116;

function labAt(rgb: Uint8Array, at: number): Lab {
  const [r, g, b] = [LINEAR[rgb[at]!]!, LINEAR[rgb[at + 1]!]!, LINEAR[rgb[at + 2]!]!];
  const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const TURN = 2 * Math.PI;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const share = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));

export function deltaE([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const g = 0.5 * (1 - share((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [c1, c2] = [Math.hypot((1 + g) * a1, b1), Math.hypot((1 + g) * a2, b2)];
  const angle = (a: number, b: number) => (Math.atan2(b, (1 + g) * a) + TURN) % TURN;
  const [h1, h2] = [angle(a1, b1), angle(a2, b2)];
  const gray = c1 * c2 === 0;
  const far = Math.abs(h1 - h2) > Math.PI;
  const dh = gray ? 0 : h2 - h1 + (far ? (h2 > h1 ? -TURN : TURN) : 0);
  const h = gray ? h1 + h2 : (h1 + h2 + (far ? (h1 + h2 < TURN ? TURN : -TURN) : 0)) / 2;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t =
    1 -
    0.17 * Math.cos(h - radians(30)) +
    0.24 * Math.cos(2 * h) +
    0.32 * Math.cos(3 * h + radians(6)) -
    0.2 * Math.cos(4 * h - radians(63));
  const light = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const chroma = (c2 - c1) / (1 + 0.045 * c);
  const hue = (2 * Math.sqrt(c1 * c2) * Math.sin(dh / 2)) / (1 + 0.015 * c * t);
  const bend = Math.exp(-(((h - radians(275)) / radians(25)) ** 2));
  const rotation = -Math.sin(radians(60) * bend) * 2 * share(c);
  return Math.sqrt(light ** 2 + chroma ** 2 + hue ** 2 + rotation * chroma * hue);
}
