/*
 * response-headers.ts - what a distribution does to the headers of every answer
 *
 * CloudFront's response headers policy, as data: the distribution is made with it, and CloudFront in
 * a box does the same.  The bucket's own headers are nobody's business; of what we wrote beside a
 * variant, its hash and its output epoch stay, with which `scanrill verify` proves it.  Pure.
 */

/** A browser takes no picture for a page, and no picture may run or load anything. */
export const ADDED_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
} as const;

/** At most ten. */
export const REMOVED_HEADERS = [
  'x-amz-meta-ms',
  'x-amz-meta-source-etag',
  'x-amz-meta-cache-tag',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-version-id',
  'x-amz-expiration',
  'x-amz-id-2',
  'x-amz-request-id',
] as const;

export function applyPolicy(headers: Record<string, string>): Record<string, string> {
  const kept = { ...headers };
  for (const name of REMOVED_HEADERS) delete kept[name];
  return { ...kept, ...ADDED_HEADERS };
}
