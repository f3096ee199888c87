/*
 * queue.mjs - events of S3 as EventBridge writes them, and queues before a function
 *
 *   const queue = startQueue(lambda, { delay: () => sleep(500) });
 *   queue.send(createdEvent('photos', 'cat.jpg'));
 *   await queue.drained();
 *
 * A queue brings each message at least once: again while the function fails, names it as a failure,
 * or is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const bridgeEvent = (type, bucket, key, detail) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': type,
  source: 'aws.s3',
  account: '111111111111',
  time: '2026-11-22T03:00:00Z',
  region: 'eu-west-1',
  resources: [`arn:aws:s3:::${bucket}`],
  detail: {
    version: '0',
    bucket: { name: bucket },
    object: { key, 'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e', sequencer: '00617F08299329D189' },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '111111111111',
    ...detail,
  },
});

export const createdEvent = (bucket, key) => bridgeEvent('Object Created', bucket, key, { reason: 'PutObject' });

export const deletedEvent = (bucket, key) =>
  bridgeEvent('Object Deleted', bucket, key, { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' });

/** What Lambda hands over from a queue. */
export const queueEvent = (...events) => ({
  Records: events.map((event, i) => ({
    messageId: `message-${i}`,
    receiptHandle: `r-${i}`,
    body: JSON.stringify(event),
    attributes: { ApproximateReceiveCount: '1' },
    eventSource: 'aws:sqs',
    awsRegion: 'eu-west-1',
  })),
});

/**
 * 'lambda' as startLambda answers it. 'delay': how long a new message waits; 'againMs': until one that
 * failed comes again.
 */
export function startQueue(lambda, { delay = async () => {}, againMs = 100 } = {}) {
  let open = 0;
  let line = Promise.resolve(); // the function takes one batch at a time
  const idle = [];
  const calls = [];
  async function deliver(event) {
    await delay();
    for (;;) {
      const { result, error } = await (line = line.then(() => lambda.invoke(queueEvent(event))));
      calls.push(error ?? result);
      if (!error && result.batchItemFailures.length === 0) break;
      await sleep(againMs);
    }
    if (--open === 0) for (const resolve of idle.splice(0)) resolve();
  }
  return {
    send(event) {
      open++;
      deliver(event);
    },
    /** What the function answered, each time it was called. */
    calls,
    /** Until every message that was sent has been done. */
    drained: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
  };
}
