/*
 * cloudfront.ts - what CloudFront hands to an origin-request function, and what it takes back
 *
 * Only the fields that are used here, as the developer guide describes them.  Types alone.
 */

/** Names in lower case; `key` is the spelling on the wire. */
export type Headers = Record<string, { key?: string; value: string }[]>;

export interface S3Origin {
  authMethod: string;
  customHeaders: Headers;
  domainName: string;
  path: string;
  region: string;
}

export interface OriginRequest {
  clientIp: string;
  method: string;
  uri: string;
  querystring: string;
  headers: Headers;
  origin?: { s3?: S3Origin };
}

export interface EventConfig {
  distributionDomainName: string;
  distributionId: string;
  eventType: string;
  requestId: string;
}

export interface OriginRequestEvent {
  Records: [{ cf: { config: EventConfig; request: OriginRequest } }];
}

/** An answer made by the function itself. A status is a string here. */
export interface GeneratedResponse {
  status: string;
  statusDescription?: string;
  headers: Headers;
  body?: string;
  bodyEncoding?: 'text' | 'base64';
}

/** Either goes on to the origin (a request) or back to the viewer (a response). */
export type OriginRequestResult = OriginRequest | GeneratedResponse;

export function isGenerated(result: OriginRequestResult): result is GeneratedResponse {
  return 'status' in result;
}
