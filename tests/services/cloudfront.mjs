/*
 * cloudfront.mjs - CloudFront in a box on real parts
 *
 *   viewer function -> Varnish -> origin group: Lambda's runtime client -> S3 (Ceph)
 *
 * The distribution is the local server's (edge-host/local/), with Varnish for its cache, instances
 * of Lambda for its function and buckets for its folders. Functions are the built files. The
 * instances sign as the owner; bodies are read from the bucket as the user 'cloudfront', who may read
 * and list it and no more. What a function returns is checked as CloudFront checks it.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSettings } from '../../edge-host/dist/edge/config.js';
import { plainAnswer } from '../../edge-host/dist/fetch/answer.js';
import { Distribution } from '../../edge-host/dist/local/distribution.js';
import { makeHttpServer } from '../../edge-host/dist/local/http-server.js';
import { OriginGroup } from '../../edge-host/dist/local/origin-group.js';
import { Statistics } from '../../edge-host/dist/local/statistics.js';
import { compileViewerFunction } from '../../edge-host/dist/local/viewer-function.js';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { viewerCode } from '../../edge-host/dist/viewer/viewer-code.js';
import { readSettings } from '../../wasm/dist/settings/index.js';
import { makeBucket, setPolicy, setVersioning } from './buckets.mjs';
import { startInstances } from './instances.mjs';
import { startVarnish } from './varnish.mjs';

const FUNCTION = fileURLToPath(new URL('../../edge-host/dist/lambda/edge', import.meta.url));

/** CloudFront's own, or the connection's. */
const OF_THE_CACHE = ['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'via', 'x-cache', 'x-varnish'];

/** Of the viewer's headers these reach the cache; they are no part of its key. */
const TO_THE_CACHE = ['range', 'if-none-match', 'if-modified-since', 'if-range'];

/** A CachedOrigin (edge-host/local/cached-origin.ts): collapsing, ranges and ages are Varnish's. */
const varnishOrigin = (url) => ({
  async fetch(http, path) {
    const answer = await fetch(url + path, { headers: headersToCache(http.rawHeaders) });
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => !OF_THE_CACHE.includes(name)));
    return {
      answer: { status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) },
      cache: answer.headers.get('x-cache'),
      ageSeconds: Number(answer.headers.get('age') ?? 0),
    };
  },
});

function headersToCache(raw) {
  const pairs = raw.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1]]] : []));
  return Object.fromEntries(pairs.filter(([name]) => TO_THE_CACHE.includes(name)));
}

/**
 * 's3' as startRgw answers it, 'folder' for Varnish's files. Options:
 *
 *   names          of the two buckets; default: new ones
 *   policy         what the user 'cloudfront' may do with variants
 *   instances      of the function, at most
 *   storeEndpoint  what the function talks to instead of S3, such as a proxy with faults
 *   functionKeys   as whom; default: the owner
 *   settings       more of edge/config.ts; lambda: more of startLambda()
 *   urls, dialect  what viewers' URLs may ask for, and how they are written
 *   page           answers for paths that no distribution has (edge-host/local/page-files.ts)
 *   port, log      of the viewers' server; log takes a line for each picture
 *
 * Answers url, source and variants (stores of the owner), buckets, config (what the function is told),
 * requests (one for each event of the origin group), invocations() (what the function logged), problems,
 * lambda, cache, statistics, useUrls() (another viewer function; the cache stays), and stop().
 */
export async function startCloudfront(s3, folder, options = {}) {
  const { names = {}, policy = ['s3:GetObject', 's3:ListBucket'], page, port = 0, log = () => {} } = options;
  const buckets = { source: await makeBucket(s3, names.source), variants: await makeBucket(s3, names.variants) };
  await setVersioning(s3, buckets.source);
  await setPolicy(s3, buckets.variants, policy);
  const { accessKeyId, secretAccessKey } = options.functionKeys ?? s3.owner;
  const lambda = await startInstances(options.instances ?? 4, {
    folder: FUNCTION,
    ...options.lambda,
    environment: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...options.lambda?.environment,
    },
  });
  const [requests, problems] = [[], []];
  const config = configOf(s3, buckets, options);
  const origin = makeOrigin(s3, buckets, lambda, requests, config);
  const originServer = await startOriginServer(origin, problems);
  const cache = await startVarnish(join(folder, 'varnish'), originServer.address().port);
  const statistics = new Statistics();
  const source = openS3Store(s3.location(buckets.source), () => s3.owner);
  let viewer;
  const useUrls = async (urls) => void (viewer = compileViewerFunction(await viewerCode(urls, options.dialect)));
  await useUrls(options.urls ?? readSettings({}));
  const viewers = makeHttpServer({
    distribution: new Distribution({
      viewer: { request: (event) => viewer.request(event), response: (event) => viewer.response(event) },
      origin: varnishOrigin(cache.url),
      report: (problem) => problems.push(problem),
    }),
    ...(page === undefined ? {} : { page: await page(source, statistics) }),
    statistics,
    loopback: true,
    log,
  });
  await listen(viewers, port);
  return {
    url: `http://127.0.0.1:${viewers.address().port}`,
    source,
    variants: openS3Store(s3.location(buckets.variants), () => s3.owner),
    buckets,
    config,
    requests,
    invocations: () => lambda.all.flatMap(({ lines }) => lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))),
    useUrls,
    problems,
    lambda,
    cache,
    statistics,
    async stop() {
      await close(viewers);
      await cache.stop();
      await close(originServer);
      await lambda.stop();
    },
  };
}

function configOf(s3, buckets, { storeEndpoint = s3.endpoint, settings = {} }) {
  const at = (bucket) => s3.location(bucket).replace(s3.endpoint, storeEndpoint);
  return writeSettings({ ...settings, source: at(buckets.source), variants: at(buckets.variants) });
}

function makeOrigin(s3, buckets, lambda, requests, config) {
  return new OriginGroup({
    bucket: openS3Store(s3.location(buckets.variants), () => s3.cloudfront),
    settings: config,
    async handler(event) {
      const { request } = event.Records[0].cf;
      requests.push({ uri: request.uri, role: request.origin.s3.customHeaders['x-scanrill-role'][0].value });
      const { result, error } = await lambda.invoke(event);
      if (error) throw Object.assign(new Error(error.errorMessage ?? error.message), { cause: error });
      return result;
    },
  });
}

/** The origin group over HTTP, for Varnish. A function that fails is a 503 for a second, as with CloudFront. */
async function startOriginServer(origin, problems) {
  const answerTo = async ({ method, url, rawHeaders }) => {
    try {
      return await origin.fetch({ method, target: url, rawHeaders, ip: '203.0.113.178', requestId: randomUUID() }, url);
    } catch (error) {
      problems.push(error);
      return plainAnswer(503, 'a function failed', { 'cache-control': 'max-age=1' });
    }
  };
  const server = createServer((request, response) => {
    answerTo(request).then(({ status, headers, body }) => {
      response.writeHead(status, { ...headers, 'content-length': String(body.length) });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  await listen(server, 0);
  return server;
}

async function listen(server, port) {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function close(server) {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
