/*
 * arguments.ts - the command line -> what to do
 *
 * Options of pictures come from the table; those of the command itself stand here. A misspelt
 * name is refused with the right one.
 */
import { parseArgs } from 'node:util';

import { OPTIONS, type OptionRow, type TransformOptions } from '../generated/options.ts';
import { didYouMean } from '../recipe/suggest.ts';
import { optionOfUrlName } from '../recipe/table.ts';
import { optionsOf } from '../recipe/validate.ts';
import { valueOfText, type OptionValue } from '../recipe/values.ts';
import { UsageError } from './usage.ts';

export const COMMANDS = [
  ...(['info', 'plan', 'url', 'sign', 'verify'] as const),
  ...(['replay', 'serve', 'doctor'] as const),
] as const;
export type Command = (typeof COMMANDS)[number] | 'transform';

export interface Flag {
  name: string;
  short?: string;
  /** what its value is; without one it has none */
  value?: string;
  commands: readonly Command[];
  help: string;
}

const ALL: readonly Command[] = ['transform', ...COMMANDS];

/** What belongs to the command and not to a picture. */
export const FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    value: "FILE|DIR/|'{name}-{width}.{ext}'|-",
    commands: ['transform'],
    help: 'where results go; the extension says the format',
  },
  { name: 'overwrite', commands: ['transform'], help: 'replace files that exist' },
  {
    name: 'recursive',
    short: 'r',
    commands: ['transform', 'info', 'plan'],
    help: 'take the pictures of directories, too',
  },
  { name: 'canonical', commands: ['url'], help: 'print the path of the variant' },
  { name: 'base', value: 'URL', commands: ['url', 'sign'], help: 'put this before the path' },
  {
    name: 'theirs',
    value: 'URL',
    commands: ['replay'],
    help: 'where the old system answers; requests are compared with its answers',
  },
  { name: 'originals', value: 'DIR', commands: ['replay'], help: 'the pictures that it is made of' },
  {
    name: 'dialect',
    value: 'NAME',
    commands: ['replay'],
    help: 'whose URLs these are: cloudflare, thumbor, image-handler (default: our own)',
  },
  {
    name: 'most',
    value: 'N',
    commands: ['replay'],
    help: 'compare so many URLs, the most asked for first (default 100)',
  },
  {
    name: 'settings',
    value: 'FILE',
    commands: ['sign', 'replay', 'serve', 'doctor'],
    help: 'presets, allowed values and keys (docs/settings.md)',
  },
  {
    name: 'key',
    value: 'ID',
    commands: ['sign'],
    help: 'sign with this key of the settings (default: the first)',
  },
  {
    name: 'expires',
    value: '30m|12h|7d|DATE',
    commands: ['sign'],
    help: 'the signature ends after this time, or then',
  },
  {
    name: 'range',
    value: 'OPTION=LOW-HIGH[:STEP]',
    commands: ['sign'],
    help: 'leave this option open within a range',
  },
  { name: 'preset', value: 'NAME', commands: ['sign'], help: 'start from this preset' },
  { name: 'port', value: 'N', commands: ['serve'], help: 'listen here (default 8080)' },
  {
    name: 'json',
    commands: ['transform', 'info', 'plan', 'url', 'sign', 'verify', 'replay', 'doctor'],
    help: 'one JSON object a line',
  },
  { name: 'quiet', commands: ['transform'], help: 'errors only' },
  { name: 'version', commands: ALL, help: 'print versions' },
  { name: 'help', commands: ALL, help: 'print this' },
];

export interface Arguments {
  command: Command;
  /** files, directories, patterns; '-' is standard input */
  inputs: string[];
  options: TransformOptions;
  /** files to be laid over results; URLs and signatures have their keys in the options */
  watermarks: string[];
  output?: string;
  overwrite: boolean;
  recursive: boolean;
  canonical: boolean;
  base?: string;
  settings?: string;
  key?: string;
  expires?: string;
  range?: string;
  preset?: string;
  theirs?: string;
  originals?: string;
  dialect?: string;
  most: number;
  port: number;
  json: boolean;
  quiet: boolean;
  version: boolean;
  help: boolean;
}

/** The name of an option on the command line: 'maxBytes' is --max-bytes. */
export const flagName = (row: OptionRow): string =>
  row.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** One letter in URLs is one letter here. */
export const shortFlag = (row: OptionRow): string | undefined =>
  row.short.length === 1 ? row.short : undefined;

const rows = new Map<string, OptionRow>(OPTIONS.map((row) => [flagName(row), row]));
const negated = new Map<string, OptionRow>(
  OPTIONS.filter((row) => row.type === 'FLAG').map((row) => [`no-${flagName(row)}`, row]),
);

export function readArguments(argv: readonly string[]): Arguments {
  if (argv.length === 1 && argv[0] === '-h') return readArguments(['--help']);
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    tokens: true,
  });
  const positionals = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const command = COMMANDS.find((word) => word === positionals[0]) ?? 'transform';
  const picture = new Map<string, OptionValue>();
  const own = new Map<string, string>();
  const watermarks: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const row = rows.get(token.name) ?? negated.get(token.name);
    if (row?.type === 'KEY') watermarks.push(fileName(token.rawName, token.value));
    else if (row === undefined)
      own.set(token.name, ownValue(token.name, token.rawName, token.value, command));
    else picture.set(row.name, pictureValue(row, token.rawName, token.value));
  }
  if ((command === 'url' || command === 'sign') && watermarks.length > 0) {
    const row = rows.get('watermark')!;
    picture.set(row.name, valueOfText(row, watermarks.join(',')));
  }
  return {
    ...commandSettings(own),
    command,
    inputs: command === 'transform' ? positionals : positionals.slice(1),
    options: optionsOf(picture),
    watermarks,
  };
}

type ParserOptions = Record<string, { type: 'string' | 'boolean'; short?: string }>;

function parserOptions(): ParserOptions {
  const parser: ParserOptions = {};
  const add = (name: string, takesValue: boolean, short: string | undefined): void => {
    parser[name] = { type: takesValue ? 'string' : 'boolean', ...(short && { short }) };
  };
  for (const [name, row] of rows) add(name, row.type !== 'FLAG', shortFlag(row));
  for (const name of negated.keys()) add(name, false, undefined);
  for (const flag of FLAGS) add(flag.name, flag.value !== undefined, flag.short);
  return parser;
}

function pictureValue(row: OptionRow, rawName: string, value: string | undefined): OptionValue {
  if (rawName.startsWith('--no-') && row.type === 'FLAG') return false;
  if (value === undefined && row.type !== 'FLAG') throw new UsageError(`${rawName} needs a value`);
  return valueOfText(row, value ?? '');
}

function fileName(rawName: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`${rawName} needs a value: FILE`);
  return value;
}

function ownValue(
  name: string,
  rawName: string,
  value: string | undefined,
  command: Command,
): string {
  const flag = FLAGS.find((candidate) => candidate.name === name);
  if (flag === undefined) throw unknownFlag(rawName);
  if (!flag.commands.includes(command)) {
    throw new UsageError(`${rawName} means nothing to '${command}'`);
  }
  if (flag.value !== undefined && value === undefined) {
    throw new UsageError(`${rawName} needs a value: ${flag.value}`);
  }
  if (flag.value === undefined && value !== undefined) {
    throw new UsageError(`${rawName} takes no value`);
  }
  return value ?? '';
}

function unknownFlag(rawName: string): UsageError {
  const bare = rawName.replace(/^-+/, '');
  const alias = optionOfUrlName(bare);
  const names = [...rows.keys(), ...negated.keys(), ...FLAGS.map((flag) => flag.name)];
  const hint = alias
    ? ` (did you mean --${flagName(alias)}?)`
    : didYouMean(
        `--${bare}`,
        names.map((name) => `--${name}`),
      );
  return new UsageError(`there is no option ${rawName}${hint}`);
}

function commandSettings(own: ReadonlyMap<string, string>) {
  const texts = [
    ...(['output', 'base', 'settings', 'key', 'expires', 'range', 'preset'] as const),
    ...(['theirs', 'originals', 'dialect'] as const),
  ] as const;
  const given: Partial<Record<(typeof texts)[number], string>> = {};
  for (const name of texts) {
    const text = own.get(name);
    if (text !== undefined) given[name] = text;
  }
  return {
    ...given,
    overwrite: own.has('overwrite'),
    recursive: own.has('recursive'),
    canonical: own.has('canonical'),
    most: readMost(own.get('most') ?? '100'),
    port: readPort(own.get('port') ?? '8080'),
    json: own.has('json'),
    quiet: own.has('quiet'),
    version: own.has('version'),
    help: own.has('help'),
  };
}

function readMost(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UsageError(`--most must be a whole number above 0, not ${JSON.stringify(text)}`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(
    `--port must be a whole number from 0 to 65535, not ${JSON.stringify(text)}`,
  );
}
