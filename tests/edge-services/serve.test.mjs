/*
 * make serve EDGE=real: what it prints works, and nothing is left of it.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '../../wasm/dist/node.js';
import { makeSources } from '../golden/sources.mjs';
import { lambdaIsMissing } from '../services/lambda.mjs';
import { runToEnd } from '../services/processes.mjs';
import { rgwIsMissing } from '../services/rgw.mjs';
import { varnishIsMissing } from '../services/varnish.mjs';

const skip = (await rgwIsMissing()) || (await varnishIsMissing()) || lambdaIsMissing();
const PROGRAM = fileURLToPath(new URL('../services/serve.mjs', import.meta.url));

test('the box on real parts shows a folder, takes pictures by its printed command, also over old ones, and ends with Ctrl-C', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'scanrill-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [picture, other] = (await makeSources(undefined, ['photo.jpg', 'wide.jpg'])).values();
  await writeFile(join(folder, 'photo.jpg'), picture);
  await writeFile(join(folder, 'new.jpg'), other);
  const child = spawn(process.execPath, [PROGRAM, '--dir', folder, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const printed = await readUntil(child.stdout, 'URLs may ask for anything');
  const [, url] = /look +(\S+)\//.exec(printed);
  assert.equal((await fetch(`${url}/`)).status, 200);
  const answer = await fetch(`${url}/photo.jpg?w=80`);
  const { data } = await transform(picture, { width: 80 });
  assert.ok(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(data)));

  const command = /put in +(curl[\s\S]*?new\.jpg)\n/.exec(printed)[1].replace('-T new.jpg', `-T ${join(folder, 'new.jpg')}`);
  await runToEnd('sh', ['-c', command.replace(/originals\/new\.jpg/, 'originals/later.jpg').replace('curl', 'curl --fail')]);
  assert.equal((await fetch(`${url}/later.jpg?w=80`)).status, 200);

  await runToEnd('sh', ['-c', command.replace(/originals\/new\.jpg/, 'originals/photo.jpg').replace('curl', 'curl --fail')]);
  const { data: newer } = await transform(other, { width: 80 });
  await until(async () => newer.length === (await (await fetch(`${url}/photo.jpg?w=80`)).arrayBuffer()).byteLength);

  const [, services] = /(http:\S+)\/originals/.exec(printed);
  child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
  await assert.rejects(fetch(services), 'S3 has ended');
  await assert.rejects(access(fileURLToPath(new URL(`../../build/services/serve-${child.pid}`, import.meta.url))));
});

async function until(isTrue) {
  for (const end = Date.now() + 10_000; !(await isTrue()); await sleep(50)) assert.ok(Date.now() < end, 'it stays old');
}

async function readUntil(stream, words) {
  let text = '';
  for await (const line of createInterface({ input: stream })) {
    text += `${line}\n`;
    if (line.includes(words)) return text;
  }
  throw new Error(`it ended early:\n${text}`);
}
