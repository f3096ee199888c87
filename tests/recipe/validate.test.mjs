import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { built, fc } from './load.mjs';

const { isScanrillError, validateOptions } = await built('recipe/index.js');

const refusal = (message) => ({ name: 'ScanrillError', code: 'BAD_OPTIONS', status: 400, message });

test('a misspelt option is refused with the right one', () => {
  assert.throws(
    () => validateOptions({ widht: 4 }),
    refusal('there is no option "widht" (did you mean width?)'),
  );
  assert.throws(() => validateOptions({ qualtiy: 4 }), refusal(/did you mean quality\?/));
  assert.throws(() => validateOptions({ zzz: 4 }), refusal('there is no option "zzz"'));
});

test('URL names are no names of JavaScript', () => {
  assert.throws(() => validateOptions({ w: 400 }), refusal(/^there is no option "w"/));
});

test('types are not guessed', () => {
  const wrong = [
    { width: '400' },
    { width: 400.5 },
    { width: NaN },
    { width: null },
    { enlarge: 'false' },
    { enlarge: 1 },
    { rotate: '90' },
    { rotate: 45 },
    { fit: 3 },
    { background: 0xffffff },
    { crop: [1, 2, 3] },
    { crop: [1, 2, 3, '4'] },
    { crop: { left: 1 } },
    { dpr: Infinity },
    { dpr: -1 },
  ];
  for (const options of wrong) {
    const [name] = Object.keys(options);
    assert.throws(
      () => validateOptions(options),
      refusal(new RegExp(`^${name} must be `)),
      JSON.stringify(options),
    );
  }
});

test('options that are no object are refused', () => {
  for (const options of [null, undefined, 'w=400', 7, [400]]) {
    assert.throws(() => validateOptions(options), refusal(/^options must be an object/));
  }
});

test('undefined is absence', () => {
  assert.deepEqual(validateOptions({ width: undefined, height: 3 }), { height: 3 });
});

test('only own properties count, and __proto__ is an unknown option', () => {
  assert.deepEqual(validateOptions(Object.create({ width: 400 })), {});
  assert.throws(
    () => validateOptions(JSON.parse('{"__proto__":{"width":1}}')),
    refusal(/"__proto__"/),
  );
  assert.equal({}.width, undefined);
});

test('values come out in normal form and in the order of the table', () => {
  const options = {
    format: 'jpg',
    background: '#F00',
    position: '0.50x.25',
    quality: 'high',
    dpr: 1.100000023841858,
    width: 4,
  };
  const normal = {
    width: 4,
    position: '0.5x0.25',
    dpr: 1.1,
    background: 'ff0000',
    quality: 85,
    format: 'jpeg',
  };
  assert.deepEqual(validateOptions(options), normal);
  assert.deepEqual(Object.keys(validateOptions(options)), Object.keys(normal));
});

test('minus zero becomes zero', () => {
  assert.ok(Object.is(validateOptions({ crop: [-0, 0, 1, 1] }).crop[0], 0));
});

test('objects and lists of another realm are read, and errors of another realm are known', () => {
  assert.deepEqual(validateOptions(runInNewContext('({ crop: [1, 2, 3, 4] })')).crop, [1, 2, 3, 4]);
  const foreign = runInNewContext(
    "Object.assign(new Error('x'), { name: 'ScanrillError', code: 'CORRUPT' })",
  );
  assert.equal(isScanrillError(foreign), true);
  assert.equal(isScanrillError(Object.assign(new Error('x'), { code: 'ENOENT' })), false);
  assert.equal(isScanrillError({ name: 'ScanrillError', code: 'toString' }), false);
  assert.equal(isScanrillError(null), false);
});

test('property: whatever is given, it is validated or refused as BAD_OPTIONS', () => {
  fc.assert(
    fc.property(
      fc.object({
        key: fc.constantFrom('width', 'crop', 'fit', 'position', 'background', 'constructor'),
      }),
      (options) => {
        try {
          validateOptions(options);
        } catch (error) {
          assert.equal(error.code, 'BAD_OPTIONS');
        }
      },
    ),
  );
});
