/*
 * options.mjs - arbitrary options, after the table: a new row is tested without a new line here
 */
import { built, fc } from './load.mjs';

const { OPTIONS, WORDS, NUMBER_WORDS, COLOURS } = await built('generated/options.js');

const words = (row) => (WORDS[row.name] ?? []).flatMap(({ word, synonyms }) => [word, ...synonyms]);
const hex = (digits) => fc.stringMatching(new RegExp(`^[0-9a-fA-F]{${digits}}$`));
const share = fc.integer({ min: 0, max: 10000 }).map((n) => n / 10000);
const mixedCase = (text) => fc.mixedCase(fc.constant(text));

/** Texts that one option takes in a URL, in every spelling. */
const textsOfType = {
  INT: (row) =>
    fc.oneof(
      fc.integer({ min: row.low, max: row.high }).map(String),
      ...(NUMBER_WORDS[row.name] ?? []).map(({ word }) => mixedCase(word)),
    ),
  DECIMAL: (row) => fc.integer({ min: row.low, max: row.high }).map((n) => String(n / 10000)),
  FLAG: () => fc.constantFrom('1', '0', 'true', 'false', 'TRUE', ''),
  TURN: () => fc.constantFrom('0', '90', '180', '270'),
  ENUM: (row) => fc.constantFrom(...words(row)).chain(mixedCase),
  COLOUR: () =>
    fc.oneof(
      fc.constantFrom(...COLOURS.map(({ name }) => name)).chain(mixedCase),
      fc
        .tuple(fc.constantFrom('', '#'), fc.oneof(hex(3), hex(4), hex(6), hex(8)))
        .map((x) => x.join('')),
    ),
  SIDES: (row) => {
    const four = (side) => fc.oneof(side, fc.tuple(side, side, side, side).map((all) => all.join('_')));
    return fc.oneof(four(fc.integer({ min: 0, max: row.high })), four(share)).map(String);
  },
  RECT: () =>
    fc
      .oneof(
        fc.tuple(
          fc.nat(9999),
          fc.nat(9999),
          fc.integer({ min: 1, max: 9999 }),
          fc.integer({ min: 1, max: 9999 }),
        ),
        fc.tuple(
          share,
          share,
          fc.constant(0.25),
          share.filter((side) => side > 0),
        ),
      )
      .chain((sides) => fc.constantFrom(',', '_').map((between) => sides.join(between))),
};

/** Keys that need escapes, and some that do not. */
const segment = fc.oneof(
  fc.stringMatching(/^[a-z0-9_.-]{1,8}$/),
  fc.constantFrom('A b', 'é', "(1)'s*!", '100%', 'a=b&c', '~x+'),
);
textsOfType.KEY = () =>
  fc
    .array(segment, { minLength: 1, maxLength: 3 })
    .filter((parts) => !parts.some((part) => ['.', '..', '_'].includes(part)))
    .map((parts) => parts.join('/'));
textsOfType.POSITION = () =>
  fc.oneof(
    fc.constantFrom(...words(OPTIONS.find(({ name }) => name === 'position'))).chain(mixedCase),
    fc.tuple(share, share).map(([x, y]) => `${x}x${y}`),
  );

/** Lists of the watermarks' options have as many values as there are watermarks. */
const listOf = (row, n) =>
  fc
    .array(textsOfType[row.type](row), { minLength: n, maxLength: n })
    .chain((items) =>
      fc.constantFrom(...(row.type === 'KEY' ? [','] : [',', '_'])).map((b) => items.join(b)),
    );

const pairs = OPTIONS.map((row) => {
  const names = fc.constantFrom(row.short, row.name, ...row.aliases).chain(mixedCase);
  const pair = fc.tuple(names, textsOfType[row.type](row));
  return fc.option(
    row.name === 'dpr' ? fc.tuple(names, fc.constantFrom('0.5', '1', '1.25')) : pair,
    {
      nil: undefined,
      freq: 2,
    },
  );
});

/** The pairs for n watermarks: lists of n, or one value for all. */
const pairsFor = (n) =>
  OPTIONS.map((row, at) =>
    row.list
      ? fc.option(
          fc.tuple(
            fc.constantFrom(row.short, row.name, ...row.aliases).chain(mixedCase),
            row.type === 'KEY' ? listOf(row, n) : fc.oneof(listOf(row, n), listOf(row, 1)),
          ),
          { nil: undefined, freq: 2 },
        )
      : pairs[at],
  );

/** Pairs [name, text] of a valid query: each option at most once, in any spelling. */
export const queryPairs = fc
  .integer({ min: 1, max: 4 })
  .chain((n) => fc.tuple(...pairsFor(n)))
  .map((all) => all.filter((pair) => pair !== undefined))
  .filter((all) => !tooLong(all));

/** width=8192 and dpr=1.25 do not go together. */
function tooLong(all) {
  const value = (name) => all.find(([key]) => optionOf(key)?.name === name)?.[1];
  const ratio = Number(value('dpr') ?? 1);
  return ['width', 'height'].some((side) => Number(value(side) ?? 1) * ratio > 8192);
}

const optionOf = (key) =>
  OPTIONS.find(({ name, short, aliases }) => [name, short, ...aliases].includes(key.toLowerCase()));

/** The same pairs as a query string. */
export const queryOf = (all) => new URLSearchParams(all).toString();
