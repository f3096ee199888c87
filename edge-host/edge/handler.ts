/*
 * handler.ts - the origin-request function: a request comes in, a request goes out
 *
 * CloudFront asks an origin group, which is the variants bucket twice:
 *
 *   primary    the path becomes the variant's key; the bucket answers, or says 404
 *   generate   asked after that 404: make the variant, then the same as above
 *
 * So CloudFront reads every body from the bucket itself, at any size, with Range and 304; only
 * errors are answered here (respond.ts).  Decisions are in config.ts, route.ts, variant-job.ts and
 * respond.ts, the work in make-variant.ts.
 */
import { cacheTagOf } from './cache-tag.ts';
import type { OriginRequest, OriginRequestEvent, OriginRequestResult } from './cloudfront.ts';
import { readConfig, type EdgeConfig } from './config.ts';
import { explainError, logLine, noteVariant, type Invocation } from './log.ts';
import { makeVariant, type MadeVariant, type Transform } from './make-variant.ts';
import { passOriginals } from './pass-original.ts';
import { codeOfError, respondToError } from './respond.ts';
import { routePath, uriOfStoreKey, type Route } from './route.ts';
import { jobOf, placesOf } from './variant-job.ts';
import type { Store } from '../store/store.ts';

export interface HandlerTools {
  /** The stores that the settings name. Called for every event: keep what is costly. */
  openStores(config: EdgeConfig): Promise<{ source: Store; variants: Store }>;
  transform: Transform;
  outputEpoch: number;
  /** Takes one line. */
  log(line: string): void;
  now(): number;
  /** Where the function runs. */
  region?: string;
}

export type OriginRequestHandler = (event: OriginRequestEvent) => Promise<OriginRequestResult>;

export function makeHandler(tools: HandlerTools): OriginRequestHandler {
  let cold = true;
  return async (event) => {
    const { config: about, request } = event.Records[0].cf;
    const startMs = tools.now();
    const seen: Invocation = {
      requestId: about.requestId,
      role: '',
      uri: request.uri,
      outcome: 'passed',
      format: '',
      totalMs: 0,
      ...(tools.region === undefined ? {} : { region: tools.region }),
      cold,
    };
    cold = false;
    try {
      return await handle(request, tools, seen);
    } catch (error) {
      seen.outcome = codeOfError(error);
      seen.detail = explainError(error);
      return respondToError(error, seen.cacheTag);
    } finally {
      seen.totalMs = tools.now() - startMs;
      tools.log(logLine(seen, Date.now()));
    }
  };
}

async function handle(
  request: OriginRequest,
  tools: HandlerTools,
  seen: Invocation,
): Promise<OriginRequest> {
  const config = readConfig(request);
  const endMs = tools.now() + config.deadlineMs;
  seen.role = config.role;
  const route = routePath(request.uri);
  seen.cacheTag = cacheTagOf(route.key);
  const stores = await tools.openStores(config);
  const [served = '', ...others] = await placesOf(route, config, { ...tools, ...stores });
  const goOn = (variantKey: string): OriginRequest => ({
    ...request,
    uri: uriOfStoreKey(variantKey),
    querystring: '',
  });
  if (config.role === 'primary') return goOn(served);
  const there = await firstThere(others, stores.variants, config.deadlineMs);
  if (there !== undefined) {
    seen.outcome = 'exists';
    return goOn(there);
  }
  const left = { ...config, deadlineMs: Math.max(1, endMs - tools.now()) };
  const { report, variantKey } = await generate(route, left, { ...tools, ...stores });
  noteVariant(seen, report);
  return goOn(variantKey);
}

/** The one that was asked for is not there: that is why the second member is asked. */
async function firstThere(
  keys: string[],
  variants: Store,
  timeoutMs: number,
): Promise<string | undefined> {
  for (const key of keys) {
    if (await variants.head(key, AbortSignal.timeout(timeoutMs))) return key;
  }
  return undefined;
}

function generate(
  route: Route,
  config: EdgeConfig,
  tools: HandlerTools & { source: Store; variants: Store },
): Promise<MadeVariant> {
  return makeVariant(jobOf(route, config, tools.outputEpoch), {
    ...tools,
    transform: passOriginals(tools.transform, config),
  });
}
