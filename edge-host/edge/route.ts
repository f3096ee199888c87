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
  /** The variant's key in the variants store, and the same as a path for CloudFront. */
  variantKey: string;
  variantUri: string;
}

/** Errors: BAD_OPTIONS. */
export function routePath(path: string): Route {
  const { key, recipe: taggedRecipe } = splitVariantPath(path);
  const { recipe, version } = splitVersion(taggedRecipe);
  const options = parseRecipe(recipe);
  const variantKey = storeKey(key, taggedRecipe);
  return {
    key,
    taggedRecipe,
    recipe,
    options,
    ...(version === undefined ? {} : { version }),
    variantKey,
    variantUri: uriOfStoreKey(variantKey),
  };
}

export function uriOfStoreKey(key: string): string {
  return `/${key.split('/').map(encodeURIComponent).join('/')}`;
}

export function storeKeyOfUri(uri: string): string {
  return decodeURIComponent(uri.slice(1));
}

/** How long browsers and caches may keep a variant without asking. */
export function cacheControlOf(route: Pick<Route, 'version'>): string {
  return route.version === undefined
    ? 'public, max-age=86400, stale-while-revalidate=604800'
    : 'public, max-age=31536000, immutable';
}
