/*
 * edge-settings.ts - the part of a settings file about the functions of a deployment
 *
 *   { "edge": { "source":   "s3://photos?region=eu-west-1",
 *               "variants": "s3://photos-variants?region=eu-west-1",
 *               "prefixes": ["products/"],
 *               "freshness": "events",
 *               "epoch":    { "previous": 1, "percent": 10 } } }
 *
 * The same object travels in a custom header of the distribution's origin, and is read there by the
 * same function: what is refused while deploying cannot be deployed.
 */
import { LIMITS } from '../generated/limits.ts';
import { quoted } from '../recipe/values.ts';
import { fieldsAt, numberAt, textAt, wordAt } from './fields.ts';
import { SettingsError } from './settings-error.ts';

/** How the variants of an original that changed go: swept by its events, or named by its version. */
export const FRESHNESS = ['events', 'check'] as const;
/** AVIF, HEIC, GIF and SVG: refused, or the original passed on. */
export const UNSUPPORTED = ['refuse', 'original'] as const;
/** An original that cannot be transformed: an error as JSON, or the original passed on. */
export const ON_ERROR = ['json', 'original'] as const;

export interface EpochSettings {
  /** Whose variants are still served for the keys that have not moved to the core's own epoch. */
  previous: number;
  /** How many of a hundred keys have moved. */
  percent: number;
}

export interface EdgeSettings {
  /** Lines that name a store, such as s3://bucket/prefix?region=eu-west-1. */
  source?: string;
  variants?: string;
  /** Originals lie below one of these; none: anywhere in the source. */
  prefixes: readonly string[];
  /** Keys of watermarks begin so; '' is any key, and without it there are none. */
  watermarkPrefix?: string;
  /** Time to read and transform; writing may take 5 s more. */
  deadlineMs: number;
  /** A larger original is refused before it is read. */
  maxSourceBytes: number;
  freshness: (typeof FRESHNESS)[number];
  /** How long browsers and caches keep a variant without v= before they ask again. */
  maxAgeSeconds: number;
  unsupported: (typeof UNSUPPORTED)[number];
  onError: (typeof ON_ERROR)[number];
  epoch?: EpochSettings;
}

/** Nobody tells the caches about a change where freshness is 'check'. */
export const MAX_AGE_SECONDS = { events: 86_400, check: 300 } as const;

export const EDGE_NUMBERS = {
  deadlineMs: { low: 1000, high: LIMITS.edge.deadlineMs },
  maxSourceBytes: { low: 1, high: LIMITS.edge.maxInputBytes },
  maxAgeSeconds: { low: 1, high: 31_536_000 },
} as const;

const MAX_PREFIXES = 32;
const EPOCH = { low: 1, high: 9999 } as const;

const FIELDS = [
  ...['source', 'variants', 'prefixes', 'watermarkPrefix', 'deadlineMs', 'maxSourceBytes'],
  ...['freshness', 'maxAgeSeconds', 'unsupported', 'onError', 'epoch'],
];

/** Errors: SettingsError, whose places begin with 'path'. */
export function readEdgeSettings(value: unknown, path = 'edge'): EdgeSettings {
  const fields = fieldsAt(path, value, FIELDS);
  const given = (name: string) => fields.get(name);
  const number = (name: keyof typeof EDGE_NUMBERS, usual: number) =>
    numberAt(`${path}.${name}`, given(name) ?? usual, EDGE_NUMBERS[name]);
  if (fields.has('variants') && given('variants') === given('source'))
    throw new SettingsError(`${path}.variants`, 'must be another place than the source');
  const freshness = wordAt(`${path}.freshness`, given('freshness'), FRESHNESS, 0);
  return {
    ...(fields.has('source') ? { source: textAt(`${path}.source`, given('source')) } : {}),
    ...(fields.has('variants') ? { variants: textAt(`${path}.variants`, given('variants')) } : {}),
    prefixes: readPrefixes(`${path}.prefixes`, given('prefixes') ?? []),
    ...(fields.has('watermarkPrefix')
      ? { watermarkPrefix: readPrefix(`${path}.watermarkPrefix`, given('watermarkPrefix'), true) }
      : {}),
    deadlineMs: number('deadlineMs', EDGE_NUMBERS.deadlineMs.high),
    maxSourceBytes: number('maxSourceBytes', EDGE_NUMBERS.maxSourceBytes.high),
    freshness,
    maxAgeSeconds: number('maxAgeSeconds', MAX_AGE_SECONDS[freshness]),
    unsupported: wordAt(`${path}.unsupported`, given('unsupported'), UNSUPPORTED, 0),
    onError: wordAt(`${path}.onError`, given('onError'), ON_ERROR, 0),
    ...(fields.has('epoch') ? { epoch: readEpoch(`${path}.epoch`, given('epoch')) } : {}),
  };
}

/** A prefix ends with a slash, so that 'a/' does not let 'ab.jpg' through. */
function readPrefixes(path: string, value: unknown): string[] {
  if (!Array.isArray(value) || value.length > MAX_PREFIXES) {
    throw new SettingsError(
      path,
      `must be a list of at most ${MAX_PREFIXES} prefixes, not ${quoted(value)}`,
    );
  }
  return value.map((one, index) => readPrefix(`${path}[${index}]`, one));
}

function readPrefix(path: string, value: unknown, mayBeEmpty = false): string {
  if (typeof value === 'string' && (/^[^/].*\/$/.test(value) || (mayBeEmpty && value === '')))
    return value;
  throw new SettingsError(path, `must be such as "products/", not ${quoted(value)}`);
}

function readEpoch(path: string, value: unknown): EpochSettings {
  const fields = fieldsAt(path, value, ['previous', 'percent']);
  return {
    previous: numberAt(`${path}.previous`, fields.get('previous'), EPOCH),
    percent: numberAt(`${path}.percent`, fields.get('percent'), { low: 0, high: 100, whole: false }),
  };
}
