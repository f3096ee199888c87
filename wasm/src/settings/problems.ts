/*
 * problems.ts - everything that is wrong in a settings file, and not the first thing only
 *
 * readSettings() stops where it cannot go on. Here each field is read by itself, and all of them
 * together where none is wrong by itself.
 */
import { MAX_VARIANTS } from './settings.ts';
import { readSettings, type ReadSettings } from './read-settings.ts';
import { SettingsError } from './settings-error.ts';

/** In sentences, each with its place; none where readSettings() takes the value. */
export function settingsProblems(value: unknown, about: ReadSettings = {}): string[] {
  if (typeof value !== 'object' || value === null) return problemOf(value, about);
  const alone = Object.entries(value).flatMap(([name, field]) => {
    // What is wrong only together with the others comes below.
    const others = name === 'maxVariants' ? {} : { maxVariants: MAX_VARIANTS.most };
    return problemOf({ ...others, [name]: field }, about, name);
  });
  return alone.length > 0 ? alone : problemOf(value, about);
}

function problemOf(value: unknown, about: ReadSettings, within = ''): string[] {
  try {
    readSettings(value, about);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.path.startsWith(within) ? [error.message] : [];
  }
}
