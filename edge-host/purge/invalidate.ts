/*
 * invalidate.ts - takes everything with a cache tag out of CloudFront's caches
 *
 *   cloudfront://E2EXAMPLE                                     a distribution
 *   cloudfront://E2EXAMPLE?endpoint=http://127.0.0.1:7481      what answers like CloudFront
 *
 * CreateInvalidation takes tags where it takes paths: '#img-3f6c...' is everything with that tag.
 */
import { fault } from '../store/fault.ts';
import { errorCode, openS3Client, type Credentials } from '../store/s3-request.ts';

/** Errors: SOURCE_SLOW, SOURCE_ERROR. */
export type Invalidate = (tags: readonly string[], signal?: AbortSignal) => Promise<void>;

const API = '2020-05-31';
const ENDPOINT = 'https://cloudfront.amazonaws.com';
/** CloudFront is one place for all Regions, and its requests are signed for this one. */
const REGION = 'us-east-1';

/** 'line' as above. Errors: a TypeError that says what is wrong with it. */
export function openDistribution(line: string, credentials: () => Credentials): Invalidate {
  const [, id, endpoint = ENDPOINT] =
    /^cloudfront:\/\/([A-Z0-9]+)(?:\?endpoint=(https?:\/\/[^/?#]+))?$/.exec(line) ?? [];
  if (id === undefined)
    throw new TypeError(`a distribution is written cloudfront://E2EXAMPLE, not «${line}»`);
  const client = openS3Client(REGION, credentials, 'cloudfront');
  return async (tags, signal) => {
    const answer = await client.send({
      method: 'POST',
      url: `${endpoint}/${API}/distribution/${id}/invalidation`,
      headers: { 'content-type': 'application/xml' },
      body: new TextEncoder().encode(batchOf(tags)),
      signal,
    });
    if (answer.status === 201) return;
    // TooManyInvalidationsInProgress is a 400: the queue brings the message again later.
    const what = `${answer.status} ${errorCode(answer.body)}`.trim();
    throw fault('SOURCE_ERROR', `CloudFront answers an invalidation with ${what}`);
  };
}

/** A reference of its own: CloudFront takes a request that is sent again for the same one. */
function batchOf(tags: readonly string[]): string {
  const items = tags.map((tag) => `<Path>#${tag}</Path>`).join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/${API}/">` +
    `<CallerReference>${crypto.randomUUID()}</CallerReference>` +
    `<Paths><Items>${items}</Items><Quantity>${tags.length}</Quantity></Paths></InvalidationBatch>`
  );
}
