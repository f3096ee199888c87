/*
 * read-settings.ts - the content of a settings file -> Settings, or where it is wrong
 */
import { isScanrillError } from '../errors.ts';
import { OPTIONS, type OptionName, type TransformOptions } from '../generated/options.ts';
import { canonicalRecipe } from '../recipe/canonical.ts';
import { didYouMean } from '../recipe/suggest.ts';
import { optionNamed } from '../recipe/table.ts';
import { validateOptions } from '../recipe/validate.ts';
import { quoted, textOfValue, valueOfJs, type OptionValue } from '../recipe/values.ts';
import { countVariants } from './closed-set.ts';
import { readEdgeSettings } from './edge-settings.ts';
import { fieldsAt, numberAt, objectAt, wordAt } from './fields.ts';
import { SettingsError } from './settings-error.ts';
import {
  CLOSED_SET,
  KEY_ID,
  MAX_VARIANTS,
  PRESET_NAME,
  LISTED_TYPES,
  SECRET,
  UNLISTED,
  UNSIGNED,
  type Settings,
} from './settings.ts';

export interface ReadSettings {
  /** With neither `unsigned` nor `allow` in the file: everything, or CLOSED_SET. */
  where?: 'local' | 'deployment';
  /** The environment, for keys that are kept there. */
  env?: Readonly<Record<string, string | undefined>>;
}

const FIELDS = ['$schema', 'presets', 'unsigned', 'allow', 'unlisted', 'maxVariants', 'keys', 'edge'];

/** Read the content of a settings file. Errors: SettingsError. */
export function readSettings(value: unknown, about: ReadSettings = {}): Settings {
  const fields = fieldsAt('', value, FIELDS);
  const free = !fields.has('unsigned') && !fields.has('allow');
  if (free && about.where === 'deployment') fields.set('allow', CLOSED_SET);
  const settings: Settings = {
    presets: readPresets(fields.get('presets')),
    unsigned: wordAt('unsigned', fields.get('unsigned'), UNSIGNED, fields.has('allow') ? 1 : 0),
    allow: readAllow(fields.get('allow')),
    unlisted: wordAt('unlisted', fields.get('unlisted'), UNLISTED, 0),
    maxVariants: readMaxVariants(fields.get('maxVariants')),
    keys: readKeys(fields.get('keys'), about.env ?? {}),
    edge: readEdgeSettings(fields.get('edge') ?? {}),
  };
  checkTogether(settings);
  return settings;
}

function checkTogether(settings: Settings): void {
  const { unsigned, allow, maxVariants, keys } = settings;
  if (unsigned !== 'allowed' && allow.size > 0) {
    throw new SettingsError('allow', `has no meaning where unsigned is "${unsigned}"`);
  }
  if (unsigned === 'nothing' && keys.size === 0) {
    throw new SettingsError('keys', 'a key is needed where unsigned is "nothing"');
  }
  const count = unsigned === 'allowed' ? countVariants(settings, MAX_VARIANTS.most) : 0;
  if (count > maxVariants) {
    const found = count > MAX_VARIANTS.most ? `more than ${MAX_VARIANTS.most}` : String(count);
    throw new SettingsError(
      'allow',
      `unsigned URLs reach ${found} variants of a picture, and maxVariants is ${maxVariants}: ` +
        'shorten the lists, or raise it',
    );
  }
}

function readPresets(value: unknown): Map<string, TransformOptions> {
  const presets = new Map<string, TransformOptions>();
  const written = value === undefined ? new Map<string, unknown>() : objectAt('presets', value);
  for (const [name, options] of written) {
    const path = `presets.${name}`;
    if (!new RegExp(PRESET_NAME).test(name)) {
      throw new SettingsError(path, 'a name has 1 to 32 letters, digits, - or _');
    }
    presets.set(name, readPreset(path, options));
  }
  const base = presets.get('default') ?? {};
  for (const [name, options] of presets) {
    at(`presets.${name}`, () => canonicalRecipe({ ...base, ...options }));
  }
  return presets;
}

function readPreset(path: string, value: unknown): TransformOptions {
  for (const [name, one] of objectAt(path, value)) {
    const row = optionNamed(name);
    if (row === undefined) throw noOption(path, name);
    at(`${path}.${name}`, () => valueOfJs(row, one));
  }
  return at(path, () => validateOptions(value));
}

function readAllow(value: unknown): Map<OptionName, OptionValue[]> {
  const allow = new Map<OptionName, OptionValue[]>();
  for (const [name, list] of value === undefined ? [] : objectAt('allow', value)) {
    const row = optionNamed(name);
    if (row === undefined) throw noOption('allow', name);
    const path = `allow.${name}`;
    if (!LISTED_TYPES.includes(row.type) || row.list) {
      throw new SettingsError(path, 'cannot be listed: write a preset, or sign the URL');
    }
    if (!Array.isArray(list) || list.length === 0) {
      throw new SettingsError(path, `must be a list of values, not ${quoted(list)}`);
    }
    const values = list.map((one, i) => at(`${path}[${i}]`, () => valueOfJs(row, one)));
    const texts = values.map((one) => textOfValue(row, one));
    const twice = texts.findIndex((text, i) => texts.indexOf(text) < i);
    if (twice >= 0) throw new SettingsError(`${path}[${twice}]`, `${texts[twice]} is there twice`);
    allow.set(
      row.name,
      values.sort((a, b) => Number(a) - Number(b)),
    );
  }
  return allow;
}

function readMaxVariants(value: unknown): number {
  if (value === undefined) return MAX_VARIANTS.default;
  return numberAt('maxVariants', value, { low: 1, high: MAX_VARIANTS.most });
}

function readKeys(value: unknown, env: NonNullable<ReadSettings['env']>): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [id, written] of value === undefined ? [] : objectAt('keys', value)) {
    const path = `keys.${id}`;
    if (!new RegExp(KEY_ID).test(id)) {
      throw new SettingsError(path, 'an id has 1 to 32 letters, digits, - or _');
    }
    const secret = typeof written === 'string' ? written : secretOfEnv(path, written, env);
    if (!new RegExp(SECRET).test(secret)) {
      // The secret itself stays out of the message: messages end up in logs.
      throw new SettingsError(path, 'a secret has 16 to 256 ASCII characters without spaces');
    }
    keys.set(id, secret);
  }
  return keys;
}

function secretOfEnv(path: string, value: unknown, env: NonNullable<ReadSettings['env']>): string {
  const fields = typeof value === 'object' && value !== null ? objectAt(path, value) : new Map();
  const name: unknown = fields.get('env');
  if (typeof name !== 'string' || fields.size !== 1) {
    throw new SettingsError(
      path,
      'must be a secret, or { "env": "NAME" } where that variable has it',
    );
  }
  const secret = env[name];
  if (secret === undefined) throw new SettingsError(path, `the variable ${name} is not set`);
  return secret;
}

function noOption(path: string, name: string): SettingsError {
  const names = OPTIONS.map((row) => row.name);
  return new SettingsError(`${path}.${name}`, `there is no such option${didYouMean(name, names)}`);
}

/** What refuses an option knows its name, but not where in the file it stands. */
function at<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!isScanrillError(error)) throw error;
    throw new SettingsError(path, error.message);
  }
}
