#!/usr/bin/env node
/*
 * main.ts - the command scanrill
 *
 * Exit codes: 0 all done, 1 some failed (or a variant is another one), 2 wrong usage, 130 interrupted.
 */
import { readFile } from 'node:fs/promises';

import { isScanrillError } from '../errors.ts';
import { version } from '../node.ts';
import { SettingsError } from '../settings/index.ts';
import { readArguments, type Arguments } from './arguments.ts';
import { runDoctor } from './doctor.ts';
import { helpText } from './help.ts';
import { runInfo, runPlan } from './inspect.ts';
import { removeUnfinished } from './outputs.ts';
import { clearStatus, print, printable, say } from './report.ts';
import { runReplay } from './replay/replay.ts';
import { runServe } from './serve.ts';
import { runSign } from './sign.ts';
import { runTransform } from './transform.ts';
import { runUrl } from './url.ts';
import { UsageError } from './usage.ts';
import { runVerify } from './verify.ts';

async function run(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv);
  if (args.help) return printed(helpText().trimEnd());
  if (args.version) return printed(await versionText());
  if (args.inputs.length === 0 && args.command !== 'serve' && args.command !== 'doctor') {
    throw new UsageError('there is nothing to do: name a picture, or try --help');
  }
  return commands[args.command](args, argv);
}

const commands: Record<
  Arguments['command'],
  (args: Arguments, argv: readonly string[]) => number | Promise<number>
> = {
  transform: runTransform,
  info: runInfo,
  plan: runPlan,
  url: runUrl,
  sign: runSign,
  verify: runVerify,
  replay: runReplay,
  serve: runServe,
  doctor: runDoctor,
};

function printed(text: string): number {
  print(text);
  return 0;
}

async function versionText(): Promise<string> {
  const file = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const parts = {
    scanrill: (JSON.parse(file) as { version: string }).version,
    ...(await version()),
  };
  return Object.entries(parts)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join('\n');
}

/** Wrong usage is told before any work was done. */
function explain(error: unknown): number {
  clearStatus();
  const { message = String(error) } = error as Error;
  say(`scanrill: ${printable(message)}`);
  if (error instanceof UsageError && error.instead !== undefined) {
    say(`try: ${printable(error.instead)}`);
  }
  const isUsage =
    error instanceof UsageError ||
    error instanceof SettingsError ||
    (isScanrillError(error) && error.code === 'BAD_OPTIONS');
  return isUsage ? 2 : 1;
}

function endOnSignal(signal: 'SIGINT' | 'SIGTERM', code: number): void {
  process.once(signal, () => {
    removeUnfinished();
    clearStatus();
    process.exit(code);
  });
}

endOnSignal('SIGINT', 130);
endOnSignal('SIGTERM', 143);

// The reader has gone (`scanrill … | head -1`): nobody is left to be told.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}

process.exitCode = await run(process.argv.slice(2)).catch(explain);
