/*
 * exports.ts - what both entries export besides the functions
 */
export type {
  JobLimits,
  NeedMore,
  PictureOptions,
  Plan,
  PlanSettings,
  TransformResult,
  TransformSettings,
} from './api.ts';
export type { ImageInput } from './bytes.ts';
export type { Format, SourceInfo, Timings, WatermarkInfo } from './description.ts';
export { ScanrillError, isScanrillError, type ErrorCode } from './errors.ts';
export type { Profile } from './generated/limits.ts';
export type { TransformOptions } from './generated/options.ts';
export { sign, type SignOptions, type SigningKey } from './settings/sign.ts';
