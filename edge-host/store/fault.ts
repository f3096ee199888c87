/*
 * fault.ts - the errors of stores
 *
 * One error type for the whole project; its codes, texts and statuses stand in src/status.def.
 */
import { ScanrillError } from 'scanrill/recipe';

export type StoreFault =
  'SOURCE_NOT_FOUND' | 'SOURCE_CHANGED' | 'SOURCE_SLOW' | 'SOURCE_ERROR' | 'INPUT_TOO_LARGE';

/** 'detail' is for logs: no host shows it to viewers. 'cause' is what the store itself said. */
export function fault(code: StoreFault, detail = '', cause?: unknown): ScanrillError {
  const options = cause === undefined ? undefined : { cause };
  return detail === ''
    ? new ScanrillError(code, undefined, options)
    : new ScanrillError(code, detail, options);
}
