/*
 * typescript.mjs - the tables of the C core as TypeScript
 */
const head = (from) => `// Written by \`node tools/generate.mjs\` from ${from}; do not edit.\n`;

const quote = (text) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
const list = (texts) => `[${texts.map(quote).join(', ')}]`;
const union = (texts) => texts.map(quote).join(' | ');

/** A comment of at most 100 columns, indented by two. */
function comment(text) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && `   * ${line} ${word}`.length > 96) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  if (lines.length === 1) return `  /** ${lines[0]} */\n`;
  return `  /**\n${lines.map((one) => `   * ${one}\n`).join('')}   */\n`;
}

/** The TypeScript type of an option: its value's, or a list of them. */
function typeOf(option, table) {
  const one = typeOfValue(option, table);
  if (!option.list) return one;
  return `${one} | readonly ${one.includes(' | ') ? `(${one})` : one}[]`;
}

function typeOfValue(option, table) {
  if (option.type === 'POSITION' && option.name !== 'position')
    return `NonNullable<TransformOptions['position']>`;
  const spelled = (table.words[option.name] ?? []).flatMap(({ word, synonyms }) => [
    word,
    ...synonyms,
  ]);
  const types = {
    INT: () =>
      ['number', ...(table.numberWords[option.name] ?? []).map(({ word }) => quote(word))].join(
        ' | ',
      ),
    DECIMAL: () => 'number',
    FLAG: () => 'boolean',
    TURN: () => '0 | 90 | 180 | 270',
    ENUM: () => union(spelled),
    POSITION: () => `${union(spelled)} | \`\${number}x\${number}\``,
    COLOUR: () => 'string',
    SIDES: () =>
      'number | readonly [top: number, right: number, bottom: number, left: number] | string',
    KEY: () => 'string',
    RECT: () => 'readonly [left: number, top: number, width: number, height: number] | string',
  };
  return types[option.type]();
}

function property(option, table) {
  const fallback = option.default === '' ? '' : `; default ${option.default}`;
  const type = typeOf(option, table);
  const line = `  ${option.name}?: ${type};\n`;
  const wrapped = `  ${option.name}?:\n${type
    .split(' | ')
    .map((one) => `    | ${one}\n`)
    .join('')}`.replace(/\n$/, ';\n');
  return comment(option.help + fallback) + (line.length > 100 ? wrapped : line);
}

function optionRow(option) {
  return `  {
    name: ${quote(option.name)},
    short: ${quote(option.short)},
    aliases: ${list(option.aliases)},
    type: ${quote(option.type)},
${option.list ? '    list: true,\n' : ''}    low: ${option.low},
    high: ${option.high},
    default: ${quote(option.default)},
    help:
      ${quote(option.help)},
  },
`;
}

const record = (entries, row) =>
  Object.entries(entries)
    .map(
      ([option, rows]) =>
        `  ${option}: [\n${rows.map((one) => `    ${row(one)},\n`).join('')}  ],\n`,
    )
    .join('');

export function optionsModule(table) {
  return `${head('src/request/options.def')}
/** What to do with a picture. Every option may be left out. */
export interface TransformOptions {
${table.options.map((option) => property(option, table)).join('')}}

export type OptionName = keyof TransformOptions;

export type OptionType =
  | ${[...new Set(table.options.map(({ type }) => type))].map(quote).join('\n  | ')};

export interface OptionRow {
  readonly name: OptionName;
  /** its name in URLs and in the canonical recipe */
  readonly short: string;
  readonly aliases: readonly string[];
  readonly type: OptionType;
  /** one value, or one for each watermark */
  readonly list?: true;
  /** DECIMAL: in ten-thousandths */
  readonly low: number;
  readonly high: number;
  /** as text; '' where absence has a meaning of its own */
  readonly default: string;
  readonly help: string;
}

/** The table of options; its order is the order of the canonical recipe. */
export const OPTIONS: readonly OptionRow[] = [
${table.options.map(optionRow).join('')}];

/** The words that ENUM and POSITION options take, each with the synonyms that are turned into it. */
export const WORDS: Partial<
  Record<OptionName, readonly { readonly word: string; readonly synonyms: readonly string[] }[]>
> = {
${record(table.words, ({ word, synonyms }) => `{ word: ${quote(word)}, synonyms: ${list(synonyms)} }`)}};

/** Words that stand for numbers. */
export const NUMBER_WORDS: Partial<
  Record<OptionName, readonly { readonly word: string; readonly value: number }[]>
> = {
${record(table.numberWords, ({ word, value }) => `{ word: ${quote(word)}, value: ${value} }`)}};

/** Colour names, and the hex digits that they become. */
export const COLOURS: readonly { readonly name: string; readonly hex: string }[] = [
${table.colours.map(({ name, hex }) => `  { name: ${quote(name)}, hex: ${quote(hex)} },\n`).join('')}];

/** What other systems write in URLs: name=value is read as the query 'meaning'. */
export const SPELLINGS: readonly {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}[] = [
${table.spellings.map(({ name, value, meaning }) => `  { name: ${quote(name)}, value: ${quote(value)}, meaning: ${quote(meaning)} },\n`).join('')}];
`;
}

export function errorsModule(statuses) {
  const failures = statuses.filter((status) => status.class !== 'FINE');
  return `${head('src/status.def')}
export type ErrorClass = ${union([...new Set(failures.map((status) => status.class))])};

export interface ErrorRow {
  /** what C returns */
  readonly number: number;
  /** whose turn it is to act */
  readonly class: ErrorClass;
  /** what a web host answers */
  readonly http: number;
  readonly text: string;
  readonly hint: string;
}

export const ERRORS = {
${failures
  .map(
    (status) => `  ${status.name}: {
    number: ${status.number},
    class: ${quote(status.class)},
    http: ${status.http},
    text: ${quote(status.text)},
    hint: ${quote(status.hint)},
  },
`,
  )
  .join('')}} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The outcomes that are no errors. */
export const STATUS_OK = ${numberOf(statuses, 'OK')};
export const STATUS_MORE = ${numberOf(statuses, 'MORE')};
export const STATUS_END = ${numberOf(statuses, 'END')};
`;
}

const numberOf = (statuses, name) => statuses.find((status) => status.name === name).number;

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

export function limitsModule(limits) {
  const profile = (name) =>
    `  ${name}: {\n${limits.map((limit) => `    ${camel(limit.field)}: ${limit[name]},\n`).join('')}  },\n`;
  return `${head('src/base/limits.h')}
export interface Limits {
${limits.map((limit) => `  /** ${limit.why} */\n  readonly ${camel(limit.field)}: number;\n`).join('')}}

export type Profile = 'edge' | 'pipeline' | 'browser';

export const LIMITS: Record<Profile, Limits> = {
${['edge', 'pipeline', 'browser'].map(profile).join('')}};
`;
}
