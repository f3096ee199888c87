/*
 * forms.mjs - the function in each of its forms, asked the same way
 *
 *   origin-request   Lambda@Edge: the origin group asks it twice and reads the variant from the bucket
 *   function URL     a regional Lambda that streams its answer
 *   fetch handler    (Request) => Response, in this process
 *
 * The first two run in AWS's runtime client. 'ask' takes the path of a variant and a method and
 * headers, and answers { status, headers, body }.
 */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readSettings, writeSettings } from '../../edge-host/dist/edge/config.js';
import { makeFetchHandler } from '../../edge-host/dist/fetch/fetch-handler.js';
import { OriginGroup } from '../../edge-host/dist/local/origin-group.js';
import { openStore } from '../../edge-host/dist/store/open.js';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { transform, version } from '../../wasm/dist/node.js';
import { startInstances } from './instances.mjs';
import { LambdaExit } from './lambda.mjs';

const functionFolder = (name) => fileURLToPath(new URL(`../../edge-host/dist/lambda/${name}`, import.meta.url));
const DOMAIN = 'abcdefghijklmnop.lambda-url.eu-west-1.on.aws';

const environmentOf = (keys) =>
  keys === undefined ? {} : { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };

const open = (location, keys) => (keys === undefined ? openStore(location) : openS3Store(location, () => keys));

/** A failure of the function is an error here. */
async function resultOf(lambda, event) {
  const { result, error } = await lambda.invoke(event);
  if (error === undefined) return result;
  throw error instanceof LambdaExit ? error : new Error(error.errorMessage ?? 'a function failed', { cause: error });
}

/**
 * Each start takes { source, variants } as config.ts does, 'keys' for buckets, 'instances', other
 * settings, and for the function URL 'urls': what viewers' URLs may ask for, as text.
 */
export const FORMS = [
  { name: 'the origin-request function', start: startOriginRequest },
  { name: 'the function URL', start: startFunctionUrl },
  { name: 'the fetch handler', start: startFetchHandler },
];

/** 'bucketLocation': where CloudFront reads the variants, if not where the function writes them. */
export async function startOriginRequest({ keys, instances = 1, bucketLocation, lambda: options, ...settings }) {
  const lambda = await startInstances(instances, {
    folder: functionFolder('edge'),
    environment: environmentOf(keys),
    ...options,
  });
  const origin = new OriginGroup({
    bucket: await open(bucketLocation ?? settings.variants, keys),
    settings: writeSettings(settings),
    handler: (event) => resultOf(lambda, event),
  });
  return {
    lambda,
    lines: () => linesOf(lambda),
    ask: (path, { method = 'GET', headers = {} } = {}) =>
      origin.fetch({ method, target: path, rawHeaders: Object.entries(headers).flat(), ip: '203.0.113.178', requestId: randomUUID() }, path),
    stop: () => lambda.stop(),
  };
}

export async function startFunctionUrl({ keys, instances = 1, urls, lambda: options, bucketLocation, ...settings }) {
  const lambda = await startInstances(instances, {
    folder: functionFolder('url'),
    environment: {
      ...environmentOf(keys),
      SCANRILL_CONFIG: writeSettings(settings),
      ...(urls === undefined ? {} : { SCANRILL_SETTINGS: urls }),
    },
    ...options,
  });
  return {
    lambda,
    lines: () => linesOf(lambda),
    ask: (target, init) => resultOf(lambda, functionUrlEvent(target, init)),
    stop: () => lambda.stop(),
  };
}

export async function startFetchHandler({ keys, urls, instances, lambda, bucketLocation, ...settings }) {
  const edge = readSettings(writeSettings(settings));
  const lines = [];
  const handle = makeFetchHandler({
    source: await open(edge.source, keys),
    variants: await open(edge.variants, keys),
    transform,
    outputEpoch: Number((await version()).epoch),
    settings: urls,
    edge,
    log: (line) => lines.push(line),
    now: () => performance.now(),
  });
  return {
    lines: () => lines.map((line) => JSON.parse(line)),
    async ask(target, init) {
      const response = await handle(new Request(`https://pictures.example${target}`, init));
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      };
    },
    stop: async () => {},
  };
}

function linesOf(lambda) {
  const printed = lambda.all.flatMap(({ lines }) => lines);
  return printed.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

/** Payload version 2.0. */
export function functionUrlEvent(target, { method = 'GET', headers = {} } = {}) {
  const [rawPath, ...query] = target.split('?');
  const requestId = randomUUID();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query.join('?'),
    headers: { host: DOMAIN, 'x-forwarded-proto': 'https', ...headers },
    requestContext: {
      accountId: 'anonymous',
      domainName: DOMAIN,
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.178', userAgent: 'Amazon CloudFront' },
      requestId,
      routeKey: '$default',
      stage: '$default',
    },
    isBase64Encoded: false,
  };
}
