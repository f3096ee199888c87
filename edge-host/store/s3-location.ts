/*
 * s3-location.ts - where a bucket is, as one line of configuration
 *
 *   s3://photos?region=eu-west-1
 *   s3://photos/originals?region=eu-west-1                         keys below "originals/"
 *   s3://photos?region=us-east-1&endpoint=http://127.0.0.1:7480    a store that speaks S3
 *
 * The Region stands in the line and is never taken from AWS_REGION: at the edge that is the Region
 * in which the function happens to run.  Pure.
 */

export interface S3Location {
  bucket: string;
  /** '' or ends with a slash; stands before every key. */
  prefix: string;
  region: string;
  /** Without a slash at the end; the bucket is the first part of the path there. */
  endpoint?: string;
}

/** Errors: a TypeError whose sentence says what is wrong with the line. */
export function readS3Location(line: string): S3Location {
  const wrong = (what: string) =>
    new TypeError(`${what} in «${line}»; a bucket is written s3://bucket/prefix?region=eu-west-1`);
  const [, bucket, path = '', query = ''] = /^s3:\/\/([^/?]+)(\/[^?]*)?(?:\?(.*))?$/.exec(line) ?? [];
  if (bucket === undefined) throw wrong('there is no bucket');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw wrong('this is no bucket name');
  const values = new URLSearchParams(query);
  for (const name of values.keys()) {
    if (name !== 'region' && name !== 'endpoint') throw wrong(`nothing reads «${name}»`);
  }
  const region = values.get('region') ?? '';
  if (!/^[a-z0-9-]+$/.test(region)) throw wrong('the region is missing');
  const prefix = decodeURIComponent(path.replace(/^\/+|\/+$/g, ''));
  const endpoint = values.get('endpoint');
  if (endpoint !== null && !/^https?:\/\/[^/?#]+$/.test(endpoint)) {
    throw wrong('the endpoint is not scheme://host:port');
  }
  return {
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region,
    ...(endpoint === null ? {} : { endpoint }),
  };
}

/** The address of an object; without a key, of the bucket. */
export function s3Url({ bucket, prefix, region, endpoint }: S3Location, key?: string): string {
  const path = key === undefined ? '' : (prefix + key).split('/').map(encodePart).join('/');
  if (endpoint !== undefined) return `${endpoint}/${bucket}/${path}`;
  // A certificate for *.s3.… does not fit a bucket's name with dots: that one goes into the path.
  const domain = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return bucket.includes('.')
    ? `https://${domain}/${bucket}/${path}`
    : `https://${bucket}.${domain}/${path}`;
}

/** As signatures want it: everything but the unreserved characters of RFC 3986. */
function encodePart(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
