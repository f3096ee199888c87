/*
 * s3-request.ts - one signed request to S3, or its like, made again while that may help
 *
 * Again: a lost connection, 429 and 5xx (503 is S3's «slow down»), and an answer whose body breaks
 * off.  The pauses are random below a bound that doubles, so that many callers who were refused
 * together do not come back together.  Every other answer is the caller's to read.
 */
import { AwsClient } from 'aws4fetch';
import { fault } from './fault.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface S3Client {
  send(request: S3Request): Promise<S3Answer>;
}

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** Of an answer with 200: more is refused with INPUT_TOO_LARGE. */
  maxBytes?: number;
  /** Ends everything with SOURCE_SLOW. */
  signal?: AbortSignal | undefined;
}

export interface S3Answer {
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** More than one: an answer may have been lost, although S3 did what it was asked. */
  attempts: number;
}

const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 50;
/** One attempt; a connection that says nothing for so long is given up. */
const ATTEMPT_TIMEOUT_MS = 8000;
/** Of an answer that is not 200: S3's sentence about an error. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Errors of send(): SOURCE_SLOW, SOURCE_ERROR, INPUT_TOO_LARGE. */
export function openS3Client(
  region: string,
  credentials: () => Credentials,
  service = 's3',
): S3Client {
  const cache = new Map<string, ArrayBuffer>(); // signing keys: one for each secret and day
  return {
    async send(request) {
      const { signal } = request;
      for (let attempt = 1; ; attempt++) {
        const client = new AwsClient({
          ...credentials(),
          service,
          region,
          cache,
          retries: 0,
        });
        const result = await attemptOnce(client, request);
        if (!('retry' in result)) return { ...result, attempts: attempt };
        if (signal?.aborted) throw fault('SOURCE_SLOW', result.retry, result.cause);
        if (attempt === MAX_ATTEMPTS) {
          throw fault('SOURCE_ERROR', `${attempt} attempts: ${result.retry}`, result.cause);
        }
        await pause(Math.random() * FIRST_PAUSE_MS * 2 ** attempt, signal);
      }
    },
  };
}

/** 'retry' says in words what did not work. */
type Attempt = Omit<S3Answer, 'attempts'> | { retry: string; cause?: unknown };

async function attemptOnce(client: AwsClient, request: S3Request): Promise<Attempt> {
  const { method, url, headers = {}, body, maxBytes = MAX_ERROR_BYTES, signal } = request;
  const timeout = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  try {
    const sent = { method, ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }) };
    const signed = await client.sign(url, { ...sent, headers });
    // Not fetch(signed): Node forgets the signal of a Request that nobody holds any more, and a
    // store that stays silent would be waited for without end.
    const response = await fetch(signed.url, {
      ...sent,
      headers: signed.headers,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const limit = response.status === 200 ? maxBytes : MAX_ERROR_BYTES;
    const answer = {
      status: response.status,
      headers: response.headers,
      body: method === 'HEAD' ? new Uint8Array() : await readBody(response, limit),
    };
    if (!isTransient(answer.status)) return answer;
    return { retry: `${answer.status} ${errorCode(answer.body)}` };
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ScanrillError') throw cause;
    return { retry: describe(cause), cause };
  }
}

function isTransient(status: number): boolean {
  return status === 429 || status >= 500;
}

/** All bytes, in one array that is never larger than the limit. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const promised = Number(response.headers.get('content-length') ?? Number.NaN);
  if (promised > maxBytes) {
    await response.body?.cancel();
    throw fault('INPUT_TOO_LARGE', `${promised} bytes, at most ${maxBytes} are read`);
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > maxBytes) throw fault('INPUT_TOO_LARGE', `more than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  if (!Number.isNaN(promised) && bytes !== promised) {
    throw new Error(`the body ended after ${bytes} of ${promised} bytes`);
  }
  return joined(pieces, bytes);
}

function joined(pieces: Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** <Code> of S3's answer about an error: NoSuchKey, AccessDenied, SlowDown. */
export function errorCode(body: Uint8Array): string {
  return /<Code>([^<]*)<\/Code>/.exec(new TextDecoder().decode(body))?.[1] ?? '';
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  return `${cause.message}${inner}`;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
