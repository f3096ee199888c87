/*
 * server.js - ask the server for a variant, and say what came
 */

/** What an <img> in this browser would send, so that format=auto means the same. */
const ACCEPT = 'image/webp,image/png,image/*;q=0.8';

/**
 * The answer to a URL of this server: { ok: true, status, type, body, ms, cache, path, unknown,
 * sha256 }, or, where it refused, { ok: false, status, message, hint }.
 */
export async function fetchVariant(url, signal) {
  const response = await fetch(url, { headers: { accept: ACCEPT }, cache: 'no-store', signal });
  const type = (response.headers.get('content-type') ?? '').split(';')[0];
  if (!response.ok) return refusal(response, type);
  return {
    ok: true,
    status: response.status,
    type,
    body: new Uint8Array(await response.arrayBuffer()),
    ms: Number(response.headers.get('x-scanrill-ms') ?? 0),
    cache: response.headers.get('x-cache') ?? '',
    path: response.headers.get('x-scanrill-path') ?? '',
    unknown: response.headers.get('x-scanrill-unknown') ?? '',
    sha256: response.headers.get('x-amz-meta-sha256') ?? '',
  };
}

async function refusal(response, type) {
  const text = await response.text();
  const { message = text, hint = '' } = type === 'application/json' ? JSON.parse(text) : {};
  return { ok: false, status: response.status, message, hint };
}

export async function fetchOriginal(key) {
  const response = await fetch(`/_scanrill/source/${pathOf(key)}`);
  if (!response.ok) throw new Error(`the original of ${key} cannot be read: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

export async function fetchPictures() {
  const response = await fetch('/_scanrill/pictures.json');
  return response.json();
}

export const pathOf = (key) => key.split('/').map(encodeURIComponent).join('/');
