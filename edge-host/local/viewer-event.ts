/*
 * viewer-event.ts - what CloudFront hands to a CloudFront Function, and what it takes back
 *
 * The shape of event version 1.0, as the developer guide describes it.  Types alone.
 */
export interface ViewerValue {
  value: string;
  multiValue?: { value: string }[];
}

export type ViewerValues = Record<string, ViewerValue>;

export interface ViewerRequest {
  method: string;
  uri: string;
  querystring: ViewerValues;
  headers: ViewerValues;
  cookies: ViewerValues;
  /** The text behind the question mark as it came. Results of functions do not have it. */
  rawQueryString?(): string;
}

/** What viewer-response sees of the origin's answer, and what a function answers by itself. */
export interface ViewerResponse {
  statusCode: number;
  statusDescription?: string;
  headers?: ViewerValues;
  body?: string | { encoding: 'text' | 'base64'; data: string };
}

export interface ViewerEvent {
  version: '1.0';
  context: {
    distributionDomainName: string;
    distributionId: string;
    eventType: 'viewer-request' | 'viewer-response';
    requestId: string;
  };
  viewer: { ip: string };
  request: ViewerRequest;
  response?: ViewerResponse;
}

export type ViewerResult = ViewerRequest | ViewerResponse;

export function isViewerResponse(result: ViewerResult): result is ViewerResponse {
  return 'statusCode' in result;
}
