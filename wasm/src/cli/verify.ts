/*
 * verify.ts - scanrill verify cat.jpg 'w=800,f=webp' variant.webp: is this what this core makes?
 *
 * The same source and the same recipe give the same bytes everywhere, so a variant can be checked by
 * making it again. Exit code 0: the same bytes; 1: others, and in what they differ.
 */
import { createHash } from 'node:crypto';

import { metadata, transform, version } from '../node.ts';
import type { TransformOptions } from '../generated/options.ts';
import { canonicalRecipe, parseQuery, parseRecipe, validateOptions } from '../recipe/index.ts';
import type { Arguments } from './arguments.ts';
import { readInput, withWatermarks } from './inputs.ts';
import { inBytes, print, printable } from './report.ts';
import { UsageError } from './usage.ts';

interface Found {
  bytes: Uint8Array;
  /** what the server said of it, where it came from one */
  headers: Headers;
}

export async function runVerify({ inputs, json, watermarks }: Arguments): Promise<number> {
  const [source, recipeText, variant, ...more] = inputs;
  if (
    source === undefined ||
    recipeText === undefined ||
    variant === undefined ||
    more.length > 0
  ) {
    throw new UsageError('verify takes a source, a recipe and a variant', USAGE);
  }
  const found = await read(variant);
  const options = await optionsFor(recipeText, found.bytes);
  checkWatermarks(options, watermarks);
  const original = (await read(source)).bytes;
  const made = await transform(original, await withWatermarks(options, watermarks));
  const same = Buffer.compare(made.data, found.bytes) === 0;
  const core = await version();
  const report = {
    same,
    recipe: canonicalRecipe(options),
    source: sha256(original),
    variant: sha256(found.bytes),
    expected: sha256(made.data),
    core: `${core['scanrill'] ?? ''} epoch ${core['epoch'] ?? ''}`.trim(),
    why: same ? [] : await differences(found, made, String(core['epoch'])),
  };
  if (json) print(JSON.stringify({ type: 'verify', ...report }));
  else printReport(report);
  return same ? 0 : 1;
}

const USAGE = 'scanrill verify cat.jpg w=800,f=webp https://cdn.example/cat.webp';

/** JSON, a canonical recipe, or a query; with f=auto the variant says which format it was. */
async function optionsFor(text: string, variant: Uint8Array): Promise<TransformOptions> {
  const options = readOptions(text.trim());
  if (options.format !== 'auto') return options;
  const webp = await metadata(variant).then(
    ({ format }) => format === 'webp',
    () => false,
  );
  return webp ? { ...options, format: 'webp' } : options;
}

/** A recipe has the keys of its watermarks, and not their bytes. */
function checkWatermarks({ watermark = [] }: TransformOptions, files: readonly string[]): void {
  const keys = typeof watermark === 'string' ? [watermark] : watermark;
  if (keys.length === files.length) return;
  throw new UsageError(
    keys.length === 0
      ? 'the recipe has no watermark'
      : `give the files of the recipe's watermarks in their order, as --watermark: ${keys.join(', ')}`,
  );
}

function readOptions(text: string): TransformOptions {
  if (text.startsWith('{')) return validateOptions(parseJson(text));
  if (!/[?&]/.test(text) && (text === '' || text.includes(',') || !isQuery(text))) {
    return parseRecipe(text);
  }
  const { options, unknown } = parseQuery(text.replace(/^[^?]*\?/, ''));
  if (unknown.length > 0) throw new UsageError(`there is no option ${unknown[0]} in the recipe`);
  return options;
}

/** One pair alone may be either; what is no canonical recipe is read as a query. */
function isQuery(text: string): boolean {
  try {
    parseRecipe(text);
    return false;
  } catch {
    return true;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the recipe is no JSON: ${(error as Error).message}`);
  }
}

async function read(place: string): Promise<Found> {
  if (!/^https?:\/\//i.test(place)) {
    return { bytes: await readInput(place), headers: new Headers() };
  }
  const response = await fetch(place);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${place} answered ${response.status}`);
  return { bytes, headers: response.headers };
}

/** Sentences, the likeliest cause first. */
async function differences(
  { bytes, headers }: Found,
  made: { data: Uint8Array; width: number; height: number; format: string },
  epoch: string,
): Promise<string[]> {
  const why: string[] = [];
  const announced = headers.get('x-amz-meta-sha256');
  const theirEpoch = headers.get('x-amz-meta-epoch');
  if (announced !== null && announced !== sha256(bytes)) {
    why.push('its bytes changed on the way: the server announced another sha256');
  }
  if (theirEpoch !== null && theirEpoch !== epoch) {
    why.push(`it was made with output epoch ${theirEpoch}, and this core has ${epoch}`);
  }
  const variant = await metadata(bytes).catch(() => undefined);
  if (variant === undefined) return [...why, 'it is no picture that can be read'];
  if (variant.format !== made.format) why.push(`it is ${variant.format}, not ${made.format}`);
  const size = `${variant.width} x ${variant.height}`;
  if (size !== `${made.width} x ${made.height}`) {
    why.push(`it has ${size} pixels, not ${made.width} x ${made.height}`);
  }
  if (why.length === 0) {
    why.push(
      `same format and size, other bytes (${inBytes(bytes.length)}, not ${inBytes(made.data.length)}): ` +
        'another source, another recipe, another program, or another output epoch',
    );
  }
  return why;
}

function printReport(report: {
  same: boolean;
  recipe: string;
  source: string;
  variant: string;
  expected: string;
  core: string;
  why: string[];
}): void {
  const { same, recipe, source, variant, expected, core, why } = report;
  print(`source    ${source}`);
  print(`recipe    ${recipe === '' ? '(no options)' : recipe}`);
  print(`variant   ${variant}`);
  print(`expected  ${expected}  scanrill ${core}`);
  print(same ? 'the same bytes' : `not the same: ${printable(why.join('; '))}`);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
