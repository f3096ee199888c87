/*
 * lambda.ts - the fetch handler behind a Lambda function URL, with response streaming
 *
 * A regional function: it may be arm64, may answer more than the 6 MB of a buffered one, and may have
 * environment variables:
 *
 *   SCANRILL_CONFIG     as the header x-scanrill-config (edge/config.ts)
 *   SCANRILL_SETTINGS   what viewers' URLs may ask for: JSON as docs/settings.md describes it; without
 *                       it the paths are those that a viewer function in front writes
 */
import { init, transform, version } from 'scanrill';
import { readSettings as readUrlSettings } from 'scanrill/settings';
import { readSettings } from '../edge/config.ts';
import { makeFetchHandler } from '../fetch/fetch-handler.ts';
import { openStore } from '../store/open.ts';
import { requestOf, type FunctionUrlEvent } from './events.ts';

/** Of Lambda's runtime. */
interface ResponseStream {
  write(piece: Uint8Array | string): boolean;
  end(): void;
  once(event: 'drain', listener: () => void): void;
}
declare const awslambda: {
  streamifyResponse<E>(handler: (event: E, stream: ResponseStream) => Promise<void>): unknown;
  HttpResponseStream: {
    from(
      stream: ResponseStream,
      head: { statusCode: number; headers: Record<string, string> },
    ): ResponseStream;
  };
};

/** So much is written at once; Lambda's buffers are small, and the pieces are views. */
const PIECE_BYTES = 64 * 1024;

await init();
const { SCANRILL_CONFIG = '', SCANRILL_SETTINGS } = process.env;
const edge = readSettings(SCANRILL_CONFIG);
const handle = makeFetchHandler({
  source: await openStore(edge.source),
  variants: await openStore(edge.variants),
  transform,
  outputEpoch: Number((await version())['epoch']),
  settings: SCANRILL_SETTINGS ? readUrlSettings(JSON.parse(SCANRILL_SETTINGS)) : undefined,
  edge,
  log: (line) => process.stdout.write(`${line}\n`),
  now: () => performance.now(),
});

export const handler = awslambda.streamifyResponse(async (event: FunctionUrlEvent, stream) => {
  const response = await handle(requestOf(event));
  // Lambda counts itself.
  const { 'content-length': _length, ...headers } = Object.fromEntries(response.headers);
  const answer = awslambda.HttpResponseStream.from(stream, { statusCode: response.status, headers });
  answer.write(''); // status and headers go out with the first piece, and there may be no other
  await writeAll(answer, new Uint8Array(await response.arrayBuffer()));
  answer.end();
});

async function writeAll(stream: ResponseStream, body: Uint8Array): Promise<void> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) {
    if (stream.write(body.subarray(at, at + PIECE_BYTES))) continue;
    await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
}
