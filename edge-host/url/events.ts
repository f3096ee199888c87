/*
 * events.ts - what a Lambda function URL hands to its function, as a Request
 *
 * Only the fields that are used here, of payload version 2.0 as the developer guide describes it.
 * rawPath and rawQueryString are percent-encoded as they came.  Pure.
 */
export interface FunctionUrlEvent {
  version: '2.0';
  rawPath: string;
  rawQueryString: string;
  /** Names in lower case; several values of a name are joined by commas. */
  headers: Record<string, string>;
  requestContext: { domainName: string; requestId: string; http: { method: string } };
}

export function requestOf(event: FunctionUrlEvent): Request {
  const { rawPath, rawQueryString, headers, requestContext } = event;
  const { domainName, requestId, http } = requestContext;
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`;
  return new Request(`https://${domainName}${rawPath}${query}`, {
    method: http.method,
    headers: { ...headers, 'x-amzn-request-id': requestId },
  });
}
