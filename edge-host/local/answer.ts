/*
 * answer.ts - what travels from the origin to the viewer: a status, headers, a whole body
 *
 * Types, and the answers that CloudFront itself makes.  Pure.
 */
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
    body: Buffer.from(`${text}\n`),
  };
}
