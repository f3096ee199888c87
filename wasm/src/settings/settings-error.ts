/*
 * settings-error.ts - what is wrong in a settings file, and where
 */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** where, e.g. 'presets.thumb.width'; '' is the whole file */
  readonly path: string;

  constructor(path: string, message: string) {
    super(path === '' ? message : `${path}: ${message}`);
    this.path = path;
  }
}
