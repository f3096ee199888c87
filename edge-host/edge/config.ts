/*
 * config.ts - the settings of a deployment, out of the origin's custom headers
 *
 * Lambda@Edge has no environment variables, but what the distribution sends to its origin stands in
 * every event:
 *
 *   x-scanrill-role     primary | generate    which member of the origin group is being asked
 *   x-scanrill-config   base64url(JSON)       "v" and the "edge" of a settings file
 *
 * A deployment changes them without a new version of the function.  Pure, but for one remembered
 * value: the header is the same for every event of a deployment.
 */
import { readEdgeSettings, SettingsError, type EdgeSettings } from 'scanrill/settings';
import type { OriginRequest } from './cloudfront.ts';

export type Role = 'primary' | 'generate';

/** With the stores, which a settings file may leave to what deploys it. */
export interface DeployedSettings extends EdgeSettings {
  source: string;
  variants: string;
}

export interface EdgeConfig extends DeployedSettings {
  role: Role;
}

export const ROLE_HEADER = 'x-scanrill-role';
export const CONFIG_HEADER = 'x-scanrill-config';

/** Shape of the object in the header; another one is refused. */
const VERSION = 1;

/** A deployment that is set up wrong is no fault of the viewer: this ends as INTERNAL. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export function readConfig(request: OriginRequest): EdgeConfig {
  const headers = request.origin?.s3?.customHeaders ?? {};
  const role = headers[ROLE_HEADER]?.[0]?.value;
  if (role !== 'primary' && role !== 'generate') {
    throw new ConfigError(`${ROLE_HEADER} must be primary or generate, not ${String(role)}`);
  }
  return { ...readSettings(headers[CONFIG_HEADER]?.[0]?.value ?? ''), role };
}

/** The header's text. */
export function writeSettings(
  settings: Pick<DeployedSettings, 'source' | 'variants'> & Partial<EdgeSettings>,
): string {
  return Buffer.from(JSON.stringify({ v: VERSION, ...settings })).toString('base64url');
}

let remembered: { text: string; settings: DeployedSettings } | undefined;

/** What writeSettings() wrote. Errors: ConfigError. */
export function readSettings(text: string): DeployedSettings {
  if (remembered?.text === text) return remembered.settings;
  const settings = checkSettings(parse(text));
  remembered = { text, settings };
  return settings;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw new ConfigError(`${CONFIG_HEADER} is not base64url of JSON`);
  }
}

function checkSettings(value: unknown): DeployedSettings {
  if (typeof value !== 'object' || value === null)
    throw new ConfigError('settings are not an object');
  const { v, ...written } = value as Record<string, unknown>;
  if (v !== VERSION)
    throw new ConfigError(`settings have v=${String(v)}, this code reads ${VERSION}`);
  const settings = readOrExplain(written);
  const { source, variants } = settings;
  if (source === undefined || variants === undefined)
    throw new ConfigError('settings need a source and variants');
  return { ...settings, source, variants };
}

function readOrExplain(value: unknown): EdgeSettings {
  try {
    return readEdgeSettings(value);
  } catch (error) {
    if (error instanceof SettingsError) throw new ConfigError(error.message);
    throw error;
  }
}
