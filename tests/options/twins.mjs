/*
 * twins.mjs - what options do to pixels, once more: in doubles, from their definitions
 *
 * A raster is { width, height, pixels }: RGBA. Twins answer the same with unrounded numbers.
 */

const each = ({ width, height }, paint) => {
  const pixels = new Float64Array(width * height * 4);
  for (let at = 0; at < width * height; at++) pixels.set(paint(at % width, Math.floor(at / width), at * 4), at * 4);
  return { width, height, pixels };
};

const cut = (value, most) => Math.min(most, Math.max(0, value));
const luma = ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue;

export function adjusted(raster, { brightness = 1, contrast = 1, gamma = 1, saturation = 1, tint }) {
  const tone = (value) => cut(((value / 255) * brightness - 0.5) * contrast + 0.5, 1) ** (1 / gamma);
  const tintLuma = tint && luma(tint) / 255;
  return each(raster, (x, y, at) => {
    const toned = [...raster.pixels.subarray(at, at + 3)].map(tone);
    const l = luma(toned);
    const colour = toned.map((value, channel) => {
      if (!tint) return l + (value - l) * saturation;
      return l < tintLuma ? (tint[channel] / 255) * (l / tintLuma) : 1 - (1 - tint[channel] / 255) * ((1 - l) / (1 - tintLuma));
    });
    return [...colour.map((value) => 255 * cut(value, 1)), raster.pixels[at + 3]];
  });
}

/** Every sample of a new axis as a list of [old sample, weight] whose weights sum to one. */
function along(raster, axes) {
  const [across, down] = axes;
  const premultiplied = each(raster, (x, y, at) => {
    const [red, green, blue, alpha] = raster.pixels.subarray(at, at + 4);
    return [red * alpha, green * alpha, blue * alpha].map((value) => value / 255).concat(alpha);
  });
  const sum = (from, list, place) => {
    const total = [0, 0, 0, 0];
    for (const [index, weight] of list)
      for (let channel = 0; channel < 4; channel++) total[channel] += weight * from.pixels[place(index) + channel];
    return total;
  };
  const rows = each({ width: across.length, height: raster.height }, (x, y) =>
    sum(premultiplied, across[x], (index) => (y * raster.width + index) * 4),
  );
  const both = each({ width: across.length, height: down.length }, (x, y) =>
    sum(rows, down[y], (index) => (index * rows.width + x) * 4),
  );
  return each(both, (x, y, at) => {
    const [red, green, blue, alpha] = both.pixels.subarray(at, at + 4);
    return [...[red, green, blue].map((value) => (alpha <= 0 ? 0 : cut((value * 255) / alpha, 255))), cut(alpha, 255)];
  });
}

const normal = (list) => {
  const sum = list.reduce((total, [, weight]) => total + weight, 0);
  return list.map(([index, weight]) => [index, weight / sum]);
};

const range = (n) => Array.from({ length: n }, (_, index) => index);

/** The Gaussian over all that is inside. */
export function blurred(raster, sigma) {
  const axis = (n) =>
    range(n).map((i) => normal(range(n).map((k) => [k, Math.exp(-((i - k) ** 2) / (2 * sigma * sigma))])));
  return along(raster, [axis(raster.width), axis(raster.height)]);
}

/** Opaque pictures only. */
export function sharpened(raster, amount, sigma) {
  const soft = blurred(raster, sigma);
  return each(raster, (x, y, at) => {
    const pixel = [...raster.pixels.subarray(at, at + 3)];
    const added = amount * (luma(pixel) - luma([...soft.pixels.subarray(at, at + 3)]));
    return [...pixel.map((value) => cut(value + added, 255)), 255];
  });
}

const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const cubic = (b, c) => (x) =>
  x < 1
    ? ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + 6 - 2 * b) / 6
    : ((-b - 6 * c) * x ** 3 + (6 * b + 30 * c) * x ** 2 + (-12 * b - 48 * c) * x + 8 * b + 24 * c) / 6;

/** [radius, value at a distance] */
const KERNELS = {
  lanczos3: [3, (x) => sinc(x) * sinc(x / 3)],
  lanczos2: [2, (x) => sinc(x) * sinc(x / 2)],
  mitchell: [2, cubic(1 / 3, 1 / 3)],
  cubic: [2, cubic(0, 1 / 2)],
  linear: [1, (x) => 1 - x],
};

export const kernelNames = [...Object.keys(KERNELS), 'nearest'];

/** Past the edges the last sample repeats. */
export function resized(raster, width, height, kernel) {
  const axis = (from, to) =>
    range(to).map((i) => {
      const centre = ((i + 0.5) * from) / to;
      if (kernel === 'nearest') return [[Math.floor(centre), 1]];
      const [radius, value] = KERNELS[kernel];
      const stretch = Math.max(1, from / to);
      const list = [];
      for (let k = Math.floor(centre - radius * stretch) - 1; k <= centre + radius * stretch + 1; k++) {
        const x = Math.abs(k + 0.5 - centre) / stretch;
        if (x < radius) list.push([Math.min(from - 1, Math.max(0, k)), value(x)]);
      }
      return normal(list);
    });
  return along(raster, [axis(raster.width, width), axis(raster.height, height)]);
}
