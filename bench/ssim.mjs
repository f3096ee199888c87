/*
 * ssim.mjs - structural similarity of two gray planes (Wang et al. 2004)
 *
 * 11 x 11 Gaussian window of sigma 1.5, K1 = 0.01, K2 = 0.03, mean over all windows that lie wholly
 * inside. No downscaling before.
 */

const RADIUS = 5;
const SIGMA = 1.5;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** Weights by the distance from the middle, 0 to RADIUS. */
const WINDOW = makeWindow();

function makeWindow() {
  const weightAt = (distance) => Math.exp(-(distance ** 2) / (2 * SIGMA ** 2));
  const half = Array.from({ length: RADIUS + 1 }, (_, distance) => weightAt(distance));
  const sum = half.reduce((a, b) => a + b) * 2 - half[0];
  return Float64Array.from(half, (weight) => weight / sum);
}

/** Weighted means of RADIUS + 1 + RADIUS values `step` apart, around each of `count` from `first`. */
function blurLine(from, first, step, to, at, count) {
  const [w0, w1, w2, w3, w4, w5] = WINDOW;
  const [s2, s3, s4, s5] = [2 * step, 3 * step, 4 * step, 5 * step];
  for (let i = 0, j = first; i < count; i++, j++) {
    const near = w0 * from[j] + w1 * (from[j - step] + from[j + step]) + w2 * (from[j - s2] + from[j + s2]);
    const middle = w3 * (from[j - s3] + from[j + s3]) + w4 * (from[j - s4] + from[j + s4]);
    to[at + i] = near + middle + w5 * (from[j - s5] + from[j + s5]);
  }
}

/** Window means of a plane; the border of RADIUS pixels falls away. */
function blurred(plane, width, height) {
  const [outWidth, outHeight] = [width - 2 * RADIUS, height - 2 * RADIUS];
  const across = new Float64Array(outWidth * height);
  for (let y = 0; y < height; y++) blurLine(plane, y * width + RADIUS, 1, across, y * outWidth, outWidth);
  const means = new Float64Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    blurLine(across, (y + RADIUS) * outWidth, outWidth, means, y * outWidth, outWidth);
  }
  return means;
}

function product(a, b) {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i] * b[i];
  return result;
}

/** What SSIM has to know of one plane (Float64Array of 0 to 255, row after row). */
export function prepared(plane, width, height) {
  const squares = blurred(product(plane, plane), width, height);
  return { plane, width, height, means: blurred(plane, width, height), squares };
}

/** Of two planes of one size, both prepared. */
export function ssim(a, b) {
  const products = blurred(product(a.plane, b.plane), a.width, a.height);
  let sum = 0;
  for (let i = 0; i < products.length; i++) {
    const squares = a.means[i] ** 2 + b.means[i] ** 2;
    const both = a.means[i] * b.means[i];
    const variances = a.squares[i] + b.squares[i] - squares;
    sum += ((2 * both + C1) * (2 * (products[i] - both) + C2)) / ((squares + C1) * (variances + C2));
  }
  return sum / products.length;
}
