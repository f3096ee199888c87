/*
 * description.ts - what the core says about a job, checked
 *
 * The JSON comes out of memory that a hostile picture may have damaged. Whatever does not look
 * as it must is refused as INTERNAL; nothing is passed on unseen.
 */
import { ScanrillError, type ErrorCode } from './errors.ts';
import { ERRORS } from './generated/errors.ts';

export type Format = 'jpeg' | 'png' | 'webp';

/** What the header of a picture tells. */
export interface SourceInfo {
  format: Format;
  /** of the upright picture */
  width: number;
  height: number;
  /** as stored, before the camera's orientation is applied */
  storedWidth: number;
  storedHeight: number;
  /** EXIF: 1 to 8 */
  orientation: number;
  alpha: boolean;
  /** bits a sample */
  depth: number;
  /** chroma subsampling, such as '4:2:0'; '' where the picture has none */
  chroma: string;
  gray: boolean;
  cmyk: boolean;
  progressive: boolean;
  interlaced: boolean;
  animated: boolean;
  frames: number;
  iccBytes: number;
  bytes: number;
}

export interface PlanInfo {
  width: number;
  height: number;
  /** 'auto' where only the pixels can tell */
  format: Format | 'auto';
  /** upper bound in bytes */
  memory: number;
  /** false where only the pixels can tell the size */
  exact: boolean;
  stages: string[];
  /** in their order; the first lies lowest */
  watermarks: WatermarkInfo[];
}

/** Where a watermark lies in the result, turned as it is; of a tiled one, where one of them does. */
export interface WatermarkInfo {
  /** may lie outside */
  left: number;
  top: number;
  width: number;
  height: number;
  tile: boolean;
}

export interface ResultInfo {
  format: Format;
  width: number;
  height: number;
  bytes: number;
}

/** Milliseconds by phase. */
export interface Timings {
  read: number;
  decode: number;
  transform: number;
  encode: number;
  total: number;
}

export interface Description {
  status: ErrorCode | 'OK' | 'MORE' | 'END';
  where: string;
  detail: string;
  warnings: string[];
  /** each is there as soon as it is known */
  source: SourceInfo | undefined;
  plan: PlanInfo | undefined;
  result: ResultInfo | undefined;
  ms: Timings | undefined;
}

/** Answers the value, or throws in the name of the property that is wrong. */
type Check<T> = (value: unknown, name: string) => T;
type Checks<T> = { [Name in keyof T]: Check<T[Name]> };

const wrong = (what: string): ScanrillError =>
  new ScanrillError('INTERNAL', `the core described the job with a wrong ${what}`);

/** Copy the named properties of an object, each through its check, and no others. */
function shaped<T>(checks: Checks<T>): Check<T> {
  return (value, name) => {
    if (typeof value !== 'object' || value === null) throw wrong(name);
    const properties = Object.keys(checks) as (keyof T & string)[];
    return Object.fromEntries(
      properties.map((property) => [
        property,
        checks[property]((value as Record<string, unknown>)[property], `${name}.${property}`),
      ]),
    ) as T;
  };
}

const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value, name) =>
    value === undefined ? undefined : check(value, name);

const whole =
  (low: number, high: number): Check<number> =>
  (value, name) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) {
      return value;
    }
    throw wrong(name);
  };

const oneOf =
  <const T extends string>(...words: readonly T[]): Check<T> =>
  (value, name) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw wrong(name);
    return found;
  };

const truth: Check<boolean> = (value, name) => {
  if (typeof value !== 'boolean') throw wrong(name);
  return value;
};

const milliseconds: Check<number> = (value, name) => {
  if (typeof value !== 'number' || !(value >= 0)) throw wrong(name);
  return value;
};

const MAX_TEXT = 300;

/** Words for people; a codec may have put bytes of the picture into them. */
const text: Check<string> = (value, name) => {
  if (typeof value !== 'string') throw wrong(name);
  return value.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, '?').slice(0, MAX_TEXT);
};

const list =
  <T>(check: Check<T>, most: number): Check<T[]> =>
  (value, name) => {
    if (!Array.isArray(value) || value.length > most) throw wrong(name);
    return value.map((one) => check(one, name));
  };

const side = whole(1, 2 ** 31 - 1);
const bytes = whole(0, 2 ** 32 - 1);

const source = shaped<SourceInfo>({
  format: oneOf('jpeg', 'png', 'webp'),
  width: side,
  height: side,
  storedWidth: side,
  storedHeight: side,
  orientation: whole(1, 8),
  alpha: truth,
  depth: whole(1, 16),
  chroma: (value, name) => (value === undefined ? '' : text(value, name)),
  gray: truth,
  cmyk: truth,
  progressive: truth,
  interlaced: truth,
  animated: truth,
  frames: whole(0, 2 ** 32 - 1),
  iccBytes: bytes,
  bytes,
});

const texts = list(text, 64);
const place = whole(-(2 ** 31), 2 ** 31);

const watermark = shaped<WatermarkInfo>({
  left: place,
  top: place,
  width: side,
  height: side,
  tile: truth,
});

const plan = shaped<PlanInfo>({
  width: side,
  height: side,
  format: oneOf('jpeg', 'png', 'webp', 'auto'),
  memory: whole(0, Number.MAX_SAFE_INTEGER),
  exact: truth,
  stages: texts,
  watermarks: list(watermark, 4),
});

const result = shaped<ResultInfo>({
  format: oneOf('jpeg', 'png', 'webp'),
  width: side,
  height: side,
  bytes,
});

const ms = shaped<Timings>({
  read: milliseconds,
  decode: milliseconds,
  transform: milliseconds,
  encode: milliseconds,
  total: milliseconds,
});

const description = shaped<Description>({
  status: oneOf('OK', 'MORE', 'END', ...(Object.keys(ERRORS) as ErrorCode[])),
  where: text,
  detail: text,
  warnings: texts,
  source: optional(source),
  plan: optional(plan),
  result: optional(result),
  ms: optional(ms),
});

/** Read the JSON that the core wrote. */
export function readDescription(json: string): Description {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw wrong('syntax');
  }
  return description(value, 'job');
}
