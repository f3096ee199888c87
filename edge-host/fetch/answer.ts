/*
 * answer.ts - what travels to the viewer: a status, headers, a whole body
 *
 * Pure, and nothing of Node.
 */
import type { GeneratedResponse } from '../edge/cloudfront.ts';

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/** An answer of ours to what never reaches the edge function. */
export function plainAnswer(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
      ...headers,
    },
    body: new TextEncoder().encode(`${text}\n`),
  };
}

/** What a function hands to CloudFront, as CloudFront sends it on. */
export function answerOfGenerated(result: GeneratedResponse): Answer {
  const { status, headers, body = '', bodyEncoding } = result;
  return {
    status: Number(status),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, values]) => [
        name,
        values.map((one) => one.value).join(', '),
      ]),
    ),
    body: bodyEncoding === 'base64' ? bytesOfBase64(body) : new TextEncoder().encode(body),
  };
}

function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
