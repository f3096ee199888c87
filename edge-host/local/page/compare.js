/*
 * compare.js - make in this browser what the server made, and compare hashes
 */
import { transform } from '/_scanrill/scanrill/browser.js';
import { fetchOriginal, fetchVariant } from './server.js';

export async function sha256(bytes) {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Originals are fetched once; the last one is kept for its next variant. */
let kept = { key: undefined, bytes: undefined };

async function originalOf(key) {
  if (kept.key !== key) kept = { key, bytes: fetchOriginal(key) };
  return kept.bytes;
}

/**
 * Both results of one recipe: { same, here, there }, each side { bytes, sha256 }.
 * The server's hash is taken of what arrived, and must be the one that it promised.
 */
export async function compare(url, key, options) {
  const answer = await fetchVariant(url);
  if (!answer.ok) throw new Error(answer.message);
  const { data } = await transform(await originalOf(key), options);
  const here = { bytes: data.length, sha256: await sha256(data) };
  const there = { bytes: answer.body.length, sha256: await sha256(answer.body) };
  return { same: here.sha256 === there.sha256 && there.sha256 === answer.sha256, here, there };
}
