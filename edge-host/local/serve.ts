/*
 * serve.ts - `node edge-host/dist/local/serve.js --dir DIR --port PORT`, which is `make serve`
 *
 * As a program: reads the command line (or DIR, PORT and DIALECT of the environment), says where to
 * look, and ends with Ctrl-C.  Without a folder it serves pictures that the project draws.
 * As a module: serve() of local-server.ts.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isScanrillError } from 'scanrill/recipe';
import { countVariants, readSettings, SettingsError, type Settings } from 'scanrill/settings';
import { serve } from './local-server.ts';
import { DIALECTS, type Dialect } from './viewer-function.ts';

export { serve, type LocalServer, type ServeOptions } from './local-server.ts';
export { DIALECTS } from './viewer-function.ts';

/** One URL in each dialect. */
const EXAMPLES: Record<Dialect, string> = {
  scanrill: '/NAME.jpg?w=400&f=auto',
  cloudflare: '/cdn-cgi/image/width=400,format=auto/NAME.jpg',
  thumbor: '/unsafe/fit-in/400x300/filters:format(webp)/NAME.jpg',
  'image-handler': `/${btoa('{"key":"NAME.jpg","edits":{"resize":{"width":400}}}')}`,
};

const USAGE =
  'usage: node edge-host/dist/local/serve.js' +
  ' [--dir DIR] [--port PORT] [--host HOST] [--dialect DIALECT] [--settings FILE]' +
  ' [--log-invocations]';

/** One that the settings let through. */
export function exampleOf(dialect: Dialect, { unsigned, presets, allow }: Settings): string {
  if (unsigned === 'anything') return EXAMPLES[dialect];
  const width = allow.get('width')?.[0];
  if (width !== undefined) return `/NAME.jpg?w=${String(width)}`;
  const preset = [...presets.keys()].find((name) => name !== 'default');
  return preset === undefined ? '/NAME.jpg' : `/NAME.jpg?p=${preset}`;
}

/** Draws the pictures that are served when nobody names a folder. */
const DRAW_SAMPLES = new URL('../../../tools/draw-samples.mjs', import.meta.url);
const SAMPLES = new URL('../../../build/samples/', import.meta.url);

interface Arguments {
  dir: string;
  port: number;
  host: string;
  dialect: Dialect;
  settings: Settings;
  logInvocations: boolean;
}

/** A fault in how we were called, in words that say what to do. */
class UsageError extends Error {
  override name = 'UsageError';
}

/** Of the command line and the environment. */
export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      dir: { type: 'string', default: process.env['DIR'] || '' },
      port: { type: 'string', default: process.env['PORT'] || '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      dialect: { type: 'string', default: process.env['DIALECT'] || 'scanrill' },
      settings: { type: 'string', default: process.env['SETTINGS'] || '' },
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
    settings: readSettingsFile(values.settings),
    logInvocations: values['log-invocations'],
  };
}

function readSettingsFile(file: string): Settings {
  if (file === '') return readSettings({});
  try {
    return readSettings(JSON.parse(readFileSync(file, 'utf8')), { env: process.env });
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
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
  const { settings, logInvocations, ...where } = readArguments(process.argv.slice(2));
  const { dir, dialect } = where;
  const server = await serve({
    ...where,
    settings,
    log: (line) => console.log(line),
    ...(logInvocations ? { logInvocation: (line: string) => console.log(line) } : {}),
  });
  console.log(`
scanrill serves ${path.resolve(dir)} the way CloudFront would:
viewer function, cache, origin group, edge function, variants in a folder of their own.

  look     ${server.url}/
  or       curl -sD- -o variant '${server.url}${exampleOf(dialect, settings)}' -H 'Accept: image/webp'
  end      Ctrl-C

${unsignedReach(settings)}
`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(0)); // the exit handler of serve() removes the variants
  }
}

export function unsignedReach(settings: Settings): string {
  if (settings.unsigned === 'nothing')
    return 'Every URL needs a signature: scanrill sign NAME.jpg --settings FILE';
  const count = countVariants(settings);
  return count === Infinity
    ? 'URLs may ask for anything (make serve SETTINGS=file: presets, allowed values, signatures).'
    : `URLs without a signature reach ${count} variants of a picture.`;
}

export function explain(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const port = (error as { port?: number }).port;
  if (code === 'EADDRINUSE') {
    const other = `make serve PORT=${(port ?? 8080) + 1}`;
    return `Port ${port} is in use, perhaps by an earlier start. End it, or take another: ${other}`;
  }
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs more rights. Take one above 1023: make serve PORT=8080`;
  if (error instanceof UsageError || error instanceof SettingsError || isScanrillError(error))
    return error.message;
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
