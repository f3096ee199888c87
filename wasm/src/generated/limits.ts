// Written by `node tools/generate.mjs` from src/base/limits.h; do not edit.

export interface Limits {
  /** compressed source in bytes */
  readonly maxInputBytes: number;
  /** width x height of the source */
  readonly maxPixels: number;
  /** width or height of the source */
  readonly maxSidePx: number;
  /** JPEG scans; photographs have at most about 20 */
  readonly maxScans: number;
  /** JPEG work: 8x8 blocks times scans */
  readonly maxScanBlocks: number;
  /** frames of an animation, of which the first is taken */
  readonly maxFrames: number;
  /** ICC profile; a larger one is ignored */
  readonly maxIccBytes: number;
  /** one metadata block that is looked into */
  readonly maxMetadataBytes: number;
  /** PNG chunks */
  readonly maxPngChunks: number;
  /** width or height of the result (WebP: 16,383 everywhere) */
  readonly maxOutputSidePx: number;
  /** compressed result in bytes */
  readonly maxOutputBytes: number;
  /** everything a job allocates */
  readonly maxMemoryBytes: number;
  /** compressed watermark in bytes */
  readonly maxWatermarkBytes: number;
  /** width x height of a watermark */
  readonly maxWatermarkPixels: number;
  /** time from open to the last byte */
  readonly deadlineMs: number;
}

export type Profile = 'edge' | 'pipeline' | 'browser';

export const LIMITS: Record<Profile, Limits> = {
  edge: {
    maxInputBytes: 20971520,
    maxPixels: 50000000,
    maxSidePx: 16384,
    maxScans: 100,
    maxScanBlocks: 64000000,
    maxFrames: 1000,
    maxIccBytes: 4194304,
    maxMetadataBytes: 8388608,
    maxPngChunks: 100000,
    maxOutputSidePx: 8192,
    maxOutputBytes: 67108864,
    maxMemoryBytes: 268435456,
    maxWatermarkBytes: 4194304,
    maxWatermarkPixels: 16000000,
    deadlineMs: 20000,
  },
  pipeline: {
    maxInputBytes: 104857600,
    maxPixels: 100000000,
    maxSidePx: 1000000,
    maxScans: 100,
    maxScanBlocks: 256000000,
    maxFrames: 1000,
    maxIccBytes: 4194304,
    maxMetadataBytes: 8388608,
    maxPngChunks: 100000,
    maxOutputSidePx: 65500,
    maxOutputBytes: 268435456,
    maxMemoryBytes: 1073741824,
    maxWatermarkBytes: 20971520,
    maxWatermarkPixels: 50000000,
    deadlineMs: 60000,
  },
  browser: {
    maxInputBytes: 52428800,
    maxPixels: 50000000,
    maxSidePx: 16384,
    maxScans: 100,
    maxScanBlocks: 64000000,
    maxFrames: 1000,
    maxIccBytes: 4194304,
    maxMetadataBytes: 8388608,
    maxPngChunks: 100000,
    maxOutputSidePx: 16383,
    maxOutputBytes: 134217728,
    maxMemoryBytes: 536870912,
    maxWatermarkBytes: 10485760,
    maxWatermarkPixels: 25000000,
    deadlineMs: 30000,
  },
};
