/*
 * resolve.ts - a request -> the recipe of the variant that answers it
 *
 *   URL as written -> signed? else allowed? -> default, preset, URL -> Accept -> dpr -> lists
 *
 * The viewer function (edge-host/viewer) is this once more; a test compares the two. Pure.
 */
import { badOptions, notAllowed } from '../errors.ts';
import type { OptionName, TransformOptions } from '../generated/options.ts';
import { canonicalRecipe } from '../recipe/canonical.ts';
import { foldDpr } from '../recipe/dpr.ts';
import { resolveFormat } from '../recipe/negotiate.ts';
import { valuesOf } from '../recipe/query.ts';
import { optionsOf } from '../recipe/validate.ts';
import type { OptionValue } from '../recipe/values.ts';
import { allowedValue, snapSides } from './allow.ts';
import type { Settings } from './settings.ts';
import { isSigned } from './signature.ts';
import { readWrittenUrl, type WrittenUrl } from './written-url.ts';

export interface PictureRequest {
  /** the picture's key, decoded */
  key: string;
  /** of the URL, with or without '?' */
  query: string;
  /** the Accept header */
  accept?: string | null | undefined;
  /** now, for signatures that expire */
  nowSeconds: number;
}

export interface ResolvedRequest {
  options: TransformOptions;
  recipe: string;
  /** the v= of the URL */
  version?: string;
  /** The answer depends on Accept. */
  negotiated: boolean;
  unknown: string[];
}

/** Errors: BAD_OPTIONS, BAD_SIGNATURE, SIGNATURE_EXPIRED, NOT_ALLOWED. */
export function resolveRequest(settings: Settings, request: PictureRequest): ResolvedRequest {
  const url = readWrittenUrl(request.query, {
    presets: [...settings.presets.keys()].some((name) => name !== 'default'),
    signatures: settings.keys.size > 0,
  });
  const preset = presetOf(settings, url.preset);
  const signed = isSigned(url, request.key, settings.keys, request.nowSeconds);
  const limited = !signed && settings.unsigned !== 'anything';
  if (limited) checkUnsigned(settings, url);
  const written = valuesOf(url.written);
  const options = expand(settings, preset, limited ? listed(settings, written) : written);
  const negotiated = options.format === 'auto';
  const folded = foldDpr(resolveFormat(options, request.accept));
  const sized =
    limited && (written.has('width') || written.has('height'))
      ? { ...folded, ...snapSides(settings, folded) }
      : folded;
  return {
    options: sized,
    recipe: canonicalRecipe(sized),
    ...(url.v === undefined ? {} : { version: url.v }),
    negotiated,
    unknown: url.unknown,
  };
}

function presetOf({ presets }: Settings, name: string | undefined): TransformOptions {
  if (name === undefined) return {};
  const preset = name === 'default' ? undefined : presets.get(name);
  if (preset !== undefined) return preset;
  const names = [...presets.keys()].filter((one) => one !== 'default');
  throw badOptions(`preset must be one of ${names.join(', ')}, not "${name}"`);
}

/** Names alone; values are read when the name may be there. */
function checkUnsigned(settings: Settings, url: WrittenUrl): void {
  if (settings.unsigned === 'nothing') throw notAllowed('a URL needs a signature here');
  if (url.v !== undefined) throw notAllowed('v needs a signature here');
  for (const [{ name }] of url.written) {
    if (!settings.allow.has(name)) throw notAllowed(`${name} needs a signature here`);
    if (url.preset !== undefined && name !== 'dpr') {
      throw notAllowed(`${name} beside a preset needs a signature here`);
    }
  }
}

type Values = ReadonlyMap<OptionName, OptionValue>;

/** Sides are looked at later, when dpr is in them. */
function listed(settings: Settings, written: Values): Values {
  const side = (name: OptionName) => name === 'width' || name === 'height';
  return new Map(
    [...written].map(([name, value]) => [
      name,
      side(name) ? value : allowedValue(settings, name, value),
    ]),
  );
}

/** 'default', then the preset, then the URL: option by option, the later one wins. */
function expand(settings: Settings, preset: TransformOptions, written: Values): TransformOptions {
  const under = { ...settings.presets.get('default'), ...preset };
  return optionsOf(new Map([...(Object.entries(under) as [string, OptionValue][]), ...written]));
}
