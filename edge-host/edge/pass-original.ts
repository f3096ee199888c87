/*
 * pass-original.ts - an original that cannot be transformed: refused in words, or passed on as it is
 *
 *   unsupported   AVIF, HEIC, GIF, SVG             refuse (415, says what to upload) | original
 *   onError       another fault of the picture     json (its error) | original
 *
 * An original is passed on only where that gives away nothing that the recipe would have dropped:
 * its file holds pixels alone (only-pixels.ts), and the recipe shows all of the picture and lays
 * nothing over it.  What is
 * asked for again may succeed: out of time, out of order and faults of the store are never a reason.
 * Pure.
 */
import type { PictureOptions } from 'scanrill';
import { ERRORS, isScanrillError, ScanrillError } from 'scanrill/recipe';
import type { EdgeSettings } from 'scanrill/settings';
import { contentTypeOfBytes } from '../store/content-type.ts';
import { foreignFormat } from './foreign-format.ts';
import type { Transform } from './make-variant.ts';
import { holdsOnlyPixels } from './only-pixels.ts';

type Policy = Pick<EdgeSettings, 'unsupported' | 'onError'>;

export function passOriginals(transform: Transform, policy: Policy): Transform {
  return async (source, options, settings) => {
    try {
      return await transform(source, options, settings);
    } catch (error) {
      if (!isScanrillError(error)) throw error;
      const { problem, type } = diagnose(error, source, policy);
      if (type === undefined || !showsAll(options) || !holdsOnlyPixels(source)) throw problem;
      return { data: source, type, original: problem.code };
    }
  };
}

/** 'type': of the original, where the policy lets it pass. */
function diagnose(
  error: ScanrillError,
  source: Uint8Array,
  { unsupported, onError }: Policy,
): { problem: ScanrillError; type?: string } {
  if (error.code === 'UNSUPPORTED_FORMAT') {
    const format = foreignFormat(source);
    if (format === undefined) return { problem: error };
    const problem = new ScanrillError(
      'UNSUPPORTED_FORMAT',
      `the file is a picture in ${format.name}, which is not read here: upload it as ${format.instead}`,
      { cause: error },
    );
    return unsupported === 'original' ? { problem, type: format.type } : { problem };
  }
  const { class: kind } = ERRORS[error.code];
  const ofThePicture = (kind === 'SOURCE' || kind === 'LIMIT') && error.code !== 'DEADLINE';
  const type = ofThePicture && onError === 'original' ? contentTypeOfBytes(source) : undefined;
  return type === undefined ? { problem: error } : { problem: error, type };
}

/** Options that leave all of the picture in sight; every other one may be there to hide something. */
const SHOW_ALL: ReadonlySet<string> = new Set([
  ...['width', 'height', 'fit', 'position', 'enlarge', 'dpr', 'kernel', 'linear'],
  ...['background', 'quality', 'lossless', 'format', 'icc', 'metadata'],
]);

function showsAll(options: PictureOptions): boolean {
  const { width, height, fit = 'cover', icc } = options;
  const cuts = width !== undefined && height !== undefined && fit === 'cover';
  return !cuts && icc !== 'strip' && Object.keys(options).every((name) => SHOW_ALL.has(name));
}
