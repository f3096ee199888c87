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

const WINDOW = makeWindow();

function makeWindow() {
  const weightAt = (distance) => Math.exp(-(distance ** 2) / (2 * SIGMA ** 2));
  const weights = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => weightAt(i - RADIUS));
  const sum = weights.reduce((a, b) => a + b);
  return Float64Array.from(weights, (weight) => weight / sum);
}

/** Window means of a plane; the border of RADIUS pixels falls away. */
function blurred(plane, width, height) {
  const outWidth = width - 2 * RADIUS;
  const across = new Float64Array(outWidth * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let i = 0; i < WINDOW.length; i++) sum += WINDOW[i] * plane[y * width + x + i];
      across[y * outWidth + x] = sum;
    }
  }
  const outHeight = height - 2 * RADIUS;
  const means = new Float64Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let i = 0; i < WINDOW.length; i++) sum += WINDOW[i] * across[(y + i) * outWidth + x];
      means[y * outWidth + x] = sum;
    }
  }
  return means;
}

const product = (a, b) => a.map((value, i) => value * b[i]);

/** Planes are Float64Array of 0 to 255, row after row. */
export function ssim(a, b, width, height) {
  const [meanA, meanB] = [blurred(a, width, height), blurred(b, width, height)];
  const meanAA = blurred(product(a, a), width, height);
  const meanBB = blurred(product(b, b), width, height);
  const meanAB = blurred(product(a, b), width, height);
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const squares = meanA[i] ** 2 + meanB[i] ** 2;
    const both = meanA[i] * meanB[i];
    const variances = meanAA[i] + meanBB[i] - squares;
    sum += ((2 * both + C1) * (2 * (meanAB[i] - both) + C2)) / ((squares + C1) * (variances + C2));
  }
  return sum / meanA.length;
}
