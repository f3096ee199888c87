/*
 * respond.ts - an error -> the answer a viewer gets
 *
 * Caller, source and limit errors tell what was wrong.  Store and inner errors say only their
 * sentence from status.def: their details name buckets, paths and lines, and belong in the log.
 * No Content-Length: CloudFront counts, and answers 502 to whoever sets it.  Pure, and nothing of Node.
 */
import { ERRORS, isScanrillError, ScanrillError, type ErrorCode } from 'scanrill/recipe';
import { CACHE_TAG_HEADER } from './cache-tag.ts';
import type { GeneratedResponse } from './cloudfront.ts';

/** 'cacheTag': an error about a picture is forgotten when that picture is purged. */
export function respondToError(error: unknown, cacheTag?: string): GeneratedResponse {
  const { code, message, hint, status } = publicError(error);
  return {
    status: String(status),
    headers: {
      'content-type': [{ key: 'Content-Type', value: 'application/json; charset=utf-8' }],
      'cache-control': [{ key: 'Cache-Control', value: cacheControlOfError(code) }],
      'x-content-type-options': [{ key: 'X-Content-Type-Options', value: 'nosniff' }],
      'content-security-policy': [{ key: 'Content-Security-Policy', value: "default-src 'none'" }],
      ...(cacheTag === undefined
        ? {}
        : { [CACHE_TAG_HEADER]: [{ key: CACHE_TAG_HEADER, value: cacheTag }] }),
    },
    body: JSON.stringify({ code, message, hint }),
    bodyEncoding: 'text',
  };
}

export function codeOfError(error: unknown): ErrorCode {
  return isScanrillError(error) ? error.code : 'INTERNAL';
}

/**
 * A refusal that the picture or the URL causes stays true for minutes; a missing picture may be on
 * its way; our own trouble should be asked about again, but by one request a second, not by all.
 */
export function cacheControlOfError(code: ErrorCode): string {
  const { class: kind, http } = ERRORS[code];
  if (code === 'SOURCE_NOT_FOUND') return 'public, max-age=30';
  if (code === 'DEADLINE') return 'public, max-age=5';
  if (kind === 'STORE' || http >= 500) return 'public, max-age=1';
  return 'public, max-age=300';
}

function publicError(error: unknown): ScanrillError {
  const code = codeOfError(error);
  const kind = ERRORS[code].class;
  if (kind === 'STORE' || kind === 'OURS') return new ScanrillError(code);
  return error as ScanrillError;
}
