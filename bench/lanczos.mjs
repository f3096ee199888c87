/*
 * lanczos.mjs - Lanczos3 in double precision, for the reference of all results
 *
 * Separable, each axis in one pass over all source pixels: nothing is halved first, nothing rounded.
 * The kernel is stretched by the reduction; beyond the border the outermost pixel repeats.
 */

const LOBES = 3;

const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const kernel = (x) => (Math.abs(x) < LOBES ? sinc(x) * sinc(x / LOBES) : 0);

/**
 * Weights of each result pixel: { first, weights } over `from` source pixels. An axis says where
 * the result lies: pixel i of `to` covers source positions offset + i * step to offset + (i + 1) * step.
 */
export function axisWeights({ from, to, offset, step }) {
  const stretch = Math.max(1, step);
  return Array.from({ length: to }, (_, i) => {
    const centre = offset + (i + 0.5) * step;
    const inside = (index) => Math.min(from - 1, Math.max(0, index));
    const begin = Math.floor(centre - LOBES * stretch);
    const end = Math.ceil(centre + LOBES * stretch);
    const first = inside(begin);
    const weights = new Float64Array(inside(end) - first + 1);
    for (let j = begin; j <= end; j++) weights[inside(j) - first] += kernel((j + 0.5 - centre) / stretch);
    const sum = weights.reduce((a, b) => a + b);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Samples (any array of numbers, channels interleaved) on two axes; a Float64Array of the result. */
export function resample(samples, channels, across, down) {
  const rowLength = across.from * channels;
  const columns = axisWeights(across);
  const result = new Float64Array(across.to * down.to * channels);
  axisWeights(down).forEach((rows, y) => {
    const row = new Float64Array(rowLength);
    rows.weights.forEach((weight, i) => {
      const at = (rows.first + i) * rowLength;
      for (let x = 0; x < rowLength; x++) row[x] += weight * samples[at + x];
    });
    columns.forEach(({ first, weights }, x) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i] * row[(first + i) * channels + channel];
        result[(y * across.to + x) * channels + channel] = sum;
      }
    });
  });
  return result;
}

/**
 * Where results of this size can lie on a picture, as pairs of axes. One scale for both axes and
 * the middle kept; and, unless the shape is cut, each axis from border to border. The two differ by
 * parts of a pixel where the height does not come out whole; libraries do one or the other.
 */
export function placements(picture, { width, height, fit }) {
  const scales = [picture.width / width, picture.height / (height ?? Infinity)];
  const scale = fit === 'cover' ? Math.min(...scales) : scales[0];
  const high = height ?? Math.max(1, Math.round(picture.height / scale));
  const middle = (from, to) => ({ from, to, offset: (from - to * scale) / 2, step: scale });
  const whole = (from, to) => ({ from, to, offset: 0, step: from / to });
  const sameScale = [middle(picture.width, width), middle(picture.height, high)];
  if (fit === 'cover' || Math.abs(high * scale - picture.height) < 1e-9) return [sameScale];
  return [sameScale, [whole(picture.width, width), whole(picture.height, high)]];
}
