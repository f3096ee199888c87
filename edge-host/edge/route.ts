/*
 * route.ts - the path of a variant -> what to make, from what, and where it is kept
 *
 * The viewer function wrote the path; it is checked again, because a path is also what anybody can
 * send who finds another way to the origin.  Pure.
 */
import { parseRecipe, splitVariantPath, storeKey, type TransformOptions } from 'scanrill/recipe';
import { splitVersion } from './version-tag.ts';

export interface Route {
  /** The original's key in the source store. */
  key: string;
  /** What stands behind the separator: the recipe, with its version tag. */
  taggedRecipe: string;
  recipe: string;
  options: TransformOptions;
  /** The v= of the URL. */
  version?: string;
}

/** Errors: BAD_OPTIONS. */
export function routePath(path: string): Route {
  const { key, recipe: taggedRecipe } = splitVariantPath(path);
  const { recipe, version } = splitVersion(taggedRecipe);
  const options = parseRecipe(recipe);
  return { key, taggedRecipe, recipe, options, ...(version === undefined ? {} : { version }) };
}

/** The variant's key in the variants store. 'edition' as edition.ts names it. */
export function variantKeyOf(route: Pick<Route, 'key' | 'taggedRecipe'>, edition = ''): string {
  return storeKey(route.key, route.taggedRecipe, edition);
}

/** The same as a path for CloudFront. */
export function uriOfStoreKey(key: string): string {
  return `/${key.split('/').map(encodeURIComponent).join('/')}`;
}

export function storeKeyOfUri(uri: string): string {
  return decodeURIComponent(uri.slice(1));
}

/** A day that is asked for anew, and a week in which the old answer may be shown meanwhile. */
const STALE_TIMES = 7;

/** How long browsers and caches may keep a variant without asking. */
export function cacheControlOf(route: Pick<Route, 'version'>, maxAgeSeconds: number): string {
  return route.version === undefined
    ? `public, max-age=${maxAgeSeconds}, stale-while-revalidate=${maxAgeSeconds * STALE_TIMES}`
    : 'public, max-age=31536000, immutable';
}
