/*
 * conditional.ts - a whole answer -> what this request wants of it: 304, a range, or no body
 *
 * RFC 9110, sections 13 and 14, for one range; several ranges at once get the whole body.  Pure.
 */
import type { Answer } from './answer.ts';

export interface RequestConditions {
  method: string;
  ifNoneMatch?: string | undefined;
  ifModifiedSince?: string | undefined;
  range?: string | undefined;
  ifRange?: string | undefined;
}

export function applyConditions(answer: Answer, wanted: RequestConditions): Answer {
  if (answer.status !== 200) return answer;
  if (isUnchanged(answer, wanted)) return notModified(answer);
  const ranged = { ...answer, headers: { ...answer.headers, 'accept-ranges': 'bytes' } };
  if (
    wanted.method !== 'GET' ||
    wanted.range === undefined ||
    !rangeApplies(answer, wanted.ifRange)
  )
    return ranged;
  return cut(ranged, wanted.range);
}

function isUnchanged(answer: Answer, wanted: RequestConditions): boolean {
  const etag = answer.headers['etag'];
  if (wanted.ifNoneMatch !== undefined) {
    const candidates = wanted.ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''));
    return candidates.includes('*') || (etag !== undefined && candidates.includes(etag));
  }
  const since = Date.parse(wanted.ifModifiedSince ?? '');
  const modified = Date.parse(answer.headers['last-modified'] ?? '');
  return modified <= since; // false where either is no date
}

function notModified(answer: Answer): Answer {
  const { 'content-type': _type, 'content-length': _length, ...headers } = answer.headers;
  return { status: 304, headers, body: new Uint8Array() };
}

/** If-Range: the part belongs to what the client has; only a strong ETag proves that. */
function rangeApplies(answer: Answer, ifRange: string | undefined): boolean {
  return ifRange === undefined || ifRange === answer.headers['etag'];
}

function cut(answer: Answer, range: string): Answer {
  const found = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  if (!found || (found[1] === '' && found[2] === '')) return answer; // not one range
  const bytes = answer.body.byteLength;
  const first = found[1] === '' ? Math.max(0, bytes - Number(found[2])) : Number(found[1]);
  const last =
    found[1] === '' || found[2] === '' ? bytes - 1 : Math.min(bytes - 1, Number(found[2]));
  if (found[1] !== '' && found[2] !== '' && Number(found[1]) > Number(found[2])) return answer;
  if (first > last || first >= bytes) return unsatisfiable(bytes);
  return {
    status: 206,
    headers: { ...answer.headers, 'content-range': `bytes ${first}-${last}/${bytes}` },
    body: answer.body.subarray(first, last + 1),
  };
}

function unsatisfiable(bytes: number): Answer {
  return { status: 416, headers: { 'content-range': `bytes */${bytes}` }, body: new Uint8Array() };
}
