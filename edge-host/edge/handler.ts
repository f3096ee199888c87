/*
 * handler.ts - the origin-request function: a request comes in, a request goes out
 *
 * CloudFront asks an origin group, which is the variants bucket twice:
 *
 *   primary    the path becomes the variant's key; the bucket answers, or says 404
 *   generate   asked after that 404: make the variant, then the same as above
 *
 * So CloudFront reads every body from the bucket itself, at any size, with Range and 304; only
 * errors are answered here (respond.ts).  Decisions are in config.ts, route.ts and respond.ts, the
 * work in make-variant.ts.
 */
import type { OriginRequest, OriginRequestEvent, OriginRequestResult } from './cloudfront.ts';
import { readConfig, type EdgeConfig } from './config.ts';
import { explainError, logLine, noteVariant, type Invocation } from './log.ts';
import { makeVariant, type Transform, type VariantReport } from './make-variant.ts';
import { codeOfError, respondToError } from './respond.ts';
import { cacheControlOf, routePath, type Route } from './route.ts';
import type { Store } from '../store/store.ts';

export interface HandlerTools {
  /** The stores that the settings name. Called for every event: keep what is costly. */
  openStores(config: EdgeConfig): Promise<{ source: Store; variants: Store }>;
  transform: Transform;
  outputEpoch: number;
  /** Takes one line. */
  log(line: string): void;
  now(): number;
}

export type OriginRequestHandler = (event: OriginRequestEvent) => Promise<OriginRequestResult>;

export function makeHandler(tools: HandlerTools): OriginRequestHandler {
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
    };
    try {
      return await handle(request, tools, seen);
    } catch (error) {
      seen.outcome = codeOfError(error);
      seen.detail = explainError(error);
      return respondToError(error);
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
  seen.role = config.role;
  const route = routePath(request.uri);
  if (config.role === 'generate') noteVariant(seen, await generate(route, config, tools));
  return { ...request, uri: route.variantUri, querystring: '' };
}

async function generate(
  route: Route,
  config: EdgeConfig,
  tools: HandlerTools,
): Promise<VariantReport> {
  const job = {
    key: route.key,
    variantKey: route.variantKey,
    options: route.options,
    cacheControl: cacheControlOf(route),
    maxSourceBytes: config.maxSourceBytes,
    deadlineMs: config.deadlineMs,
  };
  const { report } = await makeVariant(job, {
    ...(await tools.openStores(config)),
    transform: tools.transform,
    outputEpoch: tools.outputEpoch,
    now: tools.now,
  });
  return report;
}
