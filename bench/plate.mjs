/*
 * plate.mjs - a zone plate, and how much of it is left where nothing can be shown
 *
 * Its frequency rises with the distance from the centre, on each axis up to half a cycle a pixel at
 * the border. Made smaller, a result can show the pattern only in a square around the centre;
 * outside all should be gray. What is there instead are aliases, seen as moire.
 */

export const SIDE_PX = 1600;
const RADIUS_PX = SIDE_PX / 2;
const MEAN = 127.5;
const AMPLITUDE = 120;
/** Measured is beyond 5/4 of the finest frequency that a result can show: no filter is a wall. */
const STOP = 1.25;

const phase = (distance) => (Math.PI * distance ** 2) / (2 * RADIUS_PX);

/** Gray samples, SIDE_PX x SIDE_PX. */
export function zonePlate() {
  const samples = new Uint8Array(SIDE_PX ** 2);
  for (let y = 0; y < SIDE_PX; y++) {
    const down = phase(y + 0.5 - RADIUS_PX);
    for (let x = 0; x < SIDE_PX; x++) {
      const across = phase(x + 0.5 - RADIUS_PX);
      samples[y * SIDE_PX + x] = Math.round(MEAN + AMPLITUDE * Math.cos(across + down));
    }
  }
  return samples;
}

/**
 * Mean square of what differs from gray in the stop region of a square result (side x side gray
 * samples, 0 to 255), less what a perfect band limit leaves there; never below 0.
 */
export function aliasEnergy(samples, side) {
  return Math.max(0, stopEnergy(samples, side) - stopEnergy(bandLimitedPlate(side), side));
}

export function stopEnergy(samples, side) {
  const scale = SIDE_PX / side;
  const edge = (STOP * RADIUS_PX) / scale;
  const distance = (i) => Math.abs((i + 0.5) * scale - RADIUS_PX);
  let squares = 0;
  let count = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (Math.max(distance(x), distance(y)) < edge) continue;
      squares += (samples[y * side + x] - MEAN) ** 2;
      count++;
    }
  }
  return count === 0 ? 0 : squares / count;
}

/**
 * The plate with all frequencies above the result's finest taken out and none below touched. By the
 * cosine of a sum it is two products of lines, so lines are all that has to be limited.
 */
export function bandLimitedPlate(side) {
  const positions = Array.from({ length: SIDE_PX }, (_, i) => phase(i + 0.5 - RADIUS_PX));
  const cosines = bandLimited(positions.map(Math.cos), side);
  const sines = bandLimited(positions.map(Math.sin), side);
  const samples = new Float64Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      samples[y * side + x] = MEAN + AMPLITUDE * (cosines[x] * cosines[y] - sines[x] * sines[y]);
    }
  }
  return samples;
}

/** A periodic line at fewer places: the sum of its Fourier terms below half a cycle a result pixel. */
export function bandLimited(line, side) {
  const highest = Math.ceil(side / 2) - 1;
  const step = line.length / side;
  return Float64Array.from({ length: side }, (_, i) => {
    const centre = (i + 0.5) * step - 0.5;
    return line.reduce((sum, value, j) => sum + value * dirichlet(centre - j, highest, line.length), 0);
  });
}

/** Mean of cos(2 pi k t / n) over k from -highest to highest, times its terms over n. */
function dirichlet(t, highest, n) {
  const half = (Math.PI * t) / n;
  const bottom = Math.sin(half);
  if (Math.abs(bottom) < 1e-12) return (2 * highest + 1) / n;
  return Math.sin((2 * highest + 1) * half) / bottom / n;
}
