// Written by `node tools/generate.mjs` from src/status.def; do not edit.

export type ErrorClass = 'CALLER' | 'SOURCE' | 'LIMIT' | 'STORE' | 'OURS';

export interface ErrorRow {
  /** what C returns */
  readonly number: number;
  /** whose turn it is to act */
  readonly class: ErrorClass;
  /** what a web host answers */
  readonly http: number;
  readonly text: string;
  readonly hint: string;
}

export const ERRORS = {
  BAD_OPTIONS: {
    number: -10,
    class: 'CALLER',
    http: 400,
    text: 'an option is not valid',
    hint: 'correct the option that is named',
  },
  BAD_SIGNATURE: {
    number: -11,
    class: 'CALLER',
    http: 403,
    text: 'the signature does not fit this URL',
    hint: 'sign the URL as it is asked for, with a key that is still valid',
  },
  NOT_ALLOWED: {
    number: -12,
    class: 'CALLER',
    http: 403,
    text: 'this deployment does not allow that',
    hint: 'use one of the allowed values, or a signed URL',
  },
  SIGNATURE_EXPIRED: {
    number: -13,
    class: 'CALLER',
    http: 403,
    text: 'the signature of this URL has expired',
    hint: 'ask the site for a new URL',
  },
  UNSUPPORTED_FORMAT: {
    number: -20,
    class: 'SOURCE',
    http: 415,
    text: 'the file is not a JPEG, PNG or WebP picture',
    hint: 'convert it to JPEG, PNG or WebP first',
  },
  UNSUPPORTED_VARIANT: {
    number: -21,
    class: 'SOURCE',
    http: 415,
    text: 'this kind of JPEG, PNG or WebP is not supported',
    hint: 'save the picture again as an ordinary JPEG, PNG or WebP',
  },
  TRUNCATED: {
    number: -22,
    class: 'SOURCE',
    http: 422,
    text: 'the picture ends before its data is complete',
    hint: 'upload the whole file again',
  },
  CORRUPT: {
    number: -23,
    class: 'SOURCE',
    http: 422,
    text: 'the picture is damaged',
    hint: 'upload an undamaged copy',
  },
  TOO_MANY_PIXELS: {
    number: -30,
    class: 'LIMIT',
    http: 413,
    text: 'the picture has too many pixels',
    hint: 'scale it down first, or raise the limit',
  },
  TOO_MANY_SCANS: {
    number: -31,
    class: 'LIMIT',
    http: 413,
    text: 'the JPEG has too many scans',
    hint: 'save it again as an ordinary JPEG',
  },
  TOO_MANY_FRAMES: {
    number: -32,
    class: 'LIMIT',
    http: 413,
    text: 'the animation has too many frames',
    hint: 'shorten the animation',
  },
  INPUT_TOO_LARGE: {
    number: -33,
    class: 'LIMIT',
    http: 413,
    text: 'the file is too large',
    hint: 'compress it more, or raise the limit',
  },
  OUTPUT_TOO_LARGE: {
    number: -34,
    class: 'LIMIT',
    http: 413,
    text: 'the result is too large',
    hint: 'ask for a smaller size or a lower quality',
  },
  MEMORY_LIMIT: {
    number: -35,
    class: 'LIMIT',
    http: 413,
    text: 'the job needs more memory than it may use',
    hint: 'ask for a smaller size, or raise the limit',
  },
  DEADLINE: {
    number: -36,
    class: 'LIMIT',
    http: 503,
    text: 'the job took longer than it may',
    hint: 'try again; the host may have been busy',
  },
  MAX_BYTES_TOO_SMALL: {
    number: -37,
    class: 'LIMIT',
    http: 413,
    text: 'the picture cannot be made as small as maxBytes asks',
    hint: 'raise maxBytes; a colour profile or metadata that is kept counts, too',
  },
  SOURCE_NOT_FOUND: {
    number: -40,
    class: 'STORE',
    http: 404,
    text: 'there is no such picture',
    hint: 'check the path',
  },
  SOURCE_CHANGED: {
    number: -41,
    class: 'STORE',
    http: 409,
    text: 'the picture changed while it was read',
    hint: 'try again',
  },
  SOURCE_SLOW: {
    number: -42,
    class: 'STORE',
    http: 504,
    text: 'the store did not answer in time',
    hint: 'try again',
  },
  SOURCE_ERROR: {
    number: -43,
    class: 'STORE',
    http: 502,
    text: 'the store answered with an error',
    hint: 'try again; if it stays, check the permissions of the store',
  },
  INTERNAL: {
    number: -90,
    class: 'OURS',
    http: 500,
    text: 'something broke inside scanrill',
    hint: 'report it with the picture, if you may share it',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The outcomes that are no errors. */
export const STATUS_OK = 0;
export const STATUS_MORE = 1;
export const STATUS_END = 2;
