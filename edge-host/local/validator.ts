/*
 * validator.ts - what CloudFront would say about a function's result
 *
 * A result that breaks a rule is a 502 in the cloud, with its reason in a log that nobody has open.
 * Here each check returns sentences, and no sentence means that CloudFront takes the result.  Pure.
 */
import {
  isGenerated,
  type GeneratedResponse,
  type Headers,
  type OriginRequest,
  type OriginRequestResult,
} from '../edge/cloudfront.ts';
import { isDisallowedHeader, QUOTAS, readOnlyHeaders, type EventType } from './rules.ts';
import {
  isViewerResponse,
  type ViewerRequest,
  type ViewerResponse,
  type ViewerResult,
  type ViewerValues,
} from './viewer-event.ts';

/** The result of an origin-request function, next to the request it was called with. */
export function checkOriginRequestResult(
  before: OriginRequest,
  after: OriginRequestResult,
): string[] {
  if (typeof after !== 'object' || after === null) return ['the result is not an object'];
  return isGenerated(after) ? checkGenerated(after) : checkForwarded(before, after);
}

/** The result of a CloudFront Function on viewer-request. */
export function checkViewerRequestResult(before: ViewerRequest, after: ViewerResult): string[] {
  if (typeof after !== 'object' || after === null) return ['the result is not an object'];
  if (isViewerResponse(after)) return checkViewerAnswer(after, 'viewer-request', {});
  return [
    ...(after.method === before.method ? [] : ['the method was changed']),
    ...checkUri(after.uri, ''),
    ...checkHeaderRules('viewer-request', flat(before.headers), flat(after.headers)),
  ];
}

/** The result of a CloudFront Function on viewer-response. */
export function checkViewerResponseResult(before: ViewerResponse, after: ViewerResponse): string[] {
  if (typeof after !== 'object' || after === null) return ['the result is not an object'];
  return [
    ...(after.statusCode === before.statusCode ? [] : ['the status was changed']),
    ...checkViewerAnswer(after, 'viewer-response', flat(before.headers ?? {})),
  ];
}

/** The code of a CloudFront Function. */
export function checkFunctionCode(code: string): string[] {
  const bytes = Buffer.byteLength(code);
  return bytes <= QUOTAS.functionBytes
    ? []
    : [`the function has ${bytes} bytes; CloudFront takes ${QUOTAS.functionBytes}`];
}

/** The headers that a distribution sends to its origin. */
export function checkCustomHeaders(headers: Headers): string[] {
  const rows = Object.entries(flatLists(headers));
  const characters = rows.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const problems = rows.flatMap(([name, value]) => [
    ...(name.length > QUOTAS.customHeaderNameCharacters
      ? [`the custom header name ${name} is too long`]
      : []),
    ...(value.length > QUOTAS.customHeaderValueCharacters
      ? [tooLong(`the custom header ${name}`, value.length, QUOTAS.customHeaderValueCharacters)]
      : []),
    ...(isDisallowedHeader(name) ? [`the header ${name} may not be a custom header`] : []),
  ]);
  if (rows.length > QUOTAS.customHeaders)
    problems.push(`${rows.length} custom headers; CloudFront takes ${QUOTAS.customHeaders}`);
  if (characters > QUOTAS.customHeaderCharacters) {
    problems.push(tooLong('the custom headers', characters, QUOTAS.customHeaderCharacters));
  }
  return problems;
}

function checkForwarded(before: OriginRequest, after: OriginRequest): string[] {
  const problems = [
    ...checkUri(after.uri, after.querystring),
    ...checkHeaderSpelling(after.headers),
    ...checkHeaderRules('origin-request', flatLists(before.headers), flatLists(after.headers)),
  ];
  if (after.method !== before.method) problems.push('the method was changed');
  if (after.clientIp !== before.clientIp) problems.push('clientIp was changed');
  // Origin access control signs for the origin it was set up with; another one is not signed for.
  if (JSON.stringify(after.origin) !== JSON.stringify(before.origin))
    problems.push('the origin was changed');
  return problems;
}

function checkGenerated(answer: GeneratedResponse): string[] {
  const headers = flatLists(answer.headers);
  const problems = [
    ...checkStatus(answer.status, 'string'),
    ...checkHeaderSpelling(answer.headers),
    ...checkHeaderRules('origin-request', {}, headers),
    ...checkBody(answer.body ?? '', answer.bodyEncoding ?? 'text'),
  ];
  const bytes = sizeOf(headers) + Buffer.byteLength(answer.body ?? '');
  if (bytes > QUOTAS.originAnswerBytes) {
    problems.push(
      `headers and body have ${bytes} bytes; CloudFront takes ${QUOTAS.originAnswerBytes}`,
    );
  }
  return problems;
}

function checkViewerAnswer(
  answer: ViewerResponse,
  event: EventType,
  before: Record<string, string>,
): string[] {
  const headers = flat(answer.headers ?? {});
  const body =
    typeof answer.body === 'object'
      ? answer.body
      : { encoding: 'text' as const, data: answer.body ?? '' };
  const problems = [
    ...checkStatus(answer.statusCode, 'number'),
    ...checkHeaderRules(event, before, headers),
    ...checkBody(body.data, body.encoding),
  ];
  const bytes = sizeOf(headers) + Buffer.byteLength(body.data);
  if (bytes > QUOTAS.viewerAnswerBytes) {
    problems.push(
      `headers and body have ${bytes} bytes; CloudFront takes ${QUOTAS.viewerAnswerBytes}`,
    );
  }
  return problems;
}

function checkStatus(status: unknown, type: 'string' | 'number'): string[] {
  if (typeof status !== type)
    return [`the status is a ${typeof status}; CloudFront wants a ${type} here`];
  const number = Number(status);
  return Number.isInteger(number) && number >= 200 && number <= 599
    ? []
    : [`the status ${String(status)} is not 200 to 599`];
}

function checkUri(uri: unknown, querystring: unknown): string[] {
  if (typeof uri !== 'string' || !uri.startsWith('/'))
    return ['the uri does not begin with a slash'];
  if (typeof querystring !== 'string') return ['the query string is not a string'];
  const problems = [];
  if (!/^[\x21-\x7e]*$/.test(uri) || /[?#]/.test(uri))
    problems.push('the uri holds characters that must be percent-encoded');
  if (uri.length + querystring.length >= QUOTAS.uriCharacters) {
    problems.push(
      tooLong('uri and query string', uri.length + querystring.length, QUOTAS.uriCharacters - 1),
    );
  }
  return problems;
}

function checkBody(body: unknown, encoding: unknown): string[] {
  if (typeof body !== 'string') return ['the body is not a string'];
  if (encoding === 'text') return [];
  if (encoding !== 'base64') return [`the body's encoding is neither text nor base64`];
  return Buffer.from(body, 'base64').toString('base64') === body ? [] : ['the body is not base64'];
}

function checkHeaderSpelling(headers: Headers): string[] {
  return Object.entries(headers).flatMap(([name, values]) => {
    if (!Array.isArray(values)) return [`the header ${name} is not a list`];
    return values.some(({ key }) => key !== undefined && key.toLowerCase() !== name)
      ? [`the header ${name} has a key that spells another name`]
      : [];
  });
}

function checkHeaderRules(
  event: EventType,
  before: Record<string, string>,
  after: Record<string, string>,
): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(after)) {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name))
      problems.push(`the header name «${name}» is not in lower case or not a token`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      problems.push(`the header ${name} holds characters that no header may hold`);
    if (isDisallowedHeader(name)) problems.push(`the header ${name} may not be set`);
  }
  for (const name of readOnlyHeaders(event)) {
    if (before[name] !== after[name]) problems.push(`the header ${name} is read-only on ${event}`);
  }
  return problems;
}

function flat(values: ViewerValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { value, multiValue }]) => [
      name,
      multiValue?.map((one) => one.value).join(', ') ?? value,
    ]),
  );
}

function flatLists(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [
      name,
      Array.isArray(values) ? values.map((one) => one.value).join(', ') : '',
    ]),
  );
}

function sizeOf(headers: Record<string, string>): number {
  return Object.entries(headers).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(`${name}: ${value}\r\n`),
    0,
  );
}

const tooLong = (what: string, characters: number, most: number): string =>
  `${characters} characters in ${what}; CloudFront takes ${most}`;
