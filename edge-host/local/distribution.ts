/*
 * distribution.ts - CloudFront in a box: one request from the viewer function to the bucket
 *
 *   viewer-request -> cache -> origin group (primary, generate) -> bucket -> viewer-response
 *
 * Real event objects go to the real functions, and what they return is checked as CloudFront checks
 * it.  Requests for a path that is being fetched wait for that one fetch.  Holds the cache and the
 * fetches under way.
 */
import { isGenerated, type GeneratedResponse } from '../edge/cloudfront.ts';
import type { Role } from '../edge/config.ts';
import type { OriginRequestHandler } from '../edge/handler.ts';
import { storeKeyOfUri } from '../edge/route.ts';
import type { Store, StoredObject } from '../store/store.ts';
import { plainAnswer, type Answer } from './answer.ts';
import type { Cache } from './cache.ts';
import { originRequestEvent, viewerEvent, viewerRequestOf, type HttpRequest } from './events.ts';
import { checkOriginRequestResult } from './validator.ts';
import { isViewerResponse, type ViewerRequest, type ViewerResponse } from './viewer-event.ts';
import { InvalidResultError, refuseProblems, type ViewerFunction } from './viewer-function.ts';

export interface DistributionParts {
  viewer: ViewerFunction;
  handler: OriginRequestHandler;
  /** The variants, as CloudFront reads them through its origin access control. */
  bucket: Store;
  /** The settings that go to the handler with each origin request (config.ts). */
  settings: string;
  cache: Cache;
  /** Called with the canonical path of every request, before the cache is asked. */
  beforeCache(path: string): Promise<void>;
  /** A last word on the headers of what comes out of the bucket. */
  dressVariant(path: string, headers: Record<string, string>): Record<string, string>;
  /** Told when a function broke a rule or threw: in the cloud this would be a 502 or 503. */
  report(problem: unknown): void;
}

export interface Outcome {
  answer: Answer;
  /** 'FunctionGenerated': the viewer function answered. */
  cache: 'Hit' | 'Miss' | 'FunctionGenerated';
  ageSeconds: number;
  /** The canonical path; the viewer's own where the function answered. */
  path: string;
  /** Names in the query that are no options. */
  unknown: string[];
}

/** Larger than any limit of the core: the bucket holds only what we wrote. */
const MAX_VARIANT_BYTES = 512 * 1024 * 1024;

/** CloudFront keeps an error without Cache-Control so long. */
const ERROR_CACHING = 'max-age=10';

export class Distribution {
  #parts: DistributionParts;
  #underWay = new Map<string, Promise<Answer>>();

  constructor(parts: DistributionParts) {
    this.#parts = parts;
  }

  async serve(http: HttpRequest): Promise<Outcome> {
    const before = viewerRequestOf(http);
    try {
      const request = this.#parts.viewer.request(viewerEvent(http, before));
      if (isViewerResponse(request)) {
        const answer = answerOfViewer(request);
        return { answer, cache: 'FunctionGenerated', ageSeconds: 0, path: before.uri, unknown: [] };
      }
      await this.#parts.beforeCache(request.uri);
      const fetched = await this.#fromCache(http, request.uri);
      const unknown = request.headers['x-scanrill-unknown']?.value.split(',') ?? [];
      return {
        ...fetched,
        answer: this.#finish(http, before, fetched.answer),
        path: request.uri,
        unknown,
      };
    } catch (error) {
      this.#parts.report(error);
      return {
        answer: answerOfFault(error),
        cache: 'Miss',
        ageSeconds: 0,
        path: before.uri,
        unknown: [],
      };
    }
  }

  async #fromCache(
    http: HttpRequest,
    path: string,
  ): Promise<Pick<Outcome, 'answer' | 'cache' | 'ageSeconds'>> {
    const entry = this.#parts.cache.get(path);
    if (entry?.state === 'stale')
      this.#fetch(http, path).catch((error) => this.#parts.report(error));
    if (entry) return { answer: entry.answer, cache: 'Hit', ageSeconds: entry.ageSeconds };
    return { answer: await this.#fetch(http, path), cache: 'Miss', ageSeconds: 0 };
  }

  #fetch(http: HttpRequest, path: string): Promise<Answer> {
    const already = this.#underWay.get(path);
    if (already) return already;
    const fetch = this.#fromOriginGroup(http, path)
      .then((answer) => {
        this.#parts.cache.put(path, answer);
        return answer;
      })
      .finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, fetch);
    return fetch;
  }

  /** The second member is asked when the first says 404; a 403 is a mistake in the set-up. */
  async #fromOriginGroup(http: HttpRequest, path: string): Promise<Answer> {
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
    if (!(await this.#parts.bucket.head(key))) {
      return plainAnswer(404, 'NoSuchKey', { 'cache-control': ERROR_CACHING });
    }
    const object = await this.#parts.bucket.get(key, { maxBytes: MAX_VARIANT_BYTES });
    return {
      status: 200,
      headers: this.#parts.dressVariant(path, headersOfObject(object)),
      body: object.body,
    };
  }

  /** viewer-response does not run for errors, and sees no body. */
  #finish(http: HttpRequest, before: ViewerRequest, answer: Answer): Answer {
    if (answer.status >= 400) return answer;
    const seen: ViewerResponse = { statusCode: answer.status, headers: valuesOf(answer.headers) };
    const result = this.#parts.viewer.response(viewerEvent(http, before, seen));
    return { ...answer, headers: headersOfViewer(result) };
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

function answerOfGenerated(result: GeneratedResponse): Answer {
  return {
    status: Number(result.status),
    headers: Object.fromEntries(
      Object.entries(result.headers).map(([name, values]) => [
        name,
        values.map((one) => one.value).join(', '),
      ]),
    ),
    body: Buffer.from(result.body ?? '', result.bodyEncoding === 'base64' ? 'base64' : 'utf8'),
  };
}

function answerOfViewer(result: ViewerResponse): Answer {
  const body =
    typeof result.body === 'object' ? result.body : { encoding: 'text', data: result.body ?? '' };
  return {
    status: result.statusCode,
    headers: headersOfViewer(result),
    body: Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8'),
  };
}

function answerOfFault(error: unknown): Answer {
  return error instanceof InvalidResultError
    ? plainAnswer(502, `CloudFront would answer 502: ${error.message}`)
    : plainAnswer(
        503,
        'CloudFront would answer 503: a function failed; its error is in the terminal',
      );
}

function headersOfViewer(result: ViewerResponse): Record<string, string> {
  return Object.fromEntries(
    Object.entries(result.headers ?? {}).map(([name, { value, multiValue }]) => [
      name,
      multiValue?.map((one) => one.value).join(', ') ?? value,
    ]),
  );
}

function valuesOf(headers: Record<string, string>) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
}
