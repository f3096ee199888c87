/*
 * store.ts - where pictures lie: the one interface to a place that keeps objects by key
 *
 * A store is a bucket as CloudFront and S3 see it: whole objects, read and written at once, told
 * apart by an ETag.  The filesystem (filesystem.ts) and S3 are the implementations; the handler
 * and the local server know only this file.  Holds nothing.
 */

/** What is known of an object without its bytes. */
export interface StoredHead {
  /** Opaque, changes whenever the bytes change. With the quotes of HTTP. */
  etag: string;
  bytes: number;
  modifiedMs: number;
  contentType: string;
  cacheControl?: string;
  /** User metadata: S3's x-amz-meta-*, names in lower case and without that prefix. */
  metadata: Record<string, string>;
}

export interface StoredObject extends StoredHead {
  body: Uint8Array;
}

/** What is written beside the bytes. */
export interface ObjectHeaders {
  contentType: string;
  cacheControl?: string;
  metadata?: Record<string, string>;
}

export interface ReadLimits {
  /** More bytes than this are refused with INPUT_TOO_LARGE before they are read. */
  maxBytes: number;
  /** Ends the call with SOURCE_SLOW. */
  signal?: AbortSignal;
}

/**
 * The outcome of a conditional write, as S3 answers `If-None-Match: *`:
 * 200, 412 (there is one already) and 409 (another write is under way: try again).
 */
export type PutOutcome =
  { outcome: 'stored'; etag: string } | { outcome: 'exists' } | { outcome: 'conflict' };

export interface Store {
  /** Errors: SOURCE_NOT_FOUND, INPUT_TOO_LARGE, SOURCE_CHANGED, SOURCE_SLOW, SOURCE_ERROR. */
  get(key: string, limits: ReadLimits): Promise<StoredObject>;
  /** undefined: there is no such object. Errors: SOURCE_SLOW, SOURCE_ERROR. */
  head(key: string, signal?: AbortSignal): Promise<StoredHead | undefined>;
  /** Write unless there is an object; it appears whole or not at all. Errors: SOURCE_SLOW, SOURCE_ERROR. */
  putIfAbsent(
    key: string,
    body: Uint8Array,
    headers: ObjectHeaders,
    signal?: AbortSignal,
  ): Promise<PutOutcome>;
  /** Remove the object if it still is the one with this ETag; false when it is not. */
  delete(key: string, ifMatch: string, signal?: AbortSignal): Promise<boolean>;
  /** The keys that begin with a prefix, which ends with a slash; in any order. Errors as of head(). */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<string>;
}
