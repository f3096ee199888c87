/*
 * negotiate.ts - format=auto and the Accept header
 */
import type { TransformOptions } from '../generated/options.ts';

/**
 * Resolve format 'auto' for a client. WebP where Accept names it; otherwise 'auto' stays, which
 * the core reads as JPEG, or PNG if the pixels have alpha.
 */
export function resolveFormat(
  options: TransformOptions,
  acceptHeader: string | null | undefined,
): TransformOptions {
  if (options.format !== 'auto' || !acceptsWebp(acceptHeader ?? '')) return options;
  return { ...options, format: 'webp' };
}

/** Wildcards do not count: clients that cannot show WebP send them, too. */
export function acceptsWebp(acceptHeader: string): boolean {
  return acceptHeader.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'image/webp' && weight(parameters) > 0;
  });
}

/** The q of a media range; 0 where it is malformed. */
function weight(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => /^q\s*=/.test(parameter));
  if (q === undefined) return 1;
  const value = q.slice(q.indexOf('=') + 1).trim();
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value) ? Number(value) : 0;
}
