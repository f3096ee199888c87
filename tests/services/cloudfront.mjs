/*
 * cloudfront.mjs - CloudFront in a box on real parts
 *
 *   viewer function -> Varnish -> origin group: Lambda's runtime client -> S3 (Ceph)
 *
 * The viewer function and the uploaded function are the built files. The runtime's processes sign
 * as the owner; the bodies are read from the bucket as the user 'cloudfront', who may read and list
 * it and no more. What a function returns is checked as CloudFront checks it.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSettings } from '../../edge-host/dist/edge/config.js';
import { plainAnswer } from '../../edge-host/dist/fetch/answer.js';
import { viewerEvent, viewerRequestOf } from '../../edge-host/dist/local/events.js';
import { OriginGroup } from '../../edge-host/dist/local/origin-group.js';
import { isViewerResponse } from '../../edge-host/dist/local/viewer-event.js';
import { loadViewerFunction } from '../../edge-host/dist/local/viewer-function.js';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { makeBucket, setPolicy } from './buckets.mjs';
import { startInstances } from './instances.mjs';
import { startVarnish } from './varnish.mjs';

const FUNCTION = fileURLToPath(new URL('../../edge-host/dist/lambda/edge', import.meta.url));
const VIEWER = new URL('../../edge-host/dist/viewer/viewer.js', import.meta.url);

/** What CloudFront would not show to a function. */
const OF_THE_CACHE = ['connection', 'keep-alive', 'transfer-encoding', 'via', 'x-cache', 'x-varnish'];

/**
 * 's3' as startRgw answers it. 'storeEndpoint': what the function talks to instead, such as a proxy
 * with faults. Answers url, source and variants (stores of the owner), buckets, requests (one for
 * each event of the origin group), lambda, cache, and stop().
 */
export async function startCloudfront(s3, folder, options = {}) {
  const { instances = 4, storeEndpoint = s3.endpoint, settings = {}, policy = ['s3:GetObject', 's3:ListBucket'] } = options;
  const buckets = { source: await makeBucket(s3), variants: await makeBucket(s3) };
  await setPolicy(s3, buckets.variants, policy);
  const at = (bucket) => s3.location(bucket).replace(s3.endpoint, storeEndpoint);
  const lambda = await startInstances(instances, {
    folder: FUNCTION,
    environment: {
      AWS_ACCESS_KEY_ID: s3.owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.owner.secretAccessKey,
    },
    ...options.lambda,
  });
  const requests = [];
  const problems = [];
  const origin = new OriginGroup({
    bucket: openS3Store(s3.location(buckets.variants), () => s3.cloudfront),
    settings: writeSettings({ source: at(buckets.source), variants: at(buckets.variants), ...settings }),
    async handler(event) {
      const { request } = event.Records[0].cf;
      requests.push({ uri: request.uri, role: request.origin.s3.customHeaders['x-scanrill-role'][0].value });
      const { result, error } = await lambda.invoke(event);
      if (error) throw Object.assign(new Error(error.errorMessage ?? error.message), { cause: error });
      return result;
    },
  });
  const originServer = await listen((request) => answerOfOrigin(origin, request, problems));
  const cache = await startVarnish(join(folder, 'varnish'), originServer.port);
  const viewer = await loadViewerFunction(VIEWER);
  const viewerServer = await listen((request) => answerOfViewer(viewer, cache.url, request));
  return {
    url: viewerServer.url,
    source: openS3Store(s3.location(buckets.source), () => s3.owner),
    variants: openS3Store(s3.location(buckets.variants), () => s3.owner),
    buckets,
    requests,
    problems,
    lambda,
    cache,
    async stop() {
      await viewerServer.stop();
      await cache.stop();
      await originServer.stop();
      await lambda.stop();
    },
  };
}

const httpOf = (request) => ({
  method: request.method,
  target: request.url,
  rawHeaders: request.rawHeaders,
  ip: '203.0.113.178',
  requestId: randomUUID(),
});

/** What CloudFront answers for a function that fails: 502 and 503 last a second. */
async function answerOfOrigin(origin, request, problems) {
  try {
    return await origin.fetch(httpOf(request), request.url);
  } catch (error) {
    problems.push(error);
    return plainAnswer(503, 'a function failed', { 'cache-control': 'max-age=1' });
  }
}

async function answerOfViewer(viewer, cacheUrl, request) {
  const http = httpOf(request);
  const before = viewerRequestOf(http);
  const result = viewer.request(viewerEvent(http, before));
  if (isViewerResponse(result)) {
    const body = typeof result.body === 'object' ? result.body.data : (result.body ?? '');
    return { status: result.statusCode, headers: flat(result.headers), body: Buffer.from(body) };
  }
  const passed = ['range', 'if-none-match', 'if-modified-since', 'if-range'];
  const headers = Object.fromEntries(passed.filter((name) => request.headers[name]).map((name) => [name, request.headers[name]]));
  const answer = await fetch(cacheUrl + result.uri, { method: request.method, headers });
  const all = Object.entries(Object.fromEntries(answer.headers));
  const kept = all.filter(([name]) => !OF_THE_CACHE.includes(name));
  const body = Buffer.from(await answer.arrayBuffer());
  const received = { status: answer.status, headers: Object.fromEntries(kept), body };
  const seen = { 'x-cache': answer.headers.get('x-cache') };
  if (answer.status >= 400) return { ...received, headers: { ...received.headers, ...seen } };
  const values = Object.fromEntries(kept.map(([name, value]) => [name, { value }]));
  const dressed = viewer.response(viewerEvent(http, before, { statusCode: answer.status, headers: values }));
  return { ...received, headers: { ...flat(dressed.headers), ...seen } };
}

const flat = (headers = {}) => Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));

async function listen(answer) {
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, headers, body }) => {
        const { 'transfer-encoding': _coding, connection: _connection, ...others } = headers;
        const length = request.method === 'HEAD' || status === 304 ? {} : { 'content-length': String(body.length) };
        response.writeHead(status, { ...others, ...length });
        response.end(request.method === 'HEAD' || status === 304 ? undefined : body);
      },
      (error) => {
        console.error(error);
        response.destroy();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
