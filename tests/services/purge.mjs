/*
 * purge.mjs - the uploaded purge function behind its two queues, for a box of cloudfront.mjs
 *
 * Each queue has an instance of its own in AWS's runtime client. CreateInvalidation is answered here, and
 * bans in Varnish.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startInvalidations } from './invalidations.mjs';
import { startLambda } from './lambda.mjs';
import { startQueue } from './queue.mjs';

const FUNCTION = fileURLToPath(new URL('../../edge-host/dist/lambda/purge', import.meta.url));

/** In the cloud longer than the edge function's timeout. */
const LATER_MS = 500;

/**
 * 'config': what the function is told, if not what the edge function is; 'delay': of the second queue.
 * Answers tell(event), drained(), the queues now and later, functions, invalidations, and stop().
 */
export async function startPurge(s3, box, { config = box.config, delay = () => sleep(LATER_MS) } = {}) {
  const { secretAccessKey, accessKeyId } = s3.owner;
  const invalidations = await startInvalidations({ secretAccessKey, forget: (tag) => box.cache.forgetTag(tag) });
  const start = () =>
    startLambda({
      folder: FUNCTION,
      environment: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        SCANRILL_CONFIG: config,
        SCANRILL_DISTRIBUTION: `cloudfront://E2EXAMPLE?endpoint=${invalidations.endpoint}`,
      },
    });
  const functions = [await start(), await start()];
  const [now, later] = [startQueue(functions[0]), startQueue(functions[1], { delay })];
  return {
    ...{ now, later, functions, invalidations },
    /** As EventBridge: the same event to both queues. */
    tell(event) {
      for (const queue of [now, later]) queue.send(event);
    },
    drained: () => Promise.all([now.drained(), later.drained()]),
    async stop() {
      for (const part of [...functions, invalidations]) await part.stop();
    },
  };
}
