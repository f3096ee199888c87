/*
 * viewer-code.ts - settings -> the code of the CloudFront Function that keeps them
 *
 * build.mjs made a file for each set of features; here one is chosen and the settings are put in.
 * Secrets end up in the code: whoever may read the function may sign.
 */
import { readFile } from 'node:fs/promises';
import { OPTIONS, escapeValue, textOfOption, type TransformOptions } from 'scanrill/recipe';
import { SettingsError, type Settings } from 'scanrill/settings';
import { QUOTAS } from '../local/rules.ts';
import { viewerFile, type Dialect } from '../local/viewer-function.ts';

/** Presets; limits to what unsigned URLs may say; keys to sign with. */
export const FEATURES = ['presets', 'limits', 'keys'] as const;
export type Feature = (typeof FEATURES)[number];

/** 'viewer.js', 'viewer-presets-keys.js' */
export function featuresFile(features: readonly Feature[]): string {
  return `${['viewer', ...FEATURES.filter((one) => features.includes(one))].join('-')}.js`;
}

/** Errors: SettingsError where they do not fit into a function, or not to the dialect. */
export async function viewerCode(
  settings: Settings,
  dialect: Dialect = 'scanrill',
): Promise<string> {
  const features = featuresOf(settings);
  if (dialect !== 'scanrill' && features.length > 0) {
    throw new SettingsError('', `settings go with URLs of our own, and not with those of ${dialect}`);
  }
  const own = new URL(`./${featuresFile(features)}`, import.meta.url);
  const file = dialect === 'scanrill' ? own : viewerFile(dialect);
  const template = (await readFile(file, 'utf8')).trimEnd();
  const code = template.replace('__SETTINGS__()', () => JSON.stringify(viewerSettings(settings)));
  if (code.length > QUOTAS.functionBytes) {
    throw new SettingsError(
      '',
      `with these settings the viewer function has ${code.length} bytes, and CloudFront takes ` +
        `${QUOTAS.functionBytes}: use fewer presets or shorter lists`,
    );
  }
  return code;
}

function featuresOf({ presets, unsigned, keys }: Settings): Feature[] {
  return [
    ...(presets.size > 0 ? (['presets'] as const) : []),
    ...(unsigned !== 'anything' ? (['limits'] as const) : []),
    ...(keys.size > 0 ? (['keys'] as const) : []),
  ];
}

/** SETTINGS of viewer.js; what is undefined is left out. */
function viewerSettings({ presets, unsigned, allow, unlisted, keys }: Settings): object {
  const { default: base, ...named } = Object.fromEntries(
    [...presets].map(([name, options]) => [name, pairsOf(options)]),
  );
  const lists = OPTIONS.flatMap(({ name }, index) => {
    const values = allow.get(name);
    return values ? [[index, values.map((value) => textOfOption(name, value))]] : [];
  });
  return {
    base: base || undefined,
    presets: Object.keys(named).length > 0 ? named : undefined,
    allow: unsigned === 'allowed' ? Object.fromEntries(lists) : undefined,
    snap: unlisted === 'snap' || undefined,
    keys: keys.size > 0 ? Object.fromEntries(keys) : undefined,
  };
}

/** 'w=200&h=200': what is written, and defaults, too: they may overrule those of 'default'. */
function pairsOf(options: TransformOptions): string {
  return OPTIONS.flatMap(({ name, short }) => {
    const value = options[name];
    return value === undefined ? [] : [`${short}=${escapeValue(textOfOption(name, value))}`];
  }).join('&');
}
