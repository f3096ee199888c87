import assert from 'node:assert/strict';
import { test } from 'node:test';

import { built, fc, runs } from './load.mjs';
import { queryOf, queryPairs } from './options.mjs';

const { OPTIONS, canonicalRecipe, parseQuery, parseRecipe } = await built('recipe/index.js');
const { escapeValue, joinPairs, unescapeValue } = await built('recipe/canonical.js');

const refusal = (message) => ({ name: 'ScanrillError', code: 'BAD_OPTIONS', message });

test('short names stand in the order of the table', () => {
  assert.equal(canonicalRecipe({ format: 'webp', height: 300, width: 400 }), 'w=400,h=300,f=webp');
});

test('no options are the empty recipe, and so are all defaults', () => {
  assert.equal(canonicalRecipe({}), '');
  const { options } = parseQuery(
    'fit=cover&pos=centre&enlarge=0&dpr=1&rot=0&flip=0&flop=0&gray=0&q=80&ll=0',
  );
  assert.equal(canonicalRecipe(options), '');
  assert.deepEqual(parseRecipe(''), {});
});

test('dpr is multiplied into the sides, halves up, and never below one', () => {
  assert.equal(canonicalRecipe({ width: 401, height: 3, dpr: 1.5 }), 'w=602,h=5');
  assert.equal(canonicalRecipe({ width: 1, dpr: 0.1 }), 'w=1');
  assert.equal(canonicalRecipe({ width: 333, dpr: 3 }), 'w=999');
  assert.equal(canonicalRecipe({ dpr: 3, quality: 60 }), 'q=60');
});

test('values have one spelling', () => {
  const { options } = parseQuery('crop=10,20,300,400&bg=%23F0F&pos=0.500x0&grey=true&f=jpg&q=low');
  assert.equal(
    canonicalRecipe(options),
    'pos=0.5x0,crop=10_20_300_400,gray=1,bg=ff00ff,q=40,f=jpeg',
  );
  assert.equal(canonicalRecipe({ background: '#ff0000ff' }), 'bg=ff0000');
  assert.equal(canonicalRecipe({ background: 'transparent' }), 'bg=00000000');
});

test('watermarks are keys with commas between, and equal values of a list are one', () => {
  const options = {
    watermark: ['logos/acme.png', 'a b.png'],
    watermarkPosition: ['southeast', 'center'],
    watermarkScale: [0.5, 0.5],
    watermarkTile: [false, true],
    watermarkX: [0.02, 0.02],
  };
  const recipe = 'wm=logos!2facme.png!2ca!20b.png,wmpos=right-bottom_center,wmscale=0.5,wmtile=0_1';
  assert.equal(canonicalRecipe(options), recipe);
  assert.deepEqual(parseRecipe(recipe), {
    watermark: ['logos/acme.png', 'a b.png'],
    watermarkPosition: ['right-bottom', 'center'],
    watermarkScale: 0.5,
    watermarkTile: [false, true],
  });
  assert.equal(canonicalRecipe({ watermark: ['x.png'] }), 'wm=x.png');
  assert.equal(canonicalRecipe({ watermark: ['x.png', 'x.png'] }), 'wm=x.png!2cx.png');
});

test('what cannot be the watermarks of a picture is refused in the name of the option', () => {
  for (const [options, message] of [
    [{ watermark: '/x.png' }, /^watermark must be the key of a picture/],
    [{ watermark: '../x.png' }, /^watermark must/],
    [{ watermark: 'a,b.png' }, /^watermark must/],
    [{ watermark: [] }, /^watermark must/],
    [{ watermark: ['1', '2', '3', '4', '5'] }, /^watermark must/],
    [{ watermark: 5 }, /^watermark must/],
    [{ watermarkScale: 0 }, /^watermarkScale must be a number from 0.01 to 1/],
    [{ watermarkScale: [0.1, 2] }, /^watermarkScale must/],
    [{ watermarkRotate: 360 }, /^watermarkRotate must be a whole number from 0 to 359/],
    [{ watermarkTile: [true, 1] }, /^watermarkTile must/],
    [
      { watermark: ['a', 'b', 'c'], watermarkX: [0, 1] },
      /^watermarkX has 2 values for 3 watermarks$/,
    ],
    [{ watermark: 'a', watermarkX: [0, 1] }, /^watermarkX has 2 values for 1 watermark$/],
  ]) {
    assert.throws(() => canonicalRecipe(options), refusal(message), JSON.stringify(options));
  }
});

test('a recipe in any other spelling is refused, with the canonical one', () => {
  assert.throws(() => parseRecipe('h=300,w=400'), refusal(/that is "w=400,h=300"$/));
  for (const recipe of [
    'w=0400',
    'W=400',
    'width=400',
    'w=400,',
    ',w=400',
    'w=400,w=400',
    'w=400,q=80',
    'dpr=2',
    'w=400,dpr=2',
    'bg=f00',
    'bg=FF0000',
    'f=jpg',
    'crop=1,2,3,4',
    'enlarge=true',
    'enlarge',
    'w',
    'w==400',
    'w=4%30',
    'w=!34',
    'pos=center',
    'pos=0.50x0.5',
    'x=1',
    'w=400&h=3',
    ' w=400',
    'w=400\n',
  ]) {
    assert.throws(() => parseRecipe(recipe), { code: 'BAD_OPTIONS' }, recipe);
  }
});

test('an option that is no text of the recipe alphabet is escaped byte by byte', () => {
  assert.equal(escapeValue('a b/ü,=!%+'), 'a!20b!2f!c3!bc!2c!3d!21!25!2b');
  assert.equal(unescapeValue('a!20b'), 'a b');
  for (const wrong of ['a b', '!', '!2', '!2F', '!41', '!ff', '!c3', '%20']) {
    assert.equal(unescapeValue(wrong), undefined, wrong);
  }
});

test('a recipe above 512 bytes is refused in the name of its longest option', () => {
  const pair = (name, bytes) => ({
    row: OPTIONS.find((row) => row.name === name),
    text: 'x'.repeat(bytes),
  });
  assert.equal(joinPairs([pair('width', 250), pair('height', 257)]).length, 512);
  assert.throws(
    () => joinPairs([pair('width', 250), pair('height', 258)]),
    refusal('the recipe has 513 bytes, more than 512; its longest option is height'),
  );
});

test('property: any text survives escaping and comes in the recipe alphabet', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed?.() ?? true),
      (text) => {
        const escaped = escapeValue(text);
        assert.match(escaped, /^[A-Za-z0-9._~!-]*$/);
        assert.equal(unescapeValue(escaped), text);
      },
    ),
  );
});

test('property: print, read, print is the identity', () => {
  fc.assert(
    fc.property(queryPairs, (pairs) => {
      const recipe = canonicalRecipe(parseQuery(queryOf(pairs)).options);
      assert.match(recipe, /^[A-Za-z0-9._~,=!-]{0,512}$/);
      assert.equal(canonicalRecipe(parseRecipe(recipe)), recipe);
    }),
  );
});

test('property: two sets of options share a recipe only when they mean the same', () => {
  const explicit = (options) => {
    const all = { ...meaningOfDefaults, ...options };
    const ratio = Math.round(all.dpr * 10000);
    for (const side of ['width', 'height']) {
      if (all[side] !== undefined)
        all[side] = Math.max(1, Math.floor((all[side] * ratio + 5000) / 10000));
    }
    const times = (length, low, high) => Math.min(high, Math.max(low, Math.floor((length * ratio + 5000) / 10000)));
    all.radius = times(all.radius, 0, 8192);
    if (all.blur !== undefined) all.blur = times(Math.round(all.blur * 10000), 3000, 1000000);
    const sides = [all.pad].flat();
    const pad = sides.every(Number.isInteger) ? sides.map((side) => times(side, 0, 8192)) : sides;
    all.pad = pad.length === 1 ? Array(4).fill(pad[0]) : pad;
    delete all.dpr;
    return all;
  };
  const options = queryPairs.map((pairs) => parseQuery(queryOf(pairs)).options);
  // The second set is often the first with one option changed: near misses are the ones that matter.
  const two = fc.oneof(
    fc.tuple(options, options),
    fc
      .tuple(options, options)
      .map(([a, b]) => [a, { ...a, ...Object.fromEntries(Object.entries(b).slice(0, 1)) }]),
  );
  fc.assert(
    fc.property(two, ([a, b]) => {
      const same = JSON.stringify(sorted(explicit(a))) === JSON.stringify(sorted(explicit(b)));
      fc.pre(isShortEnough(a) && isShortEnough(b));
      assert.equal(canonicalRecipe(a) === canonicalRecipe(b), same);
    }),
    { numRuns: runs(500) },
  );
});

const meaningOfDefaults = {
  fit: 'cover',
  position: 'center',
  linear: false,
  enlarge: false,
  dpr: 1,
  kernel: 'lanczos3',
  brightness: 1,
  contrast: 1,
  gamma: 1,
  saturation: 1,
  sharpen: 0,
  sharpenSigma: 1,
  radius: 0,
  pad: 0,
  rotate: 0,
  flip: false,
  flop: false,
  grayscale: false,
  watermarkPosition: 'right-bottom',
  watermarkX: 0.02,
  watermarkY: 0.02,
  watermarkScale: 0.25,
  watermarkOpacity: 1,
  watermarkTile: false,
  watermarkRotate: 0,
  quality: 80,
  lossless: false,
  effort: 4,
  palette: false,
  dither: 1,
  icc: 'srgb',
  metadata: 'none',
};

const isShortEnough = ({ width = 1, height = 1, dpr = 1 }) => Math.max(width, height) * dpr <= 8192;
const sorted = (options) => Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
