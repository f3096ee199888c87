/*
 * closed-set.ts - which variants of a picture URLs without a signature can reach
 *
 * Every variant costs its making and its keeping, and everybody can write a URL: so the set is
 * closed, and counted before it is deployed.
 */
import { isScanrillError } from '../errors.ts';
import type { OptionName, TransformOptions } from '../generated/options.ts';
import { optionNamed } from '../recipe/table.ts';
import { textOfValue, type OptionValue } from '../recipe/values.ts';
import { resolveRequest } from './resolve.ts';
import type { Settings } from './settings.ts';

/** How many; Infinity where URLs may say anything. Counting ends after 'most' + 1. */
export function countVariants(settings: Settings, most = Infinity): number {
  if (settings.unsigned === 'anything') return Infinity;
  const found = new Set<string>();
  for (const recipe of reachableRecipes(settings)) {
    found.add(recipe);
    if (found.size > most) break;
  }
  return found.size;
}

/** The recipe of every URL that the settings let through; some come more than once. */
export function* reachableRecipes(settings: Settings): Generator<string> {
  for (const query of reachableQueries(settings)) {
    for (const accept of ['', 'image/webp']) {
      try {
        yield resolveRequest(settings, { key: 'a', query, accept, nowSeconds: 0 }).recipe;
      } catch (error) {
        if (!isScanrillError(error)) throw error; // refused, as the URL would be
      }
    }
  }
}

function* reachableQueries({ presets, unsigned, allow }: Settings): Generator<string> {
  if (unsigned !== 'allowed') return;
  const base = presets.get('default') ?? {};
  for (const [name, preset] of presets) {
    if (name === 'default') continue;
    for (const ratio of pairsOf('dpr', allow, { ...base, ...preset })) yield `p=${name}&${ratio}`;
  }
  yield* combine([...allow.keys()].map((name) => pairsOf(name, allow, base)));
}

/**
 * 'w=320', 'w=640', and '' where the option is not written. A value that holds anyway is not
 * written either: else lists of many options would be counted for ever.
 */
function pairsOf(name: OptionName, allow: Settings['allow'], base: TransformOptions): string[] {
  const row = optionNamed(name)!;
  const usual = (base as Partial<Record<OptionName, OptionValue>>)[name];
  const holdsAnyway = usual === undefined ? row.default : textOfValue(row, usual);
  const texts = (allow.get(name) ?? []).map((value) => textOfValue(row, value));
  return [
    '',
    ...texts
      .filter((text) => text !== holdsAnyway)
      .map((text) => `${row.short}=${encodeURIComponent(text)}`),
  ];
}

/** One of each list, in every way; the first list changes fastest. */
function* combine([first, ...rest]: string[][]): Generator<string> {
  if (first === undefined) return yield '';
  for (const others of combine(rest)) for (const one of first) yield `${one}&${others}`;
}
