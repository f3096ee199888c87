/*
 * serve.ts - `node edge-host/dist/local/serve.js --dir DIR --port PORT`, which is `make serve`
 *
 * As a program: reads the command line (or DIR, PORT and DIALECT of the environment), says where to
 * look, and ends with Ctrl-C.  Without a folder it serves pictures that the project draws.
 * As a module: serve() of local-server.ts.
 */
import { spawnSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isScanrillError } from 'scanrill/recipe';
import { serve } from './local-server.ts';
import { DIALECTS, type Dialect } from './viewer-function.ts';

export { serve, type LocalServer, type ServeOptions } from './local-server.ts';

/** One URL in each dialect. */
const EXAMPLES: Record<Dialect, string> = {
  scanrill: '/NAME.jpg?w=400&f=auto',
  cloudflare: '/cdn-cgi/image/width=400,format=auto/NAME.jpg',
  thumbor: '/unsafe/fit-in/400x300/filters:format(webp)/NAME.jpg',
  'image-handler': `/${btoa('{"key":"NAME.jpg","edits":{"resize":{"width":400}}}')}`,
};

const USAGE =
  'usage: node edge-host/dist/local/serve.js' +
  ' [--dir DIR] [--port PORT] [--host HOST] [--dialect DIALECT] [--log-invocations]';

/** Draws the pictures that are served when nobody names a folder. */
const DRAW_SAMPLES = new URL('../../../tools/draw-samples.mjs', import.meta.url);
const SAMPLES = new URL('../../../build/samples/', import.meta.url);

interface Arguments {
  dir: string;
  port: number;
  host: string;
  dialect: Dialect;
  logInvocations: boolean;
}

/** A fault in how we were called, in words that say what to do. */
class UsageError extends Error {
  override name = 'UsageError';
}

function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      dir: { type: 'string', default: process.env['DIR'] || '' },
      port: { type: 'string', default: process.env['PORT'] || '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      dialect: { type: 'string', default: process.env['DIALECT'] || 'scanrill' },
      'log-invocations': { type: 'boolean', default: false },
    },
  });
  const { dir, port, host } = values;
  if (dir !== '' && !statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(
      `There is no folder «${dir}». Create it, or name another one: make serve DIR=my/pictures`,
    );
  }
  if (!/^\d+$/.test(port) || Number(port) > 65535) {
    throw new UsageError(
      `The port must be a number from 0 to 65535, not «${port}»: make serve PORT=8080`,
    );
  }
  const dialect = DIALECTS.find((name) => name === values.dialect);
  if (dialect === undefined) {
    throw new UsageError(
      `The dialect must be one of ${DIALECTS.join(', ')}, not «${values.dialect}»: make serve DIALECT=cloudflare`,
    );
  }
  return {
    dir: dir || drawSamples(),
    port: Number(port),
    host,
    dialect,
    logInvocations: values['log-invocations'],
  };
}

/** The pictures of the project's own; drawn once. */
function drawSamples(): string {
  const { status } = spawnSync(process.execPath, [fileURLToPath(DRAW_SAMPLES)], {
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new UsageError(`The sample pictures cannot be drawn. Name a folder: --dir DIR\n${USAGE}`);
  return fileURLToPath(SAMPLES);
}

async function main(): Promise<void> {
  const { dir, port, host, dialect, logInvocations } = readArguments(process.argv.slice(2));
  const server = await serve({
    dir,
    port,
    host,
    dialect,
    log: (line) => console.log(line),
    ...(logInvocations ? { logInvocation: (line: string) => console.log(line) } : {}),
  });
  console.log(`
scanrill serves ${path.resolve(dir)} the way CloudFront would:
viewer function, cache, origin group, edge function, variants in a folder of their own.

  look     ${server.url}/
  or       curl -sD- -o variant '${server.url}${EXAMPLES[dialect]}' -H 'Accept: image/webp'
  end      Ctrl-C
`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(0)); // the exit handler of serve() removes the variants
  }
}

function explain(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const port = (error as { port?: number }).port;
  if (code === 'EADDRINUSE') {
    const other = `make serve PORT=${(port ?? 8080) + 1}`;
    return `Port ${port} is in use, perhaps by an earlier start. End it, or take another: ${other}`;
  }
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs more rights. Take one above 1023: make serve PORT=8080`;
  if (error instanceof UsageError || isScanrillError(error)) return error.message;
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${(error as Error).message}\n${USAGE}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isProgram(): boolean {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isProgram()) {
  main().catch((error: unknown) => {
    console.error(explain(error));
    process.exitCode = 1;
  });
}
