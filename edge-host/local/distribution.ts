/*
 * distribution.ts - CloudFront in a box: one request from the viewer function to the bucket
 *
 *   viewer-request -> cache (cached-origin.ts) -> origin group (origin-group.ts) -> viewer-response
 *
 * Real event objects go to the real functions, and what they return is checked as CloudFront checks
 * it.  Holds nothing.
 */
import { applyPolicy } from '../edge/response-headers.ts';
import { plainAnswer, type Answer } from '../fetch/answer.ts';
import type { Cached, CachedOrigin } from './cached-origin.ts';
import { viewerEvent, viewerRequestOf, type HttpRequest } from './events.ts';
import { isViewerResponse, type ViewerRequest, type ViewerResponse } from './viewer-event.ts';
import { InvalidResultError, type ViewerFunction } from './viewer-function.ts';

export interface DistributionParts {
  viewer: ViewerFunction;
  origin: CachedOrigin;
  /** Called with the canonical path of every request, before the cache is asked. */
  beforeCache?(path: string): Promise<void>;
  /** Told when a function broke a rule or threw: in the cloud this would be a 502 or 503. */
  report(problem: unknown): void;
}

export interface Outcome extends Omit<Cached, 'cache'> {
  /** 'FunctionGenerated': the viewer function answered. */
  cache: Cached['cache'] | 'FunctionGenerated';
  /** The canonical path; the viewer's own where the function answered. */
  path: string;
  /** Names in the query that are no options. */
  unknown: string[];
  /** What making the variant took, whenever that was; a viewer in the cloud is not told. */
  transformMs?: string | undefined;
}

export class Distribution {
  #parts: DistributionParts;

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
      await this.#parts.beforeCache?.(request.uri);
      const fetched = await this.#parts.origin.fetch(http, request.uri);
      const unknown = request.headers['x-scanrill-unknown']?.value.split(',') ?? [];
      return {
        ...fetched,
        answer: this.#finish(http, before, fetched.answer),
        path: request.uri,
        unknown,
        transformMs: fetched.answer.headers['x-amz-meta-ms'],
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

  /** viewer-response does not run for errors, and sees no body. */
  #finish(http: HttpRequest, before: ViewerRequest, answer: Answer): Answer {
    const headers = applyPolicy(answer.headers);
    if (answer.status >= 400) return { ...answer, headers };
    const seen: ViewerResponse = { statusCode: answer.status, headers: valuesOf(headers) };
    const result = this.#parts.viewer.response(viewerEvent(http, before, seen));
    return { ...answer, headers: headersOfViewer(result) };
  }
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
