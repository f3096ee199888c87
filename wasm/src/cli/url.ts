/*
 * url.ts - scanrill url photos/cat.jpg -w 800: the URL of a picture at the edge
 */
import { canonicalRecipe, encodeKey, toQuery, variantPath } from '../recipe/index.ts';
import type { Arguments } from './arguments.ts';
import { print } from './report.ts';

export function runUrl({ inputs, options, base = '', canonical, json }: Arguments): number {
  const start = base.replace(/\/$/, '');
  for (const input of inputs) {
    const key = input.replace(/^\.?\//, '');
    const recipe = canonicalRecipe(options);
    const query = toQuery(options);
    const url = `${start}/${encodeKey(key)}${query && `?${query}`}`;
    const path = start + variantPath(key, recipe);
    if (json) print(JSON.stringify({ type: 'url', input, url, path, recipe }));
    else print(canonical ? path : url);
  }
  return 0;
}
