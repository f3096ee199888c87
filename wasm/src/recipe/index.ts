/*
 * index.ts - options <-> URL query <-> canonical recipe
 *
 * No WebAssembly and nothing of Node: this part runs wherever JavaScript does.
 */
export { ScanrillError, isScanrillError, type ErrorCode } from '../errors.ts';
export { ERRORS } from '../generated/errors.ts';
export { LIMITS, type Limits, type Profile } from '../generated/limits.ts';
export {
  OPTIONS,
  type OptionName,
  type OptionRow,
  type TransformOptions,
} from '../generated/options.ts';
export { MAX_RECIPE_BYTES, canonicalRecipe, escapeValue, parseRecipe } from './canonical.ts';
export { acceptsWebp, resolveFormat } from './negotiate.ts';
export { parseQuery, toQuery, type ParsedQuery } from './query.ts';
export { sha256Hex } from './sha256.ts';
export { validateOptions } from './validate.ts';
export { textOfOption } from './values.ts';
export {
  MAX_KEY_BYTES,
  decodeKey,
  encodeKey,
  splitVariantPath,
  storeFolder,
  storeKey,
  variantPath,
  type Variant,
} from './variant.ts';
