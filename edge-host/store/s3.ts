/*
 * s3.ts - a store in an S3 bucket
 *
 * A missing object is 404 only to a role that may list the bucket; without that right S3 says 403.
 * That, and a bucket that does not exist, are SOURCE_ERROR: a set-up that is wrong must not look
 * like a missing picture.
 *
 * A write whose answer was lost is made again, and then finds its own object there: what has the
 * size, the type and the metadata of a repeated write is told as stored by it.
 * Holds no state but the client's.
 */
import { fault } from './fault.ts';
import { isKey } from './key.ts';
import { readS3Location, s3Url, type S3Location } from './s3-location.ts';
import { errorCode, openS3Client, type Credentials, type S3Answer, type S3Client } from './s3-request.ts';
import { sha256OfBytes } from './sha256.ts';
import type {
  ObjectHeaders,
  PutOutcome,
  ReadLimits,
  Store,
  StoredHead,
  StoredObject,
} from './store.ts';

interface Bucket extends S3Location {
  client: S3Client;
}

const METADATA = 'x-amz-meta-';
/** A thousand keys of 1,024 bytes, each byte percent-encoded, with what stands around them. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** 'location' as s3-location.ts reads it. The credentials are asked for before every attempt. */
export function openS3Store(location: string, credentials: () => Credentials = fromEnvironment): Store {
  const place = readS3Location(location);
  const bucket = { ...place, client: openS3Client(place.region, credentials) };
  return {
    get: (key, limits) => get(bucket, key, limits),
    head: (key, signal) => head(bucket, key, signal),
    putIfAbsent: (key, body, headers, signal) => putIfAbsent(bucket, key, body, headers, signal),
    delete: (key, ifMatch, signal) => deleteMatching(bucket, key, ifMatch, signal),
    list: (prefix, signal) => list(bucket, prefix, signal),
  };
}

/** Where Lambda puts them. */
export function fromEnvironment(): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw fault('SOURCE_ERROR', 'there are no AWS credentials in the environment');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}

async function get(bucket: Bucket, key: string, limits: ReadLimits): Promise<StoredObject> {
  const answer = await bucket.client.send({
    method: 'GET',
    url: urlOf(bucket, key),
    maxBytes: limits.maxBytes,
    signal: limits.signal,
  });
  if (answer.status === 404 && errorCode(answer.body) !== 'NoSuchBucket') throw fault('SOURCE_NOT_FOUND');
  if (answer.status !== 200) throw unexpected('GET', answer);
  return { ...describe(answer.headers), bytes: answer.body.length, body: answer.body };
}

async function head(
  bucket: Bucket,
  key: string,
  signal?: AbortSignal,
): Promise<StoredHead | undefined> {
  const answer = await bucket.client.send({ method: 'HEAD', url: urlOf(bucket, key), signal });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw unexpected('HEAD', answer);
  return describe(answer.headers);
}

async function putIfAbsent(
  bucket: Bucket,
  key: string,
  body: Uint8Array,
  headers: ObjectHeaders,
  signal?: AbortSignal,
): Promise<PutOutcome> {
  const answer = await bucket.client.send({
    method: 'PUT',
    url: urlOf(bucket, key),
    headers: {
      'if-none-match': '*',
      'content-type': headers.contentType,
      ...(headers.cacheControl === undefined ? {} : { 'cache-control': headers.cacheControl }),
      ...prefixed(headers.metadata ?? {}),
      // S3 refuses a body that was damaged on its way.
      'x-amz-content-sha256': await sha256OfBytes(body),
    },
    body,
    signal,
  });
  if (answer.status === 200) return { outcome: 'stored', etag: etagOf(answer.headers) };
  if (answer.status === 409) return { outcome: 'conflict' };
  if (answer.status !== 412) throw unexpected('PUT', answer);
  if (answer.attempts === 1) return { outcome: 'exists' };
  const there = await head(bucket, key, signal);
  const ours = there !== undefined && sameObject(there, body, headers);
  return ours ? { outcome: 'stored', etag: there.etag } : { outcome: 'exists' };
}

function sameObject(there: StoredHead, body: Uint8Array, headers: ObjectHeaders): boolean {
  const wanted = Object.entries(headers.metadata ?? {});
  return (
    there.bytes === body.length &&
    there.contentType === headers.contentType &&
    wanted.every(([name, value]) => there.metadata[name] === value)
  );
}

/**
 * S3 compares If-Match itself.  Other stores ignore it, so the ETag is looked at before, too: there
 * a write between the look and the removal would be lost, on S3 none is.
 */
async function deleteMatching(
  bucket: Bucket,
  key: string,
  ifMatch: string,
  signal?: AbortSignal,
): Promise<boolean> {
  if ((await head(bucket, key, signal))?.etag !== ifMatch) return false;
  const answer = await bucket.client.send({
    method: 'DELETE',
    url: urlOf(bucket, key),
    headers: { 'if-match': ifMatch },
    signal,
  });
  if (answer.status === 404 || answer.status === 412) return false;
  if (answer.status === 200 || answer.status === 204) return true;
  throw unexpected('DELETE', answer);
}

/** A page holds up to a thousand keys. */
async function* list(
  bucket: Bucket,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  let page = '';
  do {
    const query = new URLSearchParams({
      'list-type': '2',
      'encoding-type': 'url',
      prefix: bucket.prefix + prefix,
      ...(page === '' ? {} : { 'continuation-token': page }),
    });
    // Signatures are made over %20, and not every S3 takes the + of forms for the same.
    const url = `${s3Url(bucket)}?${query.toString().replaceAll('+', '%20')}`;
    const answer = await bucket.client.send({ method: 'GET', url, maxBytes: MAX_PAGE_BYTES, signal });
    if (answer.status !== 200) throw unexpected('GET of a list', answer);
    const text = new TextDecoder().decode(answer.body);
    for (const [, key] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) {
      yield decodeURIComponent(key!.replaceAll('+', '%20')).slice(bucket.prefix.length);
    }
    page = /<NextContinuationToken>([^<]*)</.exec(text)?.[1] ?? '';
  } while (page !== '');
}

function describe(headers: Headers): StoredHead {
  const cacheControl = headers.get('cache-control');
  return {
    etag: etagOf(headers),
    bytes: Number(headers.get('content-length') ?? 0),
    modifiedMs: Date.parse(headers.get('last-modified') ?? '') || 0,
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    ...(cacheControl === null ? {} : { cacheControl }),
    metadata: Object.fromEntries(
      [...headers]
        .filter(([name]) => name.startsWith(METADATA))
        .map(([name, value]) => [name.slice(METADATA.length), value]),
    ),
  };
}

function prefixed(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [METADATA + name, value]),
  );
}

function etagOf(headers: Headers): string {
  const etag = headers.get('etag');
  if (etag === null) throw fault('SOURCE_ERROR', 'an answer of S3 has no ETag');
  return etag;
}

function urlOf(bucket: Bucket, key: string): string {
  if (!isKey(key)) throw fault('SOURCE_NOT_FOUND', 'no object can have this key');
  return s3Url(bucket, key);
}

function unexpected(method: string, { status, body }: S3Answer): Error {
  const hint = status === 403 ? ' (may the role read, write and list this bucket?)' : '';
  return fault('SOURCE_ERROR', `S3 answers ${method} with ${status} ${errorCode(body)}${hint}`.trim());
}
