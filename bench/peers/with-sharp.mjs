/*
 * with-sharp.mjs - a job as a sharp pipeline, for its two builds
 *
 * Quality is not passed to PNG, where it would ask for a palette.
 */

/** job.mozjpeg: sharp's slower and smaller JPEG encoder. */
export function runSharp(sharp, bytes, { width, height, fit, grayscale, format, quality, mozjpeg }) {
  let pipeline = sharp(bytes).autoOrient();
  if (width !== undefined) pipeline = pipeline.resize({ width, height, fit });
  if (grayscale) pipeline = pipeline.grayscale().toColourspace('b-w');
  if (format === 'jpeg') return pipeline.jpeg({ quality, mozjpeg: mozjpeg ?? false }).toBuffer();
  if (format === 'webp') return pipeline.webp({ quality }).toBuffer();
  return pipeline.png().toBuffer();
}
