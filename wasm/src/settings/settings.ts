/*
 * settings.ts - scanrill.json: what the URLs of a deployment may ask for
 *
 *   { "presets":  { "default": { "format": "auto" }, "thumb": { "width": 200, "height": 200 } },
 *     "unsigned": "allowed",
 *     "allow":    { "width": [320, 640, 1280], "format": ["auto"] },
 *     "unlisted": "snap",
 *     "maxVariants": 64,
 *     "keys":     { "2026a": { "env": "SCANRILL_KEY" } },
 *     "edge":     { "freshness": "events" } }
 *
 * One file for the local server, the command, the edge and what deploys it. read-settings.ts checks
 * it, once; who has a Settings need not check again.
 */
import type { OptionName, OptionType, TransformOptions } from '../generated/options.ts';
import type { OptionValue } from '../recipe/values.ts';
import type { EdgeSettings } from './edge-settings.ts';

/** What a URL without a signature may ask for; 'allowed' are the presets and what `allow` lists. */
export const UNSIGNED = ['anything', 'allowed', 'nothing'] as const;
/** What happens to a number between two listed ones: the next larger one, or a refusal. */
export const UNLISTED = ['snap', 'refuse'] as const;

export interface Settings {
  /** Named options; 'default' is among them: where every URL starts. */
  presets: ReadonlyMap<string, TransformOptions>;
  unsigned: (typeof UNSIGNED)[number];
  /** Values in normal form, numbers in ascending order. */
  allow: ReadonlyMap<OptionName, readonly OptionValue[]>;
  unlisted: (typeof UNLISTED)[number];
  /** Settings with which unsigned URLs reach more variants of a picture are refused. */
  maxVariants: number;
  /** Secrets by id. The first one signs, all of them verify. */
  keys: ReadonlyMap<string, string>;
  /** What the functions of a deployment are told. */
  edge: EdgeSettings;
}

/** What a deployment allows unless it says something else. */
export const CLOSED_SET = {
  width: [160, 320, 480, 640, 800, 960, 1280, 1600, 1920, 2560],
  dpr: [1, 2, 3],
  format: ['auto', 'jpeg', 'png', 'webp'],
} as const;

/** Types of options that may be listed: those whose values are few. */
export const LISTED_TYPES: readonly OptionType[] = ['INT', 'DECIMAL', 'FLAG', 'TURN', 'ENUM'];

export const MAX_VARIANTS = { default: 64, most: 4096 } as const;
export const PRESET_NAME = '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$';
export const KEY_ID = '^[A-Za-z0-9_-]{1,32}$';
/** Printable ASCII: the same bytes in every language that signs. */
export const SECRET = '^[!-~]{16,256}$';
