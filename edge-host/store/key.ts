/*
 * key.ts - which keys a store accepts
 *
 * A key is what stands after the first slash of a path, decoded.  What no picture needs and what
 * a filesystem or a URL library would read as something else is not a key.  Pure.
 */

/** S3's own limit. */
export const MAX_KEY_BYTES = 1024;

/** Control characters, the backslash, and halves of surrogate pairs, which UTF-8 cannot hold. */
const NEVER_IN_A_KEY = /[\u0000-\u001f\u007f\\]|\p{Surrogate}/u;

export function isKey(key: string): boolean {
  if (NEVER_IN_A_KEY.test(key) || new TextEncoder().encode(key).length > MAX_KEY_BYTES) return false;
  const parts = key.split('/');
  // A variant with the empty recipe is a key that ends with a slash, which is a key to S3, too.
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.every((part) => part !== '' && part !== '.' && part !== '..');
}
