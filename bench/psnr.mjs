/*
 * psnr.mjs - peak signal to noise ratio of two planes, in dB
 */

const PEAK = 255;

/** Infinity for equal planes. */
export function psnr(a, b) {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i] - b[i]) ** 2;
  return 10 * Math.log10(PEAK ** 2 / (squares / a.length));
}
