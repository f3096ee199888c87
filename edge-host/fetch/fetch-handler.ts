/*
 * fetch-handler.ts - (Request) => Response: the edge function where the answer may have a body
 *
 *   GET variant from its store;  none: makeVariant(), as the origin-request handler does
 *
 * For Node, Workers and a Lambda function URL (url/lambda.ts).  The bytes are those of the edge, and
 * so are statuses, errors and caching; ETag, 304 and ranges, the bucket's there, are made here.
 * Imports nothing of Node.  Holds nothing: twenty requests at once for one variant are collapsed by
 * the cache in front.
 */
import { decodeKey, isScanrillError, ScanrillError, variantPath } from 'scanrill/recipe';
import { resolveRequest, type EdgeSettings, type Settings } from 'scanrill/settings';
import { CACHE_TAG_HEADER, cacheTagOf } from '../edge/cache-tag.ts';
import { explainError, logLine, noteVariant, type Invocation } from '../edge/log.ts';
import { MADE_FROM, makeVariant, type Transform } from '../edge/make-variant.ts';
import { passOriginals } from '../edge/pass-original.ts';
import { ADDED_HEADERS } from '../edge/response-headers.ts';
import { codeOfError, respondToError } from '../edge/respond.ts';
import { routePath, type Route } from '../edge/route.ts';
import { strongEtag } from '../edge/strong-etag.ts';
import { jobOf, placesOf } from '../edge/variant-job.ts';
import { withVersion } from '../edge/version-tag.ts';
import type { ObjectHeaders, Store } from '../store/store.ts';
import { answerOfGenerated, plainAnswer, type Answer } from './answer.ts';
import { applyConditions } from './conditional.ts';

export interface FetchTools {
  source: Store;
  /** NOWHERE: variants are made for each request that the cache in front does not answer. */
  variants: Store;
  transform: Transform;
  outputEpoch: number;
  /**
   * What viewers' URLs may ask for. Without them requests are canonical paths, as a viewer function
   * in front writes them: /cat.jpg/_/w=400.
   */
  settings?: Settings | undefined;
  /** As a settings file has it under "edge"; what names stores is not looked at. */
  edge: EdgeSettings;
  /** Takes one line for each request. */
  log(line: string): void;
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}

export type FetchHandler = (request: Request) => Promise<Response>;

/** Larger than any result of the core: the store of variants holds only what we wrote. */
const MAX_VARIANT_BYTES = 512 * 1024 * 1024;

export function makeFetchHandler(tools: FetchTools): FetchHandler {
  return async (request) => {
    const answer = await answerTo(request, tools);
    const { status, headers, body } = applyConditions(answer, {
      method: request.method,
      ifNoneMatch: request.headers.get('if-none-match') ?? undefined,
      ifModifiedSince: request.headers.get('if-modified-since') ?? undefined,
      range: request.headers.get('range') ?? undefined,
      ifRange: request.headers.get('if-range') ?? undefined,
    });
    if (status === 304) return new Response(null, { status, headers });
    return new Response(request.method === 'HEAD' ? null : (body as Uint8Array<ArrayBuffer>), {
      status,
      headers: { ...headers, 'content-length': String(body.length) },
    });
  };
}

async function answerTo(request: Request, tools: FetchTools): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plainAnswer(405, 'Pictures are read with GET and HEAD.', { allow: 'GET, HEAD' });
  }
  const startMs = tools.now();
  const seen: Invocation = {
    requestId: request.headers.get('x-amzn-request-id') ?? '',
    role: 'fetch',
    uri: new URL(request.url).pathname,
    outcome: 'found',
    format: '',
    totalMs: 0,
  };
  try {
    const { route, dress } = readUrl(request, tools);
    seen.cacheTag = cacheTagOf(route.key);
    const object = (await findVariant(route, tools)) ?? (await makeNow(route, tools, seen));
    const headers = { ...headersOf(object, route, seen.cacheTag), ...dress };
    return { status: 200, headers, body: object.body };
  } catch (error) {
    seen.outcome = codeOfError(error);
    seen.detail = explainError(error);
    return answerOfGenerated(respondToError(error, seen.cacheTag));
  } finally {
    seen.totalMs = tools.now() - startMs;
    tools.log(logLine(seen, Date.now()));
  }
}

/** 'dress': the headers that the viewer function sets at the edge. */
function readUrl(
  request: Request,
  { settings }: FetchTools,
): { route: Route; dress: Record<string, string> } {
  const { pathname, search } = new URL(request.url);
  if (settings === undefined) return { route: routePath(pathname), dress: {} };
  // Canonical paths are for the cache, as at the edge: there would be two ways to one variant.
  if (pathname.includes('/_/')) throw new ScanrillError('SOURCE_NOT_FOUND');
  const key = decodeKey(pathname.slice(1));
  const { recipe, version, negotiated, unknown } = resolveRequest(settings, {
    key,
    query: search,
    accept: request.headers.get('accept'),
    nowSeconds: Math.floor(Date.now() / 1000),
  });
  return {
    route: routePath(variantPath(key, withVersion(recipe, version))),
    dress: {
      ...(negotiated ? { vary: 'Accept' } : {}),
      ...(unknown.length > 0 ? { 'x-scanrill-unknown': unknown.join(',') } : {}),
    },
  };
}

type Variant = ObjectHeaders & { body: Uint8Array; metadata: Record<string, string> };

async function findVariant(route: Route, tools: FetchTools): Promise<Variant | undefined> {
  for (const key of await placesOf(route, tools.edge, tools)) {
    const variant = await getIfThere(key, tools);
    if (variant) return variant;
  }
  return undefined;
}

async function getIfThere(
  key: string,
  { variants, edge: { deadlineMs } }: FetchTools,
): Promise<Variant | undefined> {
  try {
    const signal = AbortSignal.timeout(deadlineMs);
    return await variants.get(key, { maxBytes: MAX_VARIANT_BYTES, signal });
  } catch (error) {
    if (isScanrillError(error) && error.code === 'SOURCE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function makeNow(route: Route, tools: FetchTools, seen: Invocation): Promise<Variant> {
  const { report, object } = await makeVariant(jobOf(route, tools.edge, tools.outputEpoch), {
    ...tools,
    transform: passOriginals(tools.transform, tools.edge),
  });
  noteVariant(seen, report);
  return object;
}

function headersOf(
  { contentType, cacheControl, metadata }: Variant,
  { recipe }: Route,
  cacheTag: string,
): Record<string, string> {
  const sourceVersion = metadata[MADE_FROM] ?? '';
  const outputEpoch = Number(metadata['epoch']);
  return {
    ...ADDED_HEADERS,
    'content-type': contentType,
    ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }),
    [CACHE_TAG_HEADER]: cacheTag,
    etag: strongEtag({ sourceVersion, recipe, outputEpoch }),
    ...(metadata['sha256'] === undefined ? {} : { 'x-amz-meta-sha256': metadata['sha256'] }),
  };
}
