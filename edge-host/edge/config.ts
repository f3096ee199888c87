/*
 * config.ts - the settings of a deployment, out of the origin's custom headers
 *
 * Lambda@Edge has no environment variables, but what the distribution sends to its origin stands in
 * every event:
 *
 *   x-scanrill-role     primary | generate    which member of the origin group is being asked
 *   x-scanrill-config   base64url(JSON)       the rest, checked below
 *
 * Pure, but for one remembered value: the header is the same for every event of a deployment.
 */
import { LIMITS } from 'scanrill/recipe';
import type { OriginRequest } from './cloudfront.ts';

export type Role = 'primary' | 'generate';

export interface EdgeSettings {
  /** Shape of this object; another number is refused. */
  v: 1;
  /** Where the originals are and where the variants go: names that the store understands. */
  source: string;
  variants: string;
  /** From the first byte of the event to the answer; CloudFront itself gives up after 30 s. */
  deadlineMs: number;
  /** A larger original is refused before it is read. */
  maxSourceBytes: number;
}

export interface EdgeConfig extends EdgeSettings {
  role: Role;
}

export const ROLE_HEADER = 'x-scanrill-role';
export const CONFIG_HEADER = 'x-scanrill-config';

const DEFAULTS = { deadlineMs: LIMITS.edge.deadlineMs, maxSourceBytes: LIMITS.edge.maxInputBytes };

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

export function writeSettings(
  settings: Pick<EdgeSettings, 'source' | 'variants'> & Partial<EdgeSettings>,
): string {
  return Buffer.from(JSON.stringify({ v: 1, ...settings })).toString('base64url');
}

let remembered: { text: string; settings: EdgeSettings } | undefined;

/** Of the text that writeSettings() makes. */
export function readSettings(text: string): EdgeSettings {
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

function checkSettings(value: unknown): EdgeSettings {
  if (typeof value !== 'object' || value === null)
    throw new ConfigError('settings are not an object');
  const settings = { ...DEFAULTS, ...value } as Record<string, unknown>;
  if (settings.v !== 1)
    throw new ConfigError(`settings have v=${String(settings.v)}, this code reads 1`);
  for (const name of Object.keys(settings)) {
    if (!Object.hasOwn(KINDS, name))
      throw new ConfigError(`settings name «${name}», which nothing reads`);
  }
  for (const [name, fits] of Object.entries(KINDS)) {
    if (!fits(settings[name])) throw new ConfigError(`settings: ${name} is missing or not valid`);
  }
  return settings as unknown as EdgeSettings;
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isPositive = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

const KINDS: Record<keyof EdgeSettings, (value: unknown) => boolean> = {
  v: isPositive,
  source: isName,
  variants: isName,
  deadlineMs: isPositive,
  maxSourceBytes: isPositive,
};
