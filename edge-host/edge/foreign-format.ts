/*
 * foreign-format.ts - pictures that scanrill does not decode, known by their first bytes
 *
 * A name of a file and a type that somebody wrote beside it say nothing here.  Pure.
 */
export interface ForeignFormat {
  name: 'GIF' | 'AVIF' | 'HEIC' | 'SVG';
  /** media type */
  type: string;
  /** What to upload in its place. */
  instead: string;
}

const GIF: ForeignFormat = { name: 'GIF', type: 'image/gif', instead: 'PNG or WebP' };
const AVIF: ForeignFormat = { name: 'AVIF', type: 'image/avif', instead: 'JPEG, PNG or WebP' };
const HEIC: ForeignFormat = { name: 'HEIC', type: 'image/heic', instead: 'JPEG' };
const SVG: ForeignFormat = { name: 'SVG', type: 'image/svg+xml', instead: 'PNG' };

const AVIF_BRANDS = /^(avif|avis)$/;
const HEIC_BRANDS = /^(hei[cmsx]|hev[cmsx]|mif1|msf1)$/;

/** An XML declaration, comments and a document type may stand before the element. */
const SVG_START = /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--((?!-->)[^])*-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i;
const START_BYTES = 4096;

export function foreignFormat(bytes: Uint8Array): ForeignFormat | undefined {
  if (/^GIF8[79]a/.test(asciiAt(bytes, 0, 6))) return GIF;
  if (asciiAt(bytes, 4, 4) === 'ftyp') {
    const brands = brandsOf(bytes);
    if (brands.some((brand) => AVIF_BRANDS.test(brand))) return AVIF;
    return brands.some((brand) => HEIC_BRANDS.test(brand)) ? HEIC : undefined;
  }
  return SVG_START.test(new TextDecoder().decode(bytes.subarray(0, START_BYTES))) ? SVG : undefined;
}

/** The major brand, and behind its version those that the file says it is compatible with. */
function brandsOf(bytes: Uint8Array): string[] {
  const end = Math.min(bytes.length, START_BYTES, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  const brands = [asciiAt(bytes, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(asciiAt(bytes, at, 4));
  return brands;
}

export function asciiAt(bytes: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + count));
}
