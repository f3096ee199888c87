/*
 * patterns.mjs - what the pictures of the tests show
 *
 * A raster is { width, height, pixels }: RGBA, 8 bits. Everything is drawn with whole numbers, so
 * that every machine draws the same.
 */

/** A linear congruential generator: whole numbers below 'limit'. */
export function makeNoise(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A raster whose pixels paint(x, y) tells, as [red, green, blue] or with alpha. */
export function draw(width, height, paint) {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = paint(x, y);
      pixels.set([red, green, blue, alpha], (y * width + x) * 4);
    }
  }
  return { width, height, pixels };
}

/** Up and down between 0 and 255, in straight lines. */
const wave = (at, period) => Math.trunc((Math.abs((at % period) - (period >> 1)) * 510) / period);

const isIn = (x, y, centreX, centreY, radius) => (x - centreX) ** 2 + (y - centreY) ** 2 <= radius ** 2;

/** Like a photograph: soft colours, two objects with edges, some grain. No symmetry anywhere. */
export function photo(width, height, seed = 1) {
  const noise = makeNoise(seed);
  const side = Math.max(width, height, 8);
  return draw(width, height, (x, y) => {
    const grain = noise(13) - 6;
    if (isIn(x, y, side * 0.3, side * 0.25, side * 0.12)) return [230 + grain, 190 + grain, 40 + grain];
    if (x > width * 0.6 && x < width * 0.9 && y > height * 0.5 && y < height * 0.8) {
      return [30 + grain, 40 + wave(x, 9) / 4 + grain, 150 + grain];
    }
    return [
      Math.trunc((x * 200) / side) + grain + 20,
      wave(x + 2 * y, Math.max(16, side >> 1)) / 2 + 60 + grain,
      Math.trunc((y * 180) / side) + grain + 40,
    ];
  });
}

/** Like a page of text: thin dark strokes on white, two lines in colour. */
export function text(width, height) {
  return draw(width, height, (x, y) => {
    const line = Math.trunc(y / 12);
    const letter = makeNoise(1 + Math.trunc(x / 7) + 97 * line)(64);
    const column = x % 7;
    const row = y % 12;
    const stroke =
      row > 1 && row < 9 && column < 5 && (((letter >> column) & 1 && column % 2 === 0) || row % 6 === letter % 6);
    if (!stroke) return [255, 255, 255];
    if (line % 4 === 1) return [200, 0, 0];
    return line % 4 === 3 ? [0, 60, 220] : [20, 20, 20];
  });
}

/** Round shapes on nothing: soft edges, a half transparent disc, colour below alpha 0. */
export function shapes(width, height) {
  const side = Math.min(width, height);
  return draw(width, height, (x, y) => {
    const distance = (x - side * 0.45) ** 2 + (y - side * 0.45) ** 2;
    const radius = side * 0.4;
    const alpha = Math.trunc(((radius ** 2 - distance) * 4 * 255) / radius ** 2);
    if (isIn(x, y, width * 0.75, height * 0.7, side * 0.22)) return [20, 160, 60, 128];
    return [230, Math.trunc((x * 255) / width), 30, Math.max(0, Math.min(255, alpha))];
  });
}

/** Few flat colours, for palettes: index(x, y) below 'count'. */
export function tiles(width, height, count) {
  return Uint16Array.from({ length: width * height }, (_, at) => {
    const x = at % width;
    const y = Math.trunc(at / width);
    return (Math.trunc(x / 5) + 3 * Math.trunc(y / 4) + (x > y ? 1 : 0)) % count;
  });
}

/** BT.601 luma and chroma around 128, full range, as three planes. */
export function toYcc({ pixels }) {
  const planes = [0, 1, 2].map(() => new Uint8ClampedArray(pixels.length / 4));
  for (let at = 0; at < planes[0].length; at++) {
    const [red, green, blue] = pixels.subarray(at * 4, at * 4 + 3);
    planes[0][at] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    planes[1][at] = (-11059 * red - 21709 * green + 32768 * blue + 8421375) >> 16;
    planes[2][at] = (32768 * red - 27439 * green - 5329 * blue + 8421375) >> 16;
  }
  return planes;
}

/** One channel of a raster as a plane. */
export function channel({ pixels }, number) {
  return Uint8ClampedArray.from({ length: pixels.length / 4 }, (_, at) => pixels[at * 4 + number]);
}

/** The raster as a camera that is held like EXIF 'orientation' would store it. */
export function storedAs(raster, orientation) {
  const turned = orientation >= 5;
  const [width, height] = turned ? [raster.height, raster.width] : [raster.width, raster.height];
  const right = raster.width - 1;
  const bottom = raster.height - 1;
  const uprightOf = {
    1: (x, y) => [x, y],
    2: (x, y) => [right - x, y],
    3: (x, y) => [right - x, bottom - y],
    4: (x, y) => [x, bottom - y],
    5: (x, y) => [y, x],
    6: (x, y) => [right - y, x],
    7: (x, y) => [right - y, bottom - x],
    8: (x, y) => [y, bottom - x],
  }[orientation];
  return draw(width, height, (x, y) => {
    const [uprightX, uprightY] = uprightOf(x, y);
    return raster.pixels.subarray((uprightY * raster.width + uprightX) * 4).subarray(0, 4);
  });
}
