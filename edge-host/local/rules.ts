/*
 * rules.ts - CloudFront's quotas and header rules, as data
 *
 * From the developer guide: "Quotas", "Restrictions on edge functions".  validator.ts applies them.
 * Pure data and two questions about a header's name.
 */
export type EventType = 'viewer-request' | 'viewer-response' | 'origin-request' | 'origin-response';

export const QUOTAS = {
  /** code of a CloudFront Function */
  functionBytes: 10_240,
  /** headers and body of an answer made by the function */
  viewerAnswerBytes: 40_960,
  originAnswerBytes: 1_048_576,
  /** path and query string together stay below this */
  uriCharacters: 8_192,
  requestHeaderBytes: 20_480,
  customHeaders: 30,
  customHeaderNameCharacters: 256,
  customHeaderValueCharacters: 1_783,
  customHeaderCharacters: 10_240,
} as const;

/** Never shown to a function; a function that adds one makes CloudFront answer 502. */
const DISALLOWED = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'upgrade',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-accel-redirect',
  'x-amzn-auth',
  'x-amzn-cf-billing',
  'x-amzn-cf-id',
  'x-amzn-cf-xff',
  'x-amzn-errortype',
  'x-amzn-fle-profile',
  'x-amzn-header-count',
  'x-amzn-header-order',
  'x-amzn-lambda-integration-tag',
  'x-amzn-requestid',
  'x-cache',
  'x-forwarded-proto',
  'x-real-ip',
]);
const DISALLOWED_PREFIXES = ['x-amz-cf-', 'x-edge-'];

/** Shown, but a function may neither change nor remove nor add them. */
const READ_ONLY: Record<EventType, Set<string>> = {
  'viewer-request': new Set(['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via']),
  'viewer-response': new Set([
    'content-encoding',
    'content-length',
    'transfer-encoding',
    'via',
    'warning',
  ]),
  'origin-request': new Set([
    'accept-encoding',
    'cdn-loop',
    'content-length',
    'if-modified-since',
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'transfer-encoding',
    'via',
  ]),
  'origin-response': new Set(['transfer-encoding', 'via']),
};

export function isDisallowedHeader(name: string): boolean {
  return DISALLOWED.has(name) || DISALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

export function readOnlyHeaders(event: EventType): ReadonlySet<string> {
  return READ_ONLY[event];
}
