/*
 * errors.ts - the one error of this package
 *
 * Codes, HTTP statuses and hints come from src/status.def.  Nothing here tests with instanceof:
 * an error may come from another realm (a frame, a sandbox, a second copy of the package).
 */
import { ERRORS, type ErrorCode, type ErrorRow } from './generated/errors.ts';

export type { ErrorCode } from './generated/errors.ts';

export class ScanrillError extends Error {
  override readonly name = 'ScanrillError';
  /** stable, e.g. 'TOO_MANY_PIXELS' */
  readonly code: ErrorCode;
  /** what a person can do about it */
  readonly hint: string;
  /** the HTTP status that a web host answers */
  readonly status: number;

  constructor(code: ErrorCode, message: string = ERRORS[code].text, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = ERRORS[code].hint;
    this.status = ERRORS[code].http;
  }
}

/** True for a ScanrillError of any realm. */
export function isScanrillError(error: unknown): error is ScanrillError {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === 'ScanrillError' && typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

/** The row of status.def for a number that C returned. */
export function errorOfNumber(number: number): ErrorCode | undefined {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return codes.find((code) => (ERRORS[code] as ErrorRow).number === number);
}

export const badOptions = (message: string): ScanrillError =>
  new ScanrillError('BAD_OPTIONS', message);

export const badSignature = (message?: string): ScanrillError =>
  new ScanrillError('BAD_SIGNATURE', message);

export const notAllowed = (message: string): ScanrillError =>
  new ScanrillError('NOT_ALLOWED', message);
