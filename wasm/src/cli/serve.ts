/*
 * serve.ts - scanrill serve DIR: the edge on this machine
 *
 * The server is edge-host's own. A packed package carries it in dist/serve/; in the repository it
 * lies where edge-host builds it.
 */
import { access, stat } from 'node:fs/promises';

import { countVariants, type Settings } from '../settings/index.ts';
import type { Arguments } from './arguments.ts';
import { printable, say } from './report.ts';
import { readSettingsFile } from './settings-file.ts';
import { UsageError } from './usage.ts';

export interface Server {
  serve(options: {
    dir: string;
    port: number;
    settings: Settings;
    dialect?: string;
    log(line: string): void;
  }): Promise<{ url: string; close(): Promise<void> }>;
  /** Whose URLs it understands. */
  DIALECTS: readonly string[];
}

const PLACES = ['../serve/serve.js', '../../../edge-host/dist/local/serve.js'];

/** Start the server; the process then lives until it is interrupted. */
export async function runServe({ inputs, port, settings: file }: Arguments): Promise<number> {
  const [dir = '.', ...more] = inputs;
  if (more.length > 0) throw new UsageError('serve takes one directory');
  const isDirectory = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw new UsageError(`there is no directory ${dir}`);
  const settings = await readSettingsFile(file);
  const { serve } = await findServer();
  try {
    const { url } = await serve({ dir, port, settings, log: say });
    const count = countVariants(settings);
    if (settings.unsigned === 'nothing') say('every URL needs a signature (scanrill sign)');
    else if (count !== Infinity)
      say(`URLs without a signature reach ${count} variants of a picture`);
    say(`${printable(dir)} is served at ${url}/ (Ctrl-C ends it)`);
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`port ${port} is in use; take another one with --port`);
  }
}

export async function findServer(): Promise<Server> {
  for (const place of PLACES) {
    const url = new URL(place, import.meta.url);
    const isThere = await access(url).then(
      () => true,
      () => false,
    );
    if (isThere) return (await import(url.href)) as Server;
  }
  throw new Error('the local server is not part of this installation');
}
