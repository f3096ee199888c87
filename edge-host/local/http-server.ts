/*
 * http-server.ts - HTTP in, HTTP out: around the distribution and the page
 *
 * Conditions, ranges and HEAD are applied here, to whole answers.  Answers only to names of this
 * machine while it listens on this machine alone: a web page elsewhere must not read the pictures
 * of a folder by giving its own name this address.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { respondToError } from '../edge/respond.ts';
import { answerOfGenerated, plainAnswer, type Answer } from '../fetch/answer.ts';
import { applyConditions } from '../fetch/conditional.ts';
import type { Distribution, Outcome } from './distribution.ts';
import type { PageFiles } from './page-files.ts';
import type { Statistics } from './statistics.ts';

export interface ServerParts {
  distribution: Distribution;
  /** The index page; a distribution has none. */
  page?: PageFiles;
  statistics: Statistics;
  /** Listens to this machine only. */
  loopback: boolean;
  /** Takes one line for each picture that was asked for. */
  log(line: string): void;
}

export function makeHttpServer(parts: ServerParts): Server {
  return createServer((request, response) => {
    answer(parts, request)
      .catch((error: unknown) => {
        parts.log(`! ${error instanceof Error ? error.stack : String(error)}`);
        return answerOfGenerated(respondToError(error));
      })
      .then((outcome) => send(request, response, outcome))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
}

async function answer(parts: ServerParts, request: IncomingMessage): Promise<Answer> {
  const startMs = performance.now();
  const target = request.url ?? '/';
  if (parts.loopback && !isOwnName(request.headers.host ?? '')) {
    return plainAnswer(421, 'This server answers to localhost only.');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    // CloudFront answers 403 to methods that the behaviour does not allow.
    return plainAnswer(403, 'This distribution takes GET and HEAD.', { allow: 'GET, HEAD' });
  }
  const own = await parts.page?.(target.split('?')[0]!);
  if (own) return conditioned(own, request);
  const outcome = await parts.distribution.serve({
    method: request.method,
    target,
    rawHeaders: request.rawHeaders,
    ip: request.socket.remoteAddress ?? '127.0.0.1',
    requestId: randomUUID(),
  });
  const totalMs = performance.now() - startMs;
  parts.statistics.count(outcome.answer.status, outcome.cache, outcome.unknown);
  const sent = conditioned(withTimings(outcome, totalMs), request);
  parts.log(line(request, sent, outcome, totalMs));
  return sent;
}

function conditioned(whole: Answer, request: IncomingMessage): Answer {
  return applyConditions(whole, {
    method: request.method ?? 'GET',
    ifNoneMatch: request.headers['if-none-match'],
    ifModifiedSince: request.headers['if-modified-since'],
    range: request.headers.range,
    ifRange: request.headers['if-range']?.toString(),
  });
}

/** x-scanrill-ms: what making the variant took, whenever that was; x-scanrill-path: its key. */
function withTimings(
  { answer: whole, cache, ageSeconds, path, transformMs }: Outcome,
  totalMs: number,
): Answer {
  const phases = [`cache;desc=${cache}`, `total;dur=${totalMs.toFixed(1)}`];
  if (transformMs !== undefined && cache === 'Miss') phases.push(`transform;dur=${transformMs}`);
  return {
    ...whole,
    headers: {
      ...whole.headers,
      ...(transformMs === undefined ? {} : { 'x-scanrill-ms': transformMs }),
      ...(cache === 'Hit' ? { age: String(ageSeconds) } : {}),
      'x-scanrill-path': path,
      'x-cache': cache,
      'server-timing': phases.join(', '),
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, sent: Answer): void {
  const hasBody = sent.status !== 304 && sent.status !== 204;
  response.writeHead(sent.status, {
    ...sent.headers,
    ...(hasBody ? { 'content-length': String(sent.body.byteLength) } : {}),
  });
  response.end(hasBody && request.method !== 'HEAD' ? sent.body : undefined);
}

function isOwnName(host: string): boolean {
  return /^(?:localhost|[^:]+\.localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);
}

function line(request: IncomingMessage, sent: Answer, outcome: Outcome, totalMs: number): string {
  const columns = [
    String(sent.status),
    outcome.cache.padEnd(4),
    `${totalMs.toFixed(0).padStart(5)} ms`,
    `${sent.body.byteLength.toLocaleString('en').padStart(10)} B`,
    (sent.headers['content-type'] ?? '').split(';')[0],
    request.url,
  ];
  if (outcome.unknown.length > 0) columns.push(`unknown: ${outcome.unknown.join(', ')}`);
  return columns.join('  ');
}
