/*
 * The S3 client's time: a store that takes requests and never answers.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openS3Client } from '../../edge-host/dist/store/s3-request.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

test('a store that stays silent is SOURCE_SLOW when the time is over, although garbage is collected meanwhile', async (t) => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => (server.closeAllConnections(), server.close()));
  const client = openS3Client('eu-west-1', () => ({ accessKeyId: 'AK', secretAccessKey: 's'.repeat(40) }));
  const collecting = setInterval(collectGarbage, 20);
  t.after(() => clearInterval(collecting));
  const url = `http://127.0.0.1:${server.address().port}/bucket/key`;
  for (const request of [
    { method: 'GET', url },
    { method: 'PUT', url, body: new Uint8Array(1000) },
  ]) {
    const answer = client.send({ ...request, signal: AbortSignal.timeout(300) });
    const never = new Promise((resolve) => setTimeout(resolve, 5000, 'it waits without end').unref());
    await assert.rejects(Promise.race([answer, never.then(assert.fail)]), (error) => error.code === 'SOURCE_SLOW');
  }
});
