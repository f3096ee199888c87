/*
 * strong-etag.ts - an ETag that is known before the first pixel
 *
 * A variant is a pure function of the original, the recipe and the code, so their names identify
 * its bytes.  Used where we write the headers ourselves; behind CloudFront it is the bucket's.
 * Pure.
 */
import { sha256Hex } from 'scanrill/recipe';

export interface EtagParts {
  /** the original's ETag or version id in its store */
  sourceVersion: string;
  recipe: string;
  /** rises when a golden byte changes */
  outputEpoch: number;
}

export function strongEtag({ sourceVersion, recipe, outputEpoch }: EtagParts): string {
  return `"${sha256Hex(`${sourceVersion}|${recipe}|${outputEpoch}`).slice(0, 32)}"`;
}
