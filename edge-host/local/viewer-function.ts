/*
 * viewer-function.ts - runs the built CloudFront Function, with nothing around it
 *
 * The code gets a fresh global object without Node's APIs, but for the hashes of 'crypto'.  Events go in and results come out as
 * copies, so that neither side holds on to the other's objects.  Results are checked
 * (validator.ts): what CloudFront would refuse is an error here.  Holds the compiled function.
 */
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as vm from 'node:vm';
import {
  checkFunctionCode,
  checkViewerRequestResult,
  checkViewerResponseResult,
} from './validator.ts';
import type { ViewerEvent, ViewerResponse, ViewerResult } from './viewer-event.ts';

/** Far more than a busy machine needs: it ends a loop that would never end. */
const TIMEOUT_MS = 5_000;

/** Whose URLs a viewer function understands (docs/dialects.md). */
export const DIALECTS = ['scanrill', 'cloudflare', 'thumbor', 'image-handler'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** The built function of a dialect, as viewer/build.mjs names it. */
export function viewerFile(dialect: Dialect): URL {
  const name = dialect === 'scanrill' ? 'viewer' : dialect;
  return new URL(`../viewer/${name}.js`, import.meta.url);
}

export interface ViewerFunction {
  request(event: ViewerEvent): ViewerResult;
  response(event: ViewerEvent): ViewerResponse;
}

/** What CloudFront answers with 502: the result of a function broke a rule. */
export class InvalidResultError extends Error {
  override name = 'InvalidResultError';
}

export async function loadViewerFunction(file: URL): Promise<ViewerFunction> {
  return compileViewerFunction(await readFile(file, 'utf8'));
}

export function compileViewerFunction(code: string): ViewerFunction {
  refuseProblems('the viewer function', checkFunctionCode(code));
  const context = vm.createContext({ require: loadModule });
  new vm.Script(code, { filename: 'viewer.js' }).runInContext(context);
  const call = new vm.Script('handler(event)');
  const run = (event: ViewerEvent): unknown => {
    context['event'] = copyOf(event);
    const result: unknown = call.runInContext(context, { timeout: TIMEOUT_MS });
    return JSON.parse(JSON.stringify(result) ?? 'null');
  };
  return {
    request(event) {
      const result = run(event) as ViewerResult;
      refuseProblems('the viewer function', checkViewerRequestResult(event.request, result));
      return result;
    },
    response(event) {
      const result = run(event) as ViewerResponse;
      refuseProblems('the viewer function', checkViewerResponseResult(event.response!, result));
      return result;
    },
  };
}

export function refuseProblems(who: string, problems: string[]): void {
  if (problems.length > 0) throw new InvalidResultError(`${who}: ${problems.join('; ')}`);
}

/** CloudFront has a few modules; the function may use this part of one. */
function loadModule(name: string): { createHmac: typeof createHmac } {
  if (name === 'crypto') return { createHmac };
  throw new Error(`CloudFront Functions have no module ${name}`);
}

function copyOf(event: ViewerEvent): ViewerEvent {
  const raw = event.request.rawQueryString?.();
  const copy = JSON.parse(JSON.stringify(event)) as ViewerEvent;
  if (raw !== undefined) copy.request.rawQueryString = () => raw;
  return copy;
}
