/*
 * doctor.ts - scanrill doctor: what a settings file says, what is wrong in it, and what may surprise
 *
 * As a deployment would read it: without `unsigned` and `allow` that is a closed set of variants.
 */
import { readFile } from 'node:fs/promises';

import { countVariants, readSettings, settingsProblems, type Settings } from '../settings/index.ts';
import type { Arguments } from './arguments.ts';
import { print, printable } from './report.ts';
import { UsageError } from './usage.ts';

const USUAL_FILE = 'scanrill.json';
const ABOUT = { where: 'deployment', env: process.env } as const;

/** Exit code 1 where something is wrong. */
export async function runDoctor({ inputs, settings, json }: Arguments): Promise<number> {
  const [file = settings ?? USUAL_FILE, ...more] = inputs;
  if (more.length > 0) throw new UsageError('doctor takes one settings file');
  const value = await readJson(file);
  const problems = settingsProblems(value, ABOUT);
  const read = problems.length > 0 ? undefined : readSettings(value, ABOUT);
  const advice = read === undefined ? [] : adviceFor(read, value as object);
  const facts = read === undefined ? undefined : factsOf(read);
  if (json) print(JSON.stringify({ type: 'doctor', file, ...facts, problems, advice }));
  else {
    if (facts) print(describe(facts));
    for (const one of problems) print(`  WRONG   ${printable(one)}`);
    for (const one of advice) print(`  note    ${printable(one)}`);
    print(problems.length === 0 ? `${printable(file)} is fine` : `${printable(file)} cannot be used`);
  }
  return problems.length === 0 ? 0 : 1;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}

interface Facts {
  presets: string[];
  unsigned: Settings['unsigned'];
  /** Of one picture, which URLs without a signature can reach; null: no end. */
  variants: number | null;
  maxVariants: number;
  /** The first one signs. */
  keys: string[];
  edge: Settings['edge'];
}

function factsOf(settings: Settings): Facts {
  const { presets, unsigned, maxVariants, keys, edge } = settings;
  const variants = countVariants(settings);
  return {
    presets: [...presets.keys()],
    unsigned,
    variants: variants === Infinity ? null : variants,
    maxVariants,
    keys: [...keys.keys()],
    edge,
  };
}

function describe({ presets, unsigned, variants, maxVariants, keys, edge }: Facts): string {
  const { freshness, maxAgeSeconds, unsupported, onError, prefixes, epoch } = edge;
  const reach =
    unsigned === 'nothing'
      ? 'nothing'
      : variants === null
        ? 'any variant'
        : `${variants} variants of a picture (at most ${maxVariants})`;
  const rows = [
    ['unsigned', `URLs without a signature reach ${reach}`],
    ['presets', presets.join(', ') || 'none'],
    ['keys', keys.map((id, i) => (i === 0 ? `${id} signs` : `${id} verifies`)).join(', ') || 'none'],
    ['originals', prefixes.length === 0 ? 'anywhere in the source' : `below ${prefixes.join(', ')}`],
    ['freshness', `${freshness}; caches keep a variant ${maxAgeSeconds} s`],
    ['policy', `unsupported: ${unsupported}, onError: ${onError}`],
    ...(epoch ? [['epoch', `${epoch.percent} % of the keys have left epoch ${epoch.previous}`]] : []),
  ];
  return rows.map(([name, text]) => `  ${name!.padEnd(11)} ${printable(text!)}`).join('\n');
}

/** What is allowed, and may be meant otherwise. */
function adviceFor({ unsigned, keys, edge }: Settings, written: object): string[] {
  const { unsupported, onError, epoch } = edge;
  const secrets = Object.entries((written as { keys?: object }).keys ?? {});
  const inFile = secrets.filter(([, secret]) => typeof secret === 'string').map(([id]) => id);
  const passing = [unsupported, onError].includes('original');
  return [
    ...(unsigned === 'anything'
      ? ['anybody may ask for any size: each is made and kept; list values under "allow"']
      : []),
    ...(inFile.length > 0
      ? [`the secret of ${inFile.join(', ')} stands in the file: { "env": "NAME" } keeps it out`]
      : []),
    ...(keys.size > 2 ? ['every key still verifies: take those out whose URLs have expired'] : []),
    ...(passing ? ['an original that is passed on comes at its full size'] : []),
    ...(epoch?.percent === 100 ? ['all keys have moved: "epoch" can be taken out'] : []),
  ];
}
