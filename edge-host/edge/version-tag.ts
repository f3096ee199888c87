/*
 * version-tag.ts - the v= of a URL: part of the path, no part of the work
 *
 *   /cat.jpg?w=400&v=7   ->   /cat.jpg/_/w=400,v=7
 *
 * Whoever writes a new v= with every new picture may have it cached for ever.  It stands behind the
 * recipe, as one more pair, and is taken off before the recipe is read.  Pure.
 */
const VERSION = /^(?:(.*),)?v=([A-Za-z0-9._~-]{1,64})$/;

export interface TaggedRecipe {
  recipe: string;
  version?: string;
}

export function splitVersion(tagged: string): TaggedRecipe {
  const found = VERSION.exec(tagged);
  return found ? { recipe: found[1] ?? '', version: found[2]! } : { recipe: tagged };
}

/** The other way round. */
export function withVersion(recipe: string, version: string | undefined): string {
  if (version === undefined) return recipe;
  return recipe === '' ? `v=${version}` : `${recipe},v=${version}`;
}
