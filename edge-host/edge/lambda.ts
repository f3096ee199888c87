/*
 * lambda.ts - the origin-request function as Lambda@Edge loads it
 *
 * The core is compiled while the function starts, where the processor is not shared with a request.
 */
import { init, transform, version } from 'scanrill';
import { openStore } from '../store/open.ts';
import { makeHandler } from './handler.ts';

await init();

export const handler = makeHandler({
  openStores: async ({ source, variants }) => ({
    source: await openStore(source),
    variants: await openStore(variants),
  }),
  transform,
  outputEpoch: Number((await version())['epoch']),
  log: (line) => process.stdout.write(`${line}\n`),
  now: () => performance.now(),
  region: process.env['AWS_REGION'] ?? '',
});
