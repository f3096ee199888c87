/*
 * only-pixels.ts - whether a file holds a picture and nothing else
 *
 * A variant drops what a file tells besides its pixels: where a photograph was taken, with what, by
 * whom, and the thumbnail, which may show what was cut off.  Whoever gets the file itself gets all of
 * that.  So the question is not what we know how to find, but whether every part of the file is one
 * that we know to be harmless: anything else, bytes behind the end, or a file that cannot be walked
 * to its end, is a no.  Profiles of colours count as a part of the pixels.  Pure.
 */
import { asciiAt, foreignFormat } from './foreign-format.ts';

export function holdsOnlyPixels(bytes: Uint8Array): boolean {
  try {
    return walkerOf(bytes)?.(bytes) ?? false;
  } catch (error) {
    if (error instanceof RangeError) return false; // a part reaches beyond the end
    throw error;
  }
}

function walkerOf(bytes: Uint8Array): ((bytes: Uint8Array) => boolean) | undefined {
  if (asciiAt(bytes, 0, 2) === '\u00ff\u00d8') return isPlainJpeg;
  if (asciiAt(bytes, 0, 8) === '\u0089PNG\r\n\u001a\n') return isPlainPng;
  if (asciiAt(bytes, 0, 4) === 'RIFF' && asciiAt(bytes, 8, 4) === 'WEBP') return isPlainWebp;
  const walkers = { GIF: isPlainGif, AVIF: isPlainHeif, HEIC: isPlainHeif, SVG: isPlainSvg };
  const foreign = foreignFormat(bytes);
  return foreign && walkers[foreign.name];
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const SOI_BYTES = 2;
const [SOS, EOI] = [0xda, 0xd9];
/** Frames, tables, restarts and scans. */
const isJpegTable = (marker: number) =>
  (marker >= 0xc0 && marker <= 0xcf) || [SOS, 0xdb, 0xdd].includes(marker);

function isPlainJpeg(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  let at = SOI_BYTES;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return false;
    const marker = view.getUint8(at + 1);
    if (marker === EOI) return at + 2 === bytes.length;
    const length = view.getUint16(at + 2);
    if (!isJpegTable(marker) && !isPlainApp(marker, bytes.subarray(at + 4, at + 2 + length)))
      return false;
    at += 2 + length;
    if (marker === SOS) at = endOfScan(view, at);
  }
}

/** JFIF without its thumbnail, Adobe's word about colours, a profile. */
function isPlainApp(marker: number, data: Uint8Array): boolean {
  if (marker === 0xe0) return asciiAt(data, 0, 5) === 'JFIF\0' && data.length === 14;
  if (marker === 0xee) return asciiAt(data, 0, 5) === 'Adobe' && data.length === 12;
  return marker === 0xe2 && asciiAt(data, 0, 12) === 'ICC_PROFILE\0';
}

/** Where the next marker stands that is neither a stuffed byte nor a restart. */
function endOfScan(view: DataView, from: number): number {
  for (let at = from; ; at++) {
    if (view.getUint8(at) !== 0xff) continue;
    const next = view.getUint8(at + 1);
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
}

const PNG_CHUNKS =
  'IHDR PLTE IDAT tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST cICP mDCV cLLI acTL fcTL fdAT'.split(' ');

function isPlainPng(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  for (let at = 8; ; ) {
    const name = asciiAt(bytes, at + 4, 4);
    const end = at + 12 + view.getUint32(at);
    if (name === 'IEND') return end === bytes.length;
    if (!PNG_CHUNKS.includes(name)) return false;
    at = end;
  }
}

const WEBP_CHUNKS = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'];
const ANMF_HEADER_BYTES = 16;

function isPlainWebp(bytes: Uint8Array): boolean {
  return viewOf(bytes).getUint32(4, true) + 8 === bytes.length && hasPlainChunks(bytes, 12);
}

function hasPlainChunks(bytes: Uint8Array, from: number): boolean {
  const view = viewOf(bytes);
  let at = from;
  while (at < bytes.length) {
    const name = asciiAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (!WEBP_CHUNKS.includes(name) || data.length !== length) return false;
    if (name === 'ANMF' && !hasPlainChunks(data, ANMF_HEADER_BYTES)) return false;
    at += 8 + length + (length & 1);
  }
  return at === bytes.length;
}

const [GIF_IMAGE, GIF_EXTENSION, GIF_TRAILER] = [0x2c, 0x21, 0x3b];
const [GIF_CONTROL, GIF_APPLICATION] = [0xf9, 0xff];
/** How often an animation runs. */
const GIF_LOOPS = ['NETSCAPE2.0', 'ANIMEXTS1.0'];

function isPlainGif(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  const tableBytes = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  const endOfBlocks = (from: number) => {
    let at = from;
    while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    return at + 1;
  };
  for (let at = 13 + tableBytes(view.getUint8(10)); ; ) {
    const kind = view.getUint8(at);
    if (kind === GIF_TRAILER) return at + 1 === bytes.length;
    if (kind === GIF_IMAGE) at = endOfBlocks(at + 11 + tableBytes(view.getUint8(at + 9)));
    else if (kind === GIF_EXTENSION) {
      const label = view.getUint8(at + 1);
      const loops = label === GIF_APPLICATION && GIF_LOOPS.includes(asciiAt(bytes, at + 3, 11));
      if (label !== GIF_CONTROL && !loops) return false;
      at = endOfBlocks(at + 2);
    } else return false;
  }
}

/** AVIF and HEIC declare each item in "meta" by a name of four letters; these are not pictures. */
const HEIF_ITEMS = /Exif|mime|uri /;
const HEIF_BOXES = ['ftyp', 'meta', 'mdat'];

function isPlainHeif(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  const seen = new Set<string>();
  let at = 0;
  while (at < bytes.length) {
    const length = view.getUint32(at);
    const name = asciiAt(bytes, at + 4, 4);
    const box = bytes.subarray(at, at + length);
    if (length < 8 || box.length !== length || !HEIF_BOXES.includes(name)) return false;
    if (name === 'meta' && HEIF_ITEMS.test(new TextDecoder('latin1').decode(box))) return false;
    seen.add(name);
    at += length;
  }
  return seen.size === HEIF_BOXES.length;
}

/** What editors write for themselves, and pictures within, which have metadata of their own. */
function isPlainSvg(bytes: Uint8Array): boolean {
  return !/<(\w+:)?metadata|<\?xpacket|\bdata:/i.test(new TextDecoder().decode(bytes));
}
