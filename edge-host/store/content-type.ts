/*
 * content-type.ts - the media type of a file that carries none
 *
 * A guess from the name, for files that somebody put into a folder.  What we write ourselves keeps
 * its type beside it.  Pure.
 */
const BY_EXTENSION: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

export function contentTypeOfName(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return BY_EXTENSION[extension] ?? 'application/octet-stream';
}
