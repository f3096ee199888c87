/*
 * turns.ts - is a picture the other one, turned or mirrored?
 *
 * Both are looked at as squares of a few pixels, in all eight ways that they can lie. Pure.
 */
import { pixelsOf, type Pixels } from './pixels.ts';

/** Pixels of a side. */
const SIDE = 16;

/** Where in ours the pixel lies that theirs has at x and y. */
type Way = (x: number, y: number) => readonly [number, number];

const WAYS: Record<string, Way> = {
  upright: (x, y) => [x, y],
  'turned by 90 degrees': (x, y) => [y, SIDE - 1 - x],
  'turned by 180 degrees': (x, y) => [SIDE - 1 - x, SIDE - 1 - y],
  'turned by 270 degrees': (x, y) => [SIDE - 1 - y, x],
  mirrored: (x, y) => [SIDE - 1 - x, y],
  'upside down, mirrored': (x, y) => [x, SIDE - 1 - y],
  'turned by 90 degrees, mirrored': (x, y) => [y, x],
  'turned by 270 degrees, mirrored': (x, y) => [SIDE - 1 - y, SIDE - 1 - x],
};

/** Theirs must be this much more like a turned one, in levels of 255, to be told as turned. */
const CLEARLY = 4;

/** 'turned by 90 degrees': what theirs is, seen from ours; undefined where both lie the same way. */
export async function turnOf(ours: Uint8Array, theirs: Uint8Array): Promise<string | undefined> {
  const square = { width: SIDE, height: SIDE, fit: 'fill', enlarge: true } as const;
  const [one, other] = [await pixelsOf(ours, square), await pixelsOf(theirs, square)];
  const all = Object.entries(WAYS).map(([name, way]) => ({ name, far: distance(one, other, way) }));
  const upright = all[0]!;
  const best = all.reduce((a, b) => (b.far < a.far ? b : a));
  return upright.far > 2 * best.far + CLEARLY ? best.name : undefined;
}

function distance(ours: Pixels, theirs: Pixels, way: Way): number {
  let sum = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const [ourX, ourY] = way(x, y);
      for (let c = 0; c < 3; c++) {
        const ourAt = (ourY * SIDE + ourX) * 3 + c;
        sum += Math.abs(ours.rgb[ourAt]! - theirs.rgb[(y * SIDE + x) * 3 + c]!);
      }
    }
  }
  return sum / (SIDE * SIDE * 3);
}
