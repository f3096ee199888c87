/*
 * bytes.ts - the forms that a picture's bytes come in
 *
 * Nothing here tests with instanceof: values of another realm (a frame, a test runner's sandbox)
 * are bytes, too.
 */
import { ScanrillError } from './errors.ts';
import { quoted } from './recipe/values.ts';

/** A picture: bytes of any kind, or a Blob or File. */
export type ImageInput = ArrayBufferView | ArrayBufferLike | Blob;

const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export function isBytes(value: unknown): value is ArrayBufferView | ArrayBufferLike {
  return ArrayBuffer.isView(value) || ['ArrayBuffer', 'SharedArrayBuffer'].includes(kindOf(value));
}

/** The same bytes as a Uint8Array; nothing is copied. */
export function bytesOf(value: ArrayBufferView | ArrayBufferLike): Uint8Array<ArrayBuffer> {
  const view = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  return view as Uint8Array<ArrayBuffer>; // shared memory reads alike, and we only read
}

/** The bytes of a picture; what is none is refused as 'what'. */
export async function imageBytes(input: unknown, what = 'the picture'): Promise<Uint8Array> {
  if (isBytes(input)) return bytesOf(input);
  if (isBlob(input)) return new Uint8Array(await input.arrayBuffer());
  throw new ScanrillError(
    'BAD_OPTIONS',
    `${what} must be a Uint8Array, ArrayBuffer or Blob, not ${quoted(input)}`,
  );
}

/** The same picture, which nobody else can change or take away. */
export async function copyOfInput(input: unknown): Promise<Uint8Array<ArrayBuffer> | Blob> {
  if (isBlob(input)) return input; // never changes, and travels without its bytes
  return (await imageBytes(input)).slice();
}

function isBlob(value: unknown): value is Blob {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Blob).arrayBuffer === 'function' &&
    typeof (value as Blob).size === 'number'
  );
}
