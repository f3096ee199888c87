/*
 * events.ts - an HTTP request -> the events that CloudFront makes of it
 *
 * Field for field as the developer guide shows them.  Pure.
 */
import type { Headers, OriginRequestEvent } from '../edge/cloudfront.ts';
import { CONFIG_HEADER, ROLE_HEADER, type Role } from '../edge/config.ts';
import { isDisallowedHeader } from './rules.ts';
import type { ViewerEvent, ViewerRequest, ViewerResponse, ViewerValues } from './viewer-event.ts';

const DISTRIBUTION = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
};
const BUCKET_DOMAIN = 'scanrill-variants.s3.us-east-1.amazonaws.com';

export interface HttpRequest {
  method: string;
  /** As it came: '/cat.jpg?w=400'. */
  target: string;
  /** Names and values in turn, as node:http's rawHeaders. */
  rawHeaders: string[];
  ip: string;
  requestId: string;
}

export function viewerRequestOf(http: HttpRequest): ViewerRequest {
  const [uri = '/', ...query] = http.target.split('?');
  const rawQuery = query.join('?');
  const headers = collect(
    pairsOfHeaders(http.rawHeaders).filter(([name]) => !isDisallowedHeader(name)),
  );
  const { cookie: _cookie, ...others } = headers;
  return {
    method: http.method,
    uri,
    querystring: collect(pairsOfQuery(rawQuery)),
    headers: others,
    cookies: {},
    rawQueryString: () => rawQuery,
  };
}

export function viewerEvent(
  http: HttpRequest,
  request: ViewerRequest,
  response?: ViewerResponse,
): ViewerEvent {
  return {
    version: '1.0',
    context: {
      ...DISTRIBUTION,
      eventType: response ? 'viewer-response' : 'viewer-request',
      requestId: http.requestId,
    },
    viewer: { ip: http.ip },
    request,
    ...(response ? { response } : {}),
  };
}

/** The cache policy forwards nothing but the path: no query, no header, no cookie of the viewer. */
export function originRequestEvent(
  http: HttpRequest,
  uri: string,
  role: Role,
  settings: string,
): OriginRequestEvent {
  return {
    Records: [
      {
        cf: {
          config: { ...DISTRIBUTION, eventType: 'origin-request', requestId: http.requestId },
          request: {
            clientIp: http.ip,
            method: http.method,
            uri,
            querystring: '',
            headers: {
              host: [{ key: 'Host', value: BUCKET_DOMAIN }],
              'user-agent': [{ key: 'User-Agent', value: 'Amazon CloudFront' }],
              via: [
                { key: 'Via', value: `2.0 ${DISTRIBUTION.distributionDomainName} (CloudFront)` },
              ],
              'x-forwarded-for': [{ key: 'X-Forwarded-For', value: http.ip }],
            },
            origin: {
              s3: {
                authMethod: 'none',
                customHeaders: customHeaders(role, settings),
                domainName: BUCKET_DOMAIN,
                path: '',
                region: 'us-east-1',
              },
            },
          },
        },
      },
    ],
  };
}

/** What the distribution sends to a member of its origin group. */
export function customHeaders(role: Role, settings: string): Headers {
  return {
    [ROLE_HEADER]: [{ key: ROLE_HEADER, value: role }],
    [CONFIG_HEADER]: [{ key: CONFIG_HEADER, value: settings }],
  };
}

function pairsOfHeaders(raw: string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i]!.toLowerCase(), raw[i + 1]!]);
  return pairs;
}

/** Not decoded: a function sees names and values as they came. */
function pairsOfQuery(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    });
}

function collect(pairs: [string, string][]): ViewerValues {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(
    [...values].map(([name, all]) => [
      name,
      all.length === 1
        ? { value: all[0]! }
        : { value: all[0]!, multiValue: all.map((value) => ({ value })) },
    ]),
  );
}
