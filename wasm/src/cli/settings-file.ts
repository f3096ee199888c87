/*
 * settings-file.ts - scanrill.json, read and checked
 */
import { readFile } from 'node:fs/promises';

import { readSettings, type Settings } from '../settings/index.ts';
import { UsageError } from './usage.ts';

/** Without a file: anything goes. Errors: UsageError, with the file's name and where it is wrong. */
export async function readSettingsFile(file: string | undefined): Promise<Settings> {
  if (file === undefined) return readSettings({});
  try {
    return readSettings(JSON.parse(await readFile(file, 'utf8')), { env: process.env });
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}
