/*
 * index.ts - scanrill/settings: presets, allowed values, signed URLs
 *
 * No WebAssembly and nothing of Node, like scanrill/recipe.
 */
export { countVariants, reachableRecipes } from './closed-set.ts';
export { readEdgeSettings, type EdgeSettings, type EpochSettings } from './edge-settings.ts';
export { settingsProblems } from './problems.ts';
export { readSettings, type ReadSettings } from './read-settings.ts';
export { resolveRequest, type PictureRequest, type ResolvedRequest } from './resolve.ts';
export { SettingsError } from './settings-error.ts';
export { CLOSED_SET, LISTED_TYPES, MAX_VARIANTS, type Settings } from './settings.ts';
export { sign, type SignOptions, type SigningKey } from './sign.ts';
