/*
 * origin-group.ts - what CloudFront asks when its cache has nothing: the variants bucket, twice
 *
 *   primary -> function -> bucket;  404: generate -> function -> bucket
 *
 * Real event objects go to the real function, and what it returns is checked as CloudFront checks
 * it.  Holds nothing.
 */
import { isScanrillError } from 'scanrill/recipe';
import { isGenerated } from '../edge/cloudfront.ts';
import type { Role } from '../edge/config.ts';
import type { OriginRequestHandler } from '../edge/handler.ts';
import { storeKeyOfUri } from '../edge/route.ts';
import type { Store, StoredObject } from '../store/store.ts';
import { answerOfGenerated, plainAnswer, type Answer } from '../fetch/answer.ts';
import { originRequestEvent, type HttpRequest } from './events.ts';
import { checkOriginRequestResult } from './validator.ts';
import { refuseProblems } from './viewer-function.ts';

export interface OriginGroupParts {
  handler: OriginRequestHandler;
  /** The variants, as CloudFront reads them through its origin access control. */
  bucket: Store;
  /** The settings that go to the handler with each origin request (config.ts). */
  settings: string;
  /** A last word on the headers of what comes out of the bucket. */
  dressVariant?(path: string, headers: Record<string, string>): Record<string, string>;
}

/** Larger than any limit of the core: the bucket holds only what we wrote. */
const MAX_VARIANT_BYTES = 512 * 1024 * 1024;

/** CloudFront keeps an error without Cache-Control so long. */
const ERROR_CACHING = 'max-age=10';

export class OriginGroup {
  #parts: OriginGroupParts;

  constructor(parts: OriginGroupParts) {
    this.#parts = parts;
  }

  /** The second member is asked when the first says 404; a 403 is a mistake in the set-up. */
  async fetch(http: HttpRequest, path: string): Promise<Answer> {
    const first = await this.#fromOrigin(http, path, 'primary');
    return first.status === 404 ? this.#fromOrigin(http, path, 'generate') : first;
  }

  async #fromOrigin(http: HttpRequest, path: string, role: Role): Promise<Answer> {
    const event = originRequestEvent(http, path, role, this.#parts.settings);
    const before = structuredClone(event.Records[0].cf.request);
    const result = await this.#parts.handler(event);
    refuseProblems('the origin-request function', checkOriginRequestResult(before, result));
    if (isGenerated(result)) return answerOfGenerated(result);
    return this.#fromBucket(path, storeKeyOfUri(result.uri));
  }

  async #fromBucket(path: string, key: string): Promise<Answer> {
    let object: StoredObject;
    try {
      object = await this.#parts.bucket.get(key, { maxBytes: MAX_VARIANT_BYTES });
    } catch (error) {
      if (!isScanrillError(error) || error.code !== 'SOURCE_NOT_FOUND') throw error;
      return plainAnswer(404, 'NoSuchKey', { 'cache-control': ERROR_CACHING });
    }
    const headers = headersOfObject(object);
    return {
      status: 200,
      headers: this.#parts.dressVariant?.(path, headers) ?? headers,
      body: object.body,
    };
  }
}

/** As S3 answers a GET. */
function headersOfObject(object: StoredObject): Record<string, string> {
  return {
    'content-type': object.contentType,
    ...(object.cacheControl === undefined ? {} : { 'cache-control': object.cacheControl }),
    etag: object.etag,
    'last-modified': new Date(object.modifiedMs).toUTCString(),
    ...Object.fromEntries(
      Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
  };
}
