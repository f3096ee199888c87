/*
 * Requests while everything fails that can: make faults asks 10,000, make test-edge a few hundred.
 *
 *   FAULT_REQUESTS=10000 FAULT_SEED=7 node --test tests/edge-services/faults.test.mjs
 */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { lambdaIsMissing } from '../services/lambda.mjs';
import { serviceFolder } from '../services/processes.mjs';
import { rgwIsMissing, startRgw } from '../services/rgw.mjs';
import { varnishIsMissing } from '../services/varnish.mjs';
import { weather } from './storm.mjs';

const requests = Number(process.env.FAULT_REQUESTS ?? 400);
const KINDS = ['500', '503 SlowDown', '429', 'reset', 'reset in the body', 'short body', 'lost answer', 'slow', 'silence'];
const seed = Number(process.env.FAULT_SEED ?? 1);

const missing = (await rgwIsMissing()) || (await varnishIsMissing()) || lambdaIsMissing();
if (missing) test('the function while its store fails', { skip: missing });
else await inBadWeather();

async function inBadWeather() {
  const folder = serviceFolder('faults');
  const s3 = await startRgw(folder);
  after(() => s3.stop());
  const seen = await weather(s3, folder, { requests, seed, tell: (line) => console.log(line) });
  console.log(`seed ${seed}: ${seen.asked} requests, ${seen.kills} kills, faults ${JSON.stringify(seen.faults)}`);

  test(`no wrong bytes, no half object, no untyped failure, and none that stays, in ${seen.asked} requests`, () => {
    assert.deepEqual(seen.wrong, []);
    assert.ok(seen.asked >= requests);
  });

  const enough = requests >= 2000 || 'only with many requests does each kind of fault happen for certain';
  test('each kind of fault happened, and functions were killed', { skip: enough !== true && enough }, () => {
    for (const fault of KINDS) assert.ok(seen.faults[fault] > 0, fault);
    assert.ok(seen.kills > 0);
  });

  test('some requests failed for it, or all this tried nothing', () => {
    assert.ok(Object.values(seen.faults).reduce((sum, count) => sum + count, 0) > requests / 10);
    assert.ok(Object.keys(seen.byStatus).some((status) => status >= 500));
  });
}
