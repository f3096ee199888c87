/*
 * help.ts - the text of --help, from the table of options
 */
import { OPTIONS, type OptionName, type OptionRow } from '../generated/options.ts';
import { wordsOf } from '../recipe/table.ts';
import { FLAGS, flagName, shortFlag } from './arguments.ts';

const START = `Turn JPEG, PNG and WebP pictures into smaller ones.

  scanrill cat.jpg -w 800 -o cat.webp        one picture
  scanrill photos/ -r -w 1600 -o small/      a folder
  scanrill info cat.jpg                      what the header tells
  scanrill plan cat.jpg -w 800               what would be done, and in how much memory
  scanrill url photos/cat.jpg -w 800         the URL of that picture at the edge
  scanrill sign photos/cat.jpg -w 800        the same, signed with a key of --settings
  scanrill verify cat.jpg w=800 cat-800.jpg  whether this core makes that variant of it
  scanrill replay access.log.gz …            what would change if this answered those requests
  scanrill serve photos/                     the edge on this machine
  scanrill doctor scanrill.json              what settings allow, and what is wrong in them

Without -o a result lies beside its source: cat-800.jpg where a size was asked for, and under
the source's name with the new extension otherwise. '-' is standard input or output.
`;

const END = `
Exit codes: 0 all done, 1 some failed, 2 wrong usage.
`;

const watermarkNames = OPTIONS.filter(({ list }) => list).map(({ name }) => name);

const GROUPS: readonly (readonly [title: string, names: readonly OptionName[]])[] = [
  ['Size', ['width', 'height', 'fit', 'position', 'enlarge', 'dpr', 'kernel', 'linear']],
  ['Shape', ['crop', 'trim', 'rotate', 'flip', 'flop', 'pad', 'radius', 'background']],
  [
    'Look',
    [
      ...(['grayscale', 'brightness', 'contrast', 'gamma', 'saturation', 'tint'] as const),
      ...(['blur', 'sharpen', 'sharpenSigma'] as const),
    ],
  ],
  ['Watermark (may be given again, up to 4 times; lists such as 0.2,0.1 have one value for each)', watermarkNames],
];

export function helpText(): string {
  const grouped = new Set(GROUPS.flatMap(([, names]) => names));
  const rest = OPTIONS.filter(({ name }) => !grouped.has(name)).map(({ name }) => name);
  const groups = [...GROUPS, ['Result', rest] as const].map(([title, names]) =>
    section(
      title,
      OPTIONS.filter(({ name }) => names.includes(name)).map((row) => [pictureFlag(row), row.help]),
    ),
  );
  const command = section(
    'Command',
    FLAGS.map((flag) => {
      const short = flag.short ? `-${flag.short}, ` : '    ';
      return [`${short}--${flag.name}${flag.value ? ` ${flag.value}` : ''}`, flag.help];
    }),
  );
  return START + groups.join('') + command + END;
}

const LEFT_COLUMNS = 30;
const ALL_COLUMNS = 96;

function section(title: string, lines: readonly (readonly [string, string])[]): string {
  return `\n${title}\n${lines.map(([left, help]) => entry(left, help)).join('')}`;
}

/** A flag and its help beside it, or below where the flag is long. */
function entry(flag: string, help: string): string {
  const margin = ' '.repeat(LEFT_COLUMNS);
  const [first = '', ...more] = wrap(help, ALL_COLUMNS - LEFT_COLUMNS);
  const left = `  ${flag}`;
  const start = left.length < LEFT_COLUMNS ? left.padEnd(LEFT_COLUMNS) : `${left}\n${margin}`;
  return [start + first, ...more.map((line) => margin + line)].join('\n') + '\n';
}

function pictureFlag(row: OptionRow): string {
  const short = shortFlag(row);
  const value = {
    INT: ' N',
    DECIMAL: ' N',
    FLAG: '',
    TURN: ' 0|90|180|270',
    ENUM: ` ${wordsOf(row).join('|')}`,
    COLOUR: ' COLOUR',
    POSITION: ' NAME|XxY',
    RECT: ' L,T,W,H',
    SIDES: ' N|T,R,B,L',
    KEY: ' FILE',
  }[row.type];
  return `${short ? `-${short}, ` : '    '}--${flagName(row)}${value}`;
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
