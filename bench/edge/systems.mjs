/*
 * systems.mjs - what is compared: three ways to put a function behind CloudFront's cache
 *
 *   edge     the origin group is the variants bucket twice, with our origin-request function
 *   url      the bucket, then our function URL
 *   sample   the bucket, then AWS's sample flow with sharp (sample/index.mjs)
 *
 * Functions run in AWS's runtime client, buckets lie in Ceph; there is no cache. get(path, options)
 * asks for a variant as the cache would on a miss, and answers { status, body }.
 */
import { fileURLToPath } from 'node:url';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { routePath, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { canonicalRecipe } from '../../wasm/dist/recipe/index.js';
import { makeBucket, setPolicy } from '../../tests/services/buckets.mjs';
import { functionUrlEvent, startFunctionUrl, startOriginRequest } from '../../tests/services/forms.mjs';
import { startInstances } from '../../tests/services/instances.mjs';

const SAMPLE = fileURLToPath(new URL('sample', import.meta.url));
const MAX_BYTES = 2 ** 29;

export const SYSTEMS = {
  edge: { text: 'scanrill, origin-request', start: startEdge },
  url: { text: 'scanrill, function URL', start: startUrl },
  sample: { text: "AWS's sample flow, sharp", start: startSample },
};

/** 'unique' makes a variant new without changing its work. */
const pathOf = (key, options, unique) =>
  `/${key}/_/${[canonicalRecipe(options), unique && `v=${unique}`].filter(Boolean).join(',')}`;

async function buckets(s3, source, read) {
  const variants = await makeBucket(s3);
  await setPolicy(s3, variants, read);
  return {
    settings: { source: s3.location(source), variants: s3.location(variants), keys: s3.owner },
    address: `${s3.endpoint}/${variants}`,
    bucket: openS3Store(s3.location(variants), () => s3.cloudfront),
  };
}

async function startEdge({ s3, source, instances }) {
  const { settings } = await buckets(s3, source, ['s3:GetObject', 's3:ListBucket']);
  const form = await startOriginRequest({ ...settings, instances });
  return { ...form, get: (key, options, unique) => form.ask(pathOf(key, options, unique)) };
}

/** As CloudFront asks the first member of an origin group. */
async function fromBucket(bucket, key) {
  try {
    return { status: 200, body: (await bucket.get(key, { maxBytes: MAX_BYTES })).body };
  } catch (error) {
    if (error.code === 'SOURCE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function startUrl({ s3, source, instances }) {
  const { settings, bucket } = await buckets(s3, source, ['s3:GetObject', 's3:ListBucket']);
  const form = await startFunctionUrl({ ...settings, instances });
  async function get(key, options, unique) {
    const path = pathOf(key, options, unique);
    return (await fromBucket(bucket, variantKeyOf(routePath(path)))) ?? form.ask(path);
  }
  return { ...form, get };
}

async function startSample({ s3, source, instances }) {
  const { bucket, address } = await buckets(s3, source, ['s3:GetObject', 's3:ListBucket']);
  const lambda = await startInstances(instances, {
    folder: SAMPLE,
    environment: {
      AWS_ACCESS_KEY_ID: s3.owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.owner.secretAccessKey,
      ORIGINALS: `${s3.endpoint}/${source}`,
      VARIANTS: address,
      STORE_REGION: s3.region,
    },
  });
  /** Its keys have no room for a version: one more operation that nothing reads. */
  const operations = (options, unique) =>
    Object.entries({ ...options, ...(unique && { v: unique }) }).map((pair) => pair.join('=')).join(',') || 'original=1';
  async function get(key, options, unique) {
    const path = `${key}/${operations(options, unique)}`;
    const stored = await fromBucket(bucket, path);
    if (stored) return stored;
    const { result, error } = await lambda.invoke(functionUrlEvent(`/${path}`));
    if (error) return { status: 502, body: Buffer.from(error.errorMessage ?? error.message) };
    return { status: result.statusCode, body: Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8') };
  }
  return { lambda, get, stop: () => lambda.stop() };
}
