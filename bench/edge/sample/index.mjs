/*
 * index.mjs - what we are measured against: a Lambda behind an origin group, with sharp
 *
 * The flow of AWS's image-optimization sample, written anew from its description: asked when the
 * bucket of variants says 404, it reads the original, transforms it with sharp, writes the variant,
 * and answers with the bytes as base64; what is too large for that is redirected to the variant.
 * Objects are read and written with aws4fetch, which starts faster than the SDK that the sample has.
 *
 *   ORIGINALS, VARIANTS   addresses of the two buckets
 */
import { createRequire } from 'node:module';
import sharp from 'sharp';

const fromEdgeHost = createRequire(new URL('../../../edge-host/package.json', import.meta.url));
const { AwsClient } = fromEdgeHost('aws4fetch');

const { ORIGINALS, VARIANTS, STORE_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
const MAX_ANSWER_BYTES = 4_700_000;

const s3 = new AwsClient({
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
  region: STORE_REGION,
  service: 's3',
  retries: 0,
});

export async function handler({ rawPath }) {
  const at = rawPath.lastIndexOf('/');
  const operations = Object.fromEntries(rawPath.slice(at + 1).split(',').map((pair) => pair.split('=')));
  const original = await s3.fetch(ORIGINALS + rawPath.slice(0, at));
  if (original.status !== 200) return answer(original.status === 404 ? 404 : 500, 'text/plain', 'no original');
  let picture = sharp(Buffer.from(await original.arrayBuffer()), { failOn: 'none' });
  const { orientation } = await picture.metadata();
  if (operations.width) picture = picture.resize({ width: Number(operations.width) });
  if (orientation) picture = picture.rotate();
  const format = operations.format ?? 'jpeg';
  const body = await picture.toFormat(format, { quality: 80 }).toBuffer();
  await s3.fetch(VARIANTS + rawPath, {
    method: 'PUT',
    body,
    headers: { 'content-type': `image/${format}`, 'cache-control': 'max-age=31622400' },
  });
  if (body.length > MAX_ANSWER_BYTES) return { statusCode: 302, headers: { location: rawPath } };
  return answer(200, `image/${format}`, body.toString('base64'), true);
}

function answer(statusCode, type, body, isBase64Encoded = false) {
  return { statusCode, headers: { 'content-type': type }, body, isBase64Encoded };
}
