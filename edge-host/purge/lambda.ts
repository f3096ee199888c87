/*
 * lambda.ts - the purge function as Lambda loads it
 *
 * A regional function, with two queues in front and these variables:
 *
 *   SCANRILL_CONFIG         as the header x-scanrill-config (edge/config.ts)
 *   SCANRILL_DISTRIBUTION   cloudfront://E2EXAMPLE
 */
import { readSettings } from '../edge/config.ts';
import { openStore } from '../store/open.ts';
import { fromEnvironment } from '../store/s3.ts';
import { makePurge } from './handler.ts';
import { openDistribution } from './invalidate.ts';

const { SCANRILL_CONFIG = '', SCANRILL_DISTRIBUTION = '' } = process.env;
const settings = readSettings(SCANRILL_CONFIG);

export const handler = makePurge({
  settings,
  source: await openStore(settings.source),
  variants: await openStore(settings.variants),
  invalidate: openDistribution(SCANRILL_DISTRIBUTION, fromEnvironment),
  log: (line) => process.stdout.write(`${line}\n`),
});
