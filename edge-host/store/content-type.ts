/*
 * content-type.ts - the media type of a file that carries none
 *
 * By its name a guess, for files that somebody put into a folder; by its bytes a fact.  What we write
 * ourselves keeps its type beside it.  Pure.
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

/** Of the formats that scanrill reads, by a file's first bytes; undefined for all others. */
export function contentTypeOfBytes(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (start.startsWith('\u00ff\u00d8')) return 'image/jpeg';
  if (start.startsWith('\u0089PNG')) return 'image/png';
  return /^RIFF[^]{4}WEBP/.test(start) ? 'image/webp' : undefined;
}
