/*
 * notifications.mjs - a bucket of Ceph tells its changes, in the words of EventBridge
 *
 * Ceph pushes each change to an HTTP server here. Its keys are not encoded, as those of EventBridge.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { openS3Client } from '../../edge-host/dist/store/s3-request.js';
import { createdEvent, deletedEvent } from './queue.mjs';

/** 'tell' gets an event for each object that is written or removed. Answers { stop }. */
export async function watchBucket(s3, bucket, tell) {
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    response.end();
    if (request.method !== 'POST') return;
    for (const record of JSON.parse(Buffer.concat(pieces)).Records) {
      const { key } = record.s3.object;
      tell(/ObjectCreated/.test(record.eventName) ? createdEvent(bucket, key) : deletedEvent(bucket, key));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const topic = await createTopic(s3, bucket, `http://127.0.0.1:${server.address().port}`);
  await send(openS3Client(s3.region, () => s3.owner), {
    method: 'PUT',
    url: `${s3.endpoint}/${bucket}?notification`,
    body: new TextEncoder().encode(
      `<NotificationConfiguration><TopicConfiguration><Id>purge</Id><Topic>${topic}</Topic>` +
        '<Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event></TopicConfiguration></NotificationConfiguration>',
    ),
  });
  return {
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A topic is a thing of SNS, which Ceph answers for on the same port. */
async function createTopic(s3, name, endpoint) {
  const attribute = { 'Attributes.entry.1.key': 'push-endpoint', 'Attributes.entry.1.value': endpoint };
  const answer = await send(openS3Client(s3.region, () => s3.owner, 'sns'), {
    method: 'POST',
    url: `${s3.endpoint}/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(new URLSearchParams({ Action: 'CreateTopic', Name: name, ...attribute }).toString()),
  });
  return /<TopicArn>([^<]+)<\/TopicArn>/.exec(Buffer.from(answer.body))[1];
}

async function send(client, request) {
  const answer = await client.send(request);
  if (answer.status >= 300) throw new Error(`${request.method} ${request.url}: ${answer.status} ${Buffer.from(answer.body)}`);
  return answer;
}
