/*
 * lambda.mjs - a function in AWS's own Lambda runtime client, one process for each instance
 *
 *   const fn = await startLambda({ folder: 'edge-host/dist/lambda/edge', handler: 'index.handler' });
 *   const { result } = await fn.invoke(event);
 *   await fn.stop();
 *
 * This file is the other side of the runtime's interface: it hands out events and takes answers,
 * streamed ones, too: their result is { status, headers, body }.
 * As at the edge, the process has no environment but what Lambda itself sets.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import './processes.mjs'; // ends what it started on signals

const CLIENT = fileURLToPath(new URL('node_modules/aws-lambda-ric/index.mjs', import.meta.url));
const NATIVE_PART = new URL('node_modules/aws-lambda-ric/rapid-client.node', import.meta.url);
const MAX_LINES = 10_000;

export const REGION = 'us-east-1';

/** false, or the sentence that says what is missing here. */
export const lambdaIsMissing = () =>
  !existsSync(NATIVE_PART) && "AWS's Lambda runtime client is not there: tools/setup npm lambda";

/** The instance ended, or was ended, before it answered. */
export class LambdaExit extends Error {
  name = 'LambdaExit';
}

/**
 * 'environment': more variables, such as credentials. 'timeoutMs': the function's limit; an instance
 * that is later is killed, as Lambda does.
 */
export async function startLambda({
  folder,
  handler = 'index.handler',
  memoryMb = 1769,
  timeoutMs = 30_000,
  environment = {},
  node = process.execPath,
}) {
  let waiting; // the runtime's open question for the next event
  let current; // the event under way
  let instance;
  const lines = [];

  const api = createServer(async (request, response) => {
    if (request.url.endsWith('/invocation/next')) {
      waiting = response;
      return give();
    }
    const body = await readAll(request).catch(() => undefined); // it died while it answered
    if (body === undefined) return;
    response.writeHead(202).end('{}');
    if (request.url.endsWith('/init/error')) return instance.failed(body.toString());
    const [, id, kind] = /invocation\/([^/]+)\/(response|error)$/.exec(request.url) ?? [];
    if (id === current?.id) settle(kind === 'response' ? outcomeOf(request, body) : { error: JSON.parse(body) });
  });
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');

  function give() {
    if (!waiting || !current || current.given) return;
    current.given = true;
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': current.id,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:${REGION}:111111111111:function:f:1`,
    });
    waiting.end(JSON.stringify(current.event));
    waiting = undefined;
  }

  function settle(outcome) {
    const { resolve, startedMs, timer } = current;
    clearTimeout(timer);
    current = undefined;
    resolve({ ...outcome, ms: performance.now() - startedMs });
  }

  function startInstance() {
    const child = spawn(node, [CLIENT, handler], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.address().port}`,
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: handler,
        AWS_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: 'f',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/f',
        AWS_LAMBDA_LOG_STREAM_NAME: 's',
        ...environment,
      },
    });
    const killIt = () => child.kill('SIGKILL');
    process.once('exit', killIt);
    const keep = (piece) => {
      lines.push(...String(piece).split('\n').filter(Boolean));
      lines.splice(0, lines.length - MAX_LINES);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const failed = (why) => {
      child.kill('SIGKILL');
      instance = undefined;
      waiting = undefined;
      if (current) settle({ error: new LambdaExit(`${why}\n${lines.slice(-5).join('\n')}`) });
    };
    const gone = once(child, 'exit').then(([code, signal]) => {
      process.removeListener('exit', killIt);
      if (instance?.child === child) failed(`the runtime ended with ${signal ?? code}`);
    });
    return { child, failed, gone };
  }

  return {
    /** What was printed: the last lines of all instances. */
    lines,
    /** One event at a time, as an instance of Lambda takes them. A killed instance starts anew. */
    invoke(event) {
      if (current) throw new Error('this instance is at work');
      return new Promise((resolve) => {
        const timer = setTimeout(() => instance.failed(`no answer in ${timeoutMs} ms`), timeoutMs);
        current = { id: randomUUID(), event, resolve, timer, startedMs: performance.now() };
        instance ??= startInstance();
        give();
      });
    },
    pid: () => instance?.child.pid,
    busy: () => current !== undefined,
    /** As when the sandbox goes away. */
    kill: () => instance?.child.kill('SIGKILL'),
    async stop() {
      const last = instance;
      instance = undefined;
      last?.child.kill('SIGKILL');
      await last?.gone;
      api.closeAllConnections();
      await new Promise((resolve) => api.close(resolve));
    },
  };
}

async function readAll(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A streamed answer tells that it failed behind its body. */
function outcomeOf({ headers, trailers }, body) {
  if (headers['lambda-runtime-function-response-mode'] !== 'streaming') return { result: JSON.parse(body) };
  const failed = trailers['lambda-runtime-function-error-body'];
  return failed === undefined ? { result: streamed(body) } : { error: JSON.parse(Buffer.from(failed, 'base64')) };
}

/** Status and headers as JSON, eight zeros, the body: what HttpResponseStream writes. */
function streamed(bytes) {
  const end = bytes.indexOf(Buffer.alloc(8));
  const { statusCode, headers } = JSON.parse(bytes.subarray(0, end));
  return { status: statusCode, headers, body: bytes.subarray(end + 8) };
}
