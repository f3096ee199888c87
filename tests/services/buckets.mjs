/*
 * buckets.mjs - what the deployment does once on AWS: make buckets, set their policies
 */
import { readS3Location, s3Url } from '../../edge-host/dist/store/s3-location.js';
import { openS3Client } from '../../edge-host/dist/store/s3-request.js';

let made = 0;

const clientOf = (s3) => openS3Client(s3.region, () => s3.owner);

async function put(s3, path, body) {
  const answer = await clientOf(s3).send({ method: 'PUT', url: `${s3.endpoint}/${path}`, body });
  if (answer.status < 300) return;
  throw new Error(`${path}: ${answer.status} ${Buffer.from(answer.body)}`);
}

/** A new bucket of the owner's; answers its name. */
export async function makeBucket(s3, name = `bucket-${process.pid}-${++made}`) {
  await put(s3, name);
  return name;
}

/** What the user 'cloudfront' may do in the bucket. */
export async function setPolicy(s3, bucket, actions) {
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam:::user/cloudfront'] },
        Action: actions,
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  };
  await put(s3, `${bucket}?policy`, new TextEncoder().encode(JSON.stringify(policy)));
}

/** Keep what is overwritten or deleted. */
export async function setVersioning(s3, bucket) {
  const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  await put(s3, `${bucket}?versioning`, new TextEncoder().encode(enabled));
}

/** Write over what is there. Answers the ETag. */
export async function overwrite(s3, bucket, key, body, contentType = 'image/jpeg') {
  const answer = await clientOf(s3).send({
    method: 'PUT',
    url: s3Url(readS3Location(s3.location(bucket)), key),
    headers: { 'content-type': contentType },
    body,
  });
  if (answer.status !== 200) throw new Error(`${key}: ${answer.status}`);
  return answer.headers.get('etag');
}
