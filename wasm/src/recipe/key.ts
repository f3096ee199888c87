/*
 * key.ts - which texts are keys of pictures
 */

/** What a store, a file system or a cache could take for another key, in words; '' for a key. */
export function faultOfKey(key: string): string {
  if (/[\0\\]/.test(key)) return 'holds a NUL or a backslash';
  if (/[\ud800-\udfff]/u.test(key)) return 'is not Unicode';
  if (key.split('/').some((segment) => ['', '.', '..', '_'].includes(segment))) {
    return "has a segment that is empty, '.', '..' or '_'";
  }
  return '';
}

export const isKey = (text: string): boolean => faultOfKey(text) === '';
