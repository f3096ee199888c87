/*
 * variant.ts - names of variants: a source's key and a recipe in one path
 *
 * The path of a variant is /<key>/_/<recipe>. CloudFront and S3 decode a path once, so after one
 * percent-decoding it must still say the same key and the same recipe: that is why '_' cannot be
 * a segment of a key, and why nothing in a recipe is ever percent-encoded.
 */
import { badOptions } from '../errors.ts';
import { MAX_RECIPE_BYTES } from './canonical.ts';
import { faultOfKey } from './key.ts';
import { sha256Hex } from './sha256.ts';
import { quoted } from './values.ts';

const SEPARATOR = '/_/';
const MAX_STORE_KEY_BYTES = 1024; // of S3
const SHARD_DIGITS = 3; // 4,096 prefixes: S3 counts requests by prefix
const HASH_DIGITS = 64;

/** So that the key of a variant always fits into a store, if need be with its recipe hashed. */
export const MAX_KEY_BYTES =
  MAX_STORE_KEY_BYTES - (SHARD_DIGITS + 1) - SEPARATOR.length - HASH_DIGITS;

export interface Variant {
  /** the source's key, decoded, without a leading '/' */
  key: string;
  recipe: string;
}

/** The path of a variant, percent-encoded. */
export function variantPath(key: string, recipe: string): string {
  checkRecipeBytes(recipe);
  return `/${encodeKey(key)}${SEPARATOR}${recipe}`;
}

/** Take the path of a variant apart again. The recipe is not read: see parseRecipe(). */
export function splitVariantPath(path: string): Variant {
  const at = path.lastIndexOf(SEPARATOR);
  if (!path.startsWith('/') || at <= 0) throw badOptions(`${quoted(path)} is no path of a variant`);
  const recipe = path.slice(at + SEPARATOR.length);
  checkRecipeBytes(recipe);
  return { key: decodeKey(path.slice(1, at)), recipe };
}

/** What stands before the recipe in a store: every variant of a source, and nothing else, is below. */
export function storeFolder(key: string): string {
  checkKey(key);
  return `${sha256Hex(key).slice(0, SHARD_DIGITS)}/${key}${SEPARATOR}`;
}

/**
 * Where a store keeps a variant; at most 1,024 bytes. An edition tells results of one recipe apart,
 * and begins with '@', which no recipe holds. A pure function of its parameters.
 */
export function storeKey(key: string, recipe: string, edition = ''): string {
  checkRecipeBytes(recipe);
  const start = storeFolder(key);
  const name = recipe + edition;
  // A hash cannot be taken for a recipe: every recipe but the empty one has a '='.
  return start + (byteLength(start) + name.length > MAX_STORE_KEY_BYTES ? sha256Hex(name) : name);
}

/** A key as a path without its leading '/': each segment percent-encoded with upper-case digits. */
export function encodeKey(key: string): string {
  checkKey(key);
  return key.split('/').map(encodeURIComponent).join('/');
}

/** The key in a percent-encoded path without its leading '/'. */
export function decodeKey(path: string): string {
  let key: string;
  try {
    key = decodeURIComponent(path);
  } catch {
    throw badOptions(`the path ${quoted(path)} is not percent-encoded UTF-8`);
  }
  checkKey(key);
  return key;
}

/** Refuse keys that a store, a file system or a cache could take for another one. */
function checkKey(key: string): void {
  const refuse = (why: string): never => {
    throw badOptions(`the path ${quoted(key)} ${why}`);
  };
  const fault = faultOfKey(key);
  if (fault !== '') refuse(fault);
  if (byteLength(key) > MAX_KEY_BYTES) refuse(`has more than ${MAX_KEY_BYTES} bytes`);
}

function checkRecipeBytes(recipe: string): void {
  if (!/^[A-Za-z0-9._~,=!-]*$/.test(recipe) || recipe.length > MAX_RECIPE_BYTES) {
    throw badOptions(`${quoted(recipe)} is no recipe`);
  }
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
