/*
 * fit_model.mjs - the size of a result, a second time
 *
 * src/request/plan.c decides sizes. This is the same rule written independently, in fractions of
 * BigInt, for the table in docs/recipe.md; tests compare the two, so neither can drift alone.
 */

/** n / d rounded to a whole number, halves up, at least 1. */
const round = (n, d) => Number((2n * n + d) / (2n * d)) || 1;

const scaled = (side, [n, d]) => round(BigInt(side) * n, d);

/** The smaller and the larger of two fractions [n, d]. */
const lesser = (a, b) => (a[0] * b[1] <= b[0] * a[1] ? a : b);
const greater = (a, b) => (lesser(a, b) === a ? b : a);

/**
 * The size that 'fit' makes of a picture (upright, after rotate and crop) in a box. One side of
 * the box may be absent.
 */
export function fitSize({ width, height }, box, fit, enlarge) {
  const across = box.width && [BigInt(box.width), BigInt(width)];
  const down = box.height && [BigInt(box.height), BigInt(height)];
  const picture = (scale) => {
    const kept = enlarge ? scale : lesser(scale, [1n, 1n]);
    return { width: scaled(width, kept), height: scaled(height, kept) };
  };
  if (!across || !down) return picture(across || down);
  if (fit === 'contain') return { ...box };
  if (fit === 'inside') return picture(lesser(across, down));
  if (fit === 'outside') return picture(greater(across, down));
  if (enlarge) return { ...box };
  if (fit === 'fill') {
    return { width: Math.min(box.width, width), height: Math.min(box.height, height) };
  }
  // cover: the box, made smaller in its own shape where the picture does not fill it
  const [n, d] = greater(greater(across, down), [1n, 1n]);
  return { width: scaled(box.width, [d, n]), height: scaled(box.height, [d, n]) };
}
