/*
 * values.ts - the value of one option: text -> value, JavaScript -> value, value -> text
 *
 * A value has one normal form, whatever it was written as: words lose their synonyms, colours
 * become hex digits, decimals at most four places.  A wrong one is refused in the option's name.
 */
import { badOptions } from '../errors.ts';
import type { OptionName, OptionRow, OptionType, TransformOptions } from '../generated/options.ts';
import { printDecimal, readDecimal } from './decimal.ts';
import { isKey } from './key.ts';
import { colourNamed, numberOfWord, optionNamed, wordOf, wordsOf } from './table.ts';

export type Rect = [left: number, top: number, width: number, height: number];
type OneValue = number | boolean | string | Rect;
/** Of an option that is a list: one value for all watermarks, or two and more in their order. */
export type OptionValue = OneValue | readonly (number | boolean | string)[];

/** RILL_MAX_WATERMARKS */
export const MAX_WATERMARKS = 4;

const LARGEST_PIXEL = 1000000; // as the core: the longest side that any profile allows a source

/** Read a value as it stands in a URL, a recipe or on the command line. */
export function valueOfText(row: OptionRow, text: string): OptionValue {
  const items = row.list ? text.split(betweenItems(row)) : [text];
  return normalList(row, items.map((item) => readers[row.type].text(row, item))) ?? refuse(row, text);
}

/** Read a value of a JavaScript object. */
export function valueOfJs(row: OptionRow, value: unknown): OptionValue {
  const items = row.list && Array.isArray(value) ? (value as unknown[]) : [value];
  return normalList(row, items.map((item) => readers[row.type].js(row, item))) ?? refuse(row, value);
}

const betweenItems = (row: OptionRow): RegExp => (row.type === 'KEY' ? /,/ : /[_,]/);

/** Equal values are one; of keys each is a watermark. undefined where one is wrong. */
function normalList(
  row: OptionRow,
  items: readonly (OneValue | undefined)[],
): OptionValue | undefined {
  const [first] = items;
  if (items.length === 0 || items.length > MAX_WATERMARKS || items.includes(undefined)) {
    return undefined;
  }
  if (items.length === 1 || (row.type !== 'KEY' && items.every((item) => item === first)))
    return first;
  return items as OptionValue;
}

/** The text of a normal value, as it stands in a recipe. */
export function textOfValue(row: OptionRow, value: OptionValue): string {
  if (row.list && Array.isArray(value)) {
    return value.map((item) => textOfValue(row, item as OneValue)).join(row.type === 'KEY' ? ',' : '_');
  }
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return row.type === 'INT' ? String(value) : printNumber(value);
  return (value as Rect).map(printNumber).join('_');
}

/** The same by the option's name, for a value of options in normal form. */
export function textOfOption<Name extends OptionName>(
  name: Name,
  value: NonNullable<TransformOptions[Name]> | OptionValue,
): string {
  return textOfValue(optionNamed(name)!, value as OptionValue);
}

/** What a value must be, in words. */
export function describeValues(row: OptionRow): string {
  const one = readers[row.type].must(row);
  if (!row.list) return one;
  return `${one}; for several watermarks a list of at most ${MAX_WATERMARKS}`;
}

interface Reader {
  text(row: OptionRow, text: string): OneValue | undefined;
  js(row: OptionRow, value: unknown): OneValue | undefined;
  must(row: OptionRow): string;
}

const textOnly = (row: OptionRow, value: unknown): OneValue | undefined =>
  typeof value === 'string' ? readers[row.type].text(row, value) : undefined;

const readers: Record<OptionType, Reader> = {
  INT: {
    text: (row, text) =>
      numberOfWord(row, text) ??
      (/^\d{1,9}$/.test(text) ? wholeNumber(row, Number(text)) : undefined),
    js: (row, value) =>
      typeof value === 'string' ? numberOfWord(row, value) : wholeNumber(row, value),
    must: (row) => `a whole number from ${row.low} to ${row.high}`,
  },
  DECIMAL: {
    text: (row, text) => decimal(row, readDecimal(text)),
    js: (row, value) => decimal(row, tenThousandths(value)),
    must: (row) =>
      `a number from ${printDecimal(row.low)} to ${printDecimal(row.high)} ` +
      'with at most four decimals',
  },
  FLAG: {
    text: (_row, text) => flags.get(text.toLowerCase()),
    js: (_row, value) => (typeof value === 'boolean' ? value : undefined),
    must: () => 'true or false (in URLs 1 or 0)',
  },
  TURN: {
    text: (_row, text) => turns.find((turn) => String(turn) === text),
    js: (_row, value) => turns.find((turn) => turn === value),
    must: () => '0, 90, 180 or 270',
  },
  ENUM: {
    text: wordOf,
    js: textOnly,
    must: (row) => `one of ${wordsOf(row).join(', ')}`,
  },
  COLOUR: {
    text: (_row, text) => colourNamed(text) ?? hexColour(text),
    js: textOnly,
    must: () => 'a colour: rgb, rgba, rrggbb or rrggbbaa in hex digits, or a name',
  },
  POSITION: {
    text: (row, text) => wordOf(row, text) ?? focalPoint(text),
    js: textOnly,
    must: (row) => `one of ${wordsOf(row).join(', ')}, or a focal point such as 0.5x0.33`,
  },
  KEY: {
    // A URL that is no UTF-8 is read with U+FFFD: that would be the key of something else.
    text: (_row, text) => (isKey(text) && !/[,\ufffd]/.test(text) ? text : undefined),
    js: textOnly,
    must: () => 'the key of a picture, without commas and without a slash at its start',
  },
  RECT: {
    text: (_row, text) => rect(text.split(/[_,]/).map(readDecimal)),
    js: (row, value) =>
      Array.isArray(value) ? rect(value.map(tenThousandths)) : textOnly(row, value),
    must: () => 'left,top,width,height: whole pixels, or shares of the sides from 0 to 1',
  },
  SIDES: {
    text: (row, text) => sides(row, text.split(/[_,]/).map(readDecimal)),
    js: (row, value) => {
      if (Array.isArray(value)) return sides(row, value.map(tenThousandths));
      return typeof value === 'number' ? sides(row, [tenThousandths(value)]) : textOnly(row, value);
    },
    must: (row) =>
      `one number or top,right,bottom,left: whole pixels up to ${row.high}, or shares from 0 to 1`,
  },
};

const turns = [0, 90, 180, 270];

const flags = new Map([
  ['', true],
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/** The value where it is a whole number within the option's range. */
export function wholeNumber(row: OptionRow, value: unknown): number | undefined {
  const fits =
    Number.isInteger(value) && (value as number) >= row.low && (value as number) <= row.high;
  return fits ? (value as number) + 0 : undefined; // + 0: no -0
}

/** A JavaScript number in ten-thousandths: devicePixelRatio is often 1.100000023841858. */
function tenThousandths(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  return Math.round(value * 10000) + 0;
}

function decimal(row: OptionRow, value: number | undefined): number | undefined {
  return value !== undefined && value >= row.low && value <= row.high ? value / 10000 : undefined;
}

/** 'f00', 'f00c', 'ff0000', 'ff0000cc', each with or without '#' -> 'ff0000', 'ff0000cc'. */
function hexColour(text: string): string | undefined {
  const digits = text.replace(/^#/, '').toLowerCase();
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return undefined;
  const long = digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits;
  return long.replace(/^(.{6})ff$/, '$1');
}

function focalPoint(text: string): string | undefined {
  const [x, y, more] = text.split('x').map(readDecimal);
  if (x === undefined || y === undefined || more !== undefined || text.split('x').length !== 2) {
    return undefined;
  }
  return x <= 10000 && y <= 10000 ? `${printDecimal(x)}x${printDecimal(y)}` : undefined;
}

/**
 * Four numbers in ten-thousandths. Whole ones are pixels; as soon as one has a fraction, all are
 * shares of the sides. So 0,0,1,1 is one pixel: JavaScript cannot tell 1.0 from 1.
 */
function rect(sides: readonly (number | undefined)[]): Rect | undefined {
  if (sides.length !== 4 || sides.some((side) => side === undefined)) return undefined;
  const [left, top, width, height] = sides as Rect;
  if (width === 0 || height === 0) return undefined;
  const all = [left, top, width, height];
  const pixels = all.every((side) => side % 10000 === 0);
  const most = pixels ? LARGEST_PIXEL * 10000 : 10000;
  if (all.some((side) => side > most)) return undefined;
  return [left / 10000, top / 10000, width / 10000, height / 10000];
}

/** One number for all sides or four, by the rule of rect(); four equal ones become one. */
function sides(row: OptionRow, all: readonly (number | undefined)[]): OneValue | undefined {
  if ((all.length !== 1 && all.length !== 4) || all.some((side) => side === undefined)) {
    return undefined;
  }
  const lengths = all as number[];
  const pixels = lengths.every((side) => side % 10000 === 0);
  if (lengths.some((side) => side > (pixels ? row.high * 10000 : 10000))) return undefined;
  const [first = 0] = lengths;
  if (lengths.every((side) => side === first)) return first / 10000;
  return lengths.map((side) => side / 10000) as Rect;
}

/** A number of at most four decimals as text. */
const printNumber = (value: number): string => printDecimal(Math.round(value * 10000));

function refuse(row: OptionRow, value: unknown): never {
  throw badOptions(`${row.name} must be ${describeValues(row)}, not ${quoted(value)}`);
}

/** A value as a message shows it: short, and never the text of an object. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'null';
  return Array.isArray(value) ? 'this list' : `a value of type ${typeof value}`;
}
