import assert from 'node:assert/strict';
import { test } from 'node:test';

import { built, fc } from './load.mjs';
import { queryOf, queryPairs } from './options.mjs';

const { OPTIONS, canonicalRecipe, parseQuery, toQuery, validateOptions } =
  await built('recipe/index.js');
const { NUMBER_WORDS, SPELLINGS, WORDS } = await built('generated/options.js');

const refusal = (message) => ({ name: 'ScanrillError', code: 'BAD_OPTIONS', status: 400, message });

test('short names, long names and aliases in any case mean the same option', () => {
  for (const query of [
    'w=400&f=webp',
    'width=400&format=webp',
    'W=400&Fm=WebP',
    '?w=400&output=webp',
  ]) {
    assert.deepEqual(parseQuery(query), { options: { width: 400, format: 'webp' }, unknown: [] });
  }
});

test('a URLSearchParams reads like its text', () => {
  const query = 'w=400&crop=1%2C2%2C3%2C4&utm_source=x';
  assert.deepEqual(parseQuery(new URLSearchParams(query)), parseQuery(query));
});

test('no URL name stands for two options', () => {
  const names = OPTIONS.flatMap(({ name, short, aliases }) => [
    ...new Set([name, short, ...aliases].map((one) => one.toLowerCase())),
  ]);
  assert.equal(new Set(names).size, names.length);
});

test('unknown names are dropped and listed as they were written', () => {
  assert.deepEqual(parseQuery('widht=4&w=400&utm_source=a%20b&__proto__=1'), {
    options: { width: 400 },
    unknown: ['widht', 'utm_source', '__proto__'],
  });
});

test('a wrong value is refused in the long name of its option', () => {
  assert.throws(
    () => parseQuery('w=abc'),
    refusal('width must be a whole number from 1 to 8192, not "abc"'),
  );
  assert.throws(
    () => parseQuery('h=0'),
    refusal('height must be a whole number from 1 to 8192, not "0"'),
  );
  assert.throws(() => parseQuery('w=8193'), refusal(/^width must be .*, not "8193"$/));
  assert.throws(() => parseQuery('w='), refusal(/^width must be .*, not ""$/));
  assert.throws(() => parseQuery('w=4e2'), refusal(/^width/));
  assert.throws(() => parseQuery('w=-4'), refusal(/^width/));
  assert.throws(() => parseQuery('w=400.5'), refusal(/^width/));
  assert.throws(() => parseQuery('q=101'), refusal(/^quality/));
  assert.throws(
    () => parseQuery('dpr=1.00001'),
    refusal(/^dpr .* at most four decimals, not "1.00001"$/),
  );
  assert.throws(() => parseQuery('rot=45'), refusal('rotate must be 0, 90, 180 or 270, not "45"'));
  assert.throws(
    () => parseQuery('fit=covr'),
    refusal(/^fit must be one of cover, .*, not "covr"$/),
  );
  assert.throws(() => parseQuery('bg=12345'), refusal(/^background/));
  assert.throws(() => parseQuery('pos=0.5x1.1'), refusal(/^position/));
  assert.throws(() => parseQuery('pos=0.5x0.5x0.5'), refusal(/^position/));
  assert.throws(() => parseQuery('crop=1,2,3'), refusal(/^crop/));
  assert.throws(() => parseQuery('crop=0,0,0.5,1.5'), refusal(/^crop/));
  assert.throws(() => parseQuery('crop=1,2,0,4'), refusal(/^crop/));
  assert.throws(() => parseQuery('enlarge=maybe'), refusal(/^enlarge/));
});

test('a long wrong value is shown by its beginning', () => {
  const { message } = thrown(() => parseQuery(`w=${'x'.repeat(5000)}`));
  assert.ok(message.length < 200, message);
});

test('a key that is repeated with another value is refused, with the same one it is not', () => {
  assert.throws(() => parseQuery('w=400&width=500'), refusal(/^width is given twice/));
  assert.deepEqual(parseQuery('w=400&width=0400').options, { width: 400 });
});

test('a side that dpr makes too long is refused', () => {
  assert.throws(
    () => parseQuery('w=8192&dpr=2'),
    refusal('width times dpr must be at most 8192, not 16384'),
  );
  assert.equal(parseQuery('w=8192').options.width, 8192);
});

test('words and number words lose their synonyms', () => {
  for (const [option, rows] of Object.entries(WORDS)) {
    for (const { word, synonyms } of rows) {
      for (const text of [word, ...synonyms])
        assert.equal(parseQuery(`${option}=${text}`).options[option], word);
    }
  }
  for (const { word, value } of NUMBER_WORDS.quality)
    assert.equal(parseQuery(`q=${word}`).options.quality, value);
});

test('spellings of other systems are read as what they mean here', () => {
  for (const { name, value, meaning } of SPELLINGS) {
    assert.deepEqual(parseQuery(`${name}=${value}`), parseQuery(meaning), `${name}=${value}`);
  }
  assert.throws(
    () => parseQuery('withoutEnlargement=3'),
    refusal(/^withoutEnlargement must be one of/),
  );
});

test('four whole numbers are pixels, and a fraction makes all four shares', () => {
  assert.deepEqual(parseQuery('crop=0,0,1,1').options.crop, [0, 0, 1, 1]);
  assert.deepEqual(parseQuery('crop=0_0_1_0.5').options.crop, [0, 0, 1, 0.5]);
  assert.deepEqual(parseQuery('rect=10,20,300,400').options.crop, [10, 20, 300, 400]);
});

test('property: options that were read are valid and in normal form', () => {
  fc.assert(
    fc.property(queryPairs, (pairs) => {
      const { options, unknown } = parseQuery(queryOf(pairs));
      assert.deepEqual(unknown, []);
      assert.deepEqual(validateOptions(options), options);
    }),
  );
});

test('property: the order of a query does not matter', () => {
  const shuffled = queryPairs.chain((pairs) =>
    fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
  );
  fc.assert(
    fc.property(shuffled, ([pairs, others]) => {
      assert.deepEqual(parseQuery(queryOf(others)), parseQuery(queryOf(pairs)));
    }),
  );
});

test('property: options written as a query read back as the same recipe', () => {
  fc.assert(
    fc.property(queryPairs, (pairs) => {
      const { options } = parseQuery(queryOf(pairs));
      assert.equal(canonicalRecipe(parseQuery(toQuery(options)).options), canonicalRecipe(options));
    }),
  );
});

test('property: whatever a query is, it is read or refused as BAD_OPTIONS', () => {
  const names = OPTIONS.flatMap(({ name, short, aliases }) => [name, short, ...aliases]);
  const anything = fc.array(fc.tuple(fc.constantFrom(...names), fc.string({ unit: 'binary' })));
  fc.assert(
    fc.property(anything, (pairs) => {
      try {
        parseQuery(queryOf(pairs));
      } catch (error) {
        assert.equal(error.code, 'BAD_OPTIONS');
      }
    }),
  );
});

function thrown(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
