import assert from 'node:assert/strict';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { queryOf, queryPairs } from '../recipe/options.mjs';
import { KEYS, SETTINGS, accepts, fc, unsignedRequests } from './load.mjs';

const { CLOSED_SET, countVariants, reachableRecipes, readSettings, resolveRequest } =
  await built('settings/index.js');
const { canonicalRecipe, parseQuery, parseRecipe, storeKey } = await built('recipe/index.js');

const ask = (settings, query, accept = '') =>
  resolveRequest(settings, { key: 'a.jpg', query, accept, nowSeconds: 0 });
const recipeOf = (settings, query, accept) => ask(settings, query, accept).recipe;
const notAllowed = (message) => ({
  name: 'ScanrillError',
  code: 'NOT_ALLOWED',
  status: 403,
  message,
});

/* ---- the file ---- */

const wrong = [
  [[], '', /^must be an object, not this list/],
  [{ alow: {} }, 'alow', /nothing reads this \(did you mean allow\?\)/],
  [{ presets: { thumb: { widht: 200 } } }, 'presets.thumb.widht', /did you mean width\?/],
  [{ presets: { thumb: { width: '200' } } }, 'presets.thumb.width', /whole number from 1 to 8192/],
  [{ presets: { thumb: 'w=200' } }, 'presets.thumb', /must be an object/],
  [{ presets: { 'a b': {} } }, 'presets.a b', /a name has/],
  [{ presets: { big: { width: 8000, dpr: 2 } } }, 'presets.big', /width times dpr/],
  [{ presets: { default: { dpr: 2 }, big: { width: 8000 } } }, 'presets.big', /width times dpr/],
  [{ unsigned: 'alowed' }, 'unsigned', /one of anything, allowed, nothing.*did you mean allowed/],
  [{ unlisted: true }, 'unlisted', /one of snap, refuse, not true/],
  [{ allow: { widths: [1] } }, 'allow.widths', /did you mean width\?/],
  [{ allow: { width: 400 } }, 'allow.width', /must be a list of values, not 400/],
  [{ allow: { width: [] } }, 'allow.width', /must be a list/],
  [{ allow: { width: [400, 0] } }, 'allow.width[1]', /whole number/],
  [{ allow: { format: ['jpg', 'jpeg'] } }, 'allow.format[1]', /jpeg is there twice/],
  [{ allow: { crop: [[0, 0, 1, 1]] } }, 'allow.crop', /cannot be listed/],
  [{ unsigned: 'nothing', keys: KEYS, allow: { width: [1] } }, 'allow', /has no meaning/],
  [{ unsigned: 'nothing' }, 'keys', /a key is needed/],
  [{ maxVariants: 0 }, 'maxVariants', /from 1 to 4096, not 0/],
  [
    { allow: { width: [1, 2, 3, 4], height: [5, 6, 7, 8] }, maxVariants: 24 },
    'allow',
    /reach 25 .* is 24/,
  ],
  [{ keys: { 'a.b': KEYS.old_1 } }, 'keys.a.b', /an id has/],
  [{ keys: { a: 'short' } }, 'keys.a', /16 to 256 ASCII/],
  [{ keys: { a: 'ü'.repeat(20) } }, 'keys.a', /ASCII/],
  [{ keys: { a: 5 } }, 'keys.a', /\{ "env": "NAME" \}/],
  [{ keys: { a: { env: 'KEY', more: 1 } } }, 'keys.a', /\{ "env": "NAME" \}/],
  [{ keys: { a: { env: 'KEY' } } }, 'keys.a', /the variable KEY is not set/],
];

for (const [value, path, message] of wrong) {
  test(`${JSON.stringify(value).slice(0, 70)} is refused at «${path}»`, () => {
    assert.throws(
      () => readSettings(value),
      (error) => {
        assert.equal(error.name, 'SettingsError');
        assert.equal(error.path, path);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('a secret never stands in a message', () => {
  const secret = 'secret with spaces';
  assert.throws(
    () => readSettings({ keys: { a: secret } }),
    (error) => !error.message.includes(secret),
  );
});

test('a key may lie in the environment', () => {
  const { keys } = readSettings({ keys: { a: { env: 'KEY' } } }, { env: { KEY: KEYS.old_1 } });
  assert.equal(keys.get('a'), KEYS.old_1);
});

test('without a word about it everything goes here, and a closed set in a deployment', () => {
  assert.equal(readSettings({}).unsigned, 'anything');
  assert.equal(countVariants(readSettings({})), Infinity);
  const deployed = readSettings({ presets: { a: { width: 1 } } }, { where: 'deployment' });
  assert.equal(deployed.unsigned, 'allowed');
  assert.equal(countVariants(readSettings({}, { where: 'deployment' })), 55);
  assert.equal(countVariants(deployed), 55 + 3); // at three device pixel ratios
  assert.deepEqual(deployed.allow.get('width'), CLOSED_SET.width);
  assert.equal(readSettings({ unsigned: 'anything' }, { where: 'deployment' }).allow.size, 0);
});

/* ---- presets ---- */

const presets = {
  default: { quality: 60, format: 'auto' },
  thumb: { width: 200, height: 100, format: 'png' },
};

test('default, then the preset, then the URL: the later one wins, option by option', () => {
  const settings = readSettings({ presets });
  assert.equal(recipeOf(settings, ''), 'q=60,f=auto');
  assert.equal(recipeOf(settings, '', 'image/webp'), 'q=60,f=webp');
  assert.equal(recipeOf(settings, 'w=9'), 'w=9,q=60,f=auto');
  assert.equal(recipeOf(settings, 'p=thumb'), 'w=200,h=100,q=60,f=png');
  assert.equal(recipeOf(settings, 'preset=thumb&w=300&q=80&dpr=2'), 'w=600,h=200,f=png');
});

test('a preset and its options written out are one variant', () => {
  const settings = readSettings({ presets: { thumb: presets.thumb } });
  assert.equal(recipeOf(settings, 'p=thumb'), recipeOf(settings, 'f=png&h=100&w=200'));
});

test('a preset that is not there is refused with those that are', () => {
  assert.throws(() => ask(readSettings({ presets }), 'p=tumb'), {
    code: 'BAD_OPTIONS',
    message: 'preset must be one of thumb, not "tumb"',
  });
  assert.deepEqual(ask(readSettings({}), 'p=thumb').unknown, ['p']);
});

/* ---- lists ---- */

test('numbers snap to the next larger one of the list, or to the largest', () => {
  const settings = readSettings({ allow: { width: [1280, 320, 640], quality: [60, 80] } });
  for (const [width, snapped] of [
    [1, 320],
    [320, 320],
    [321, 640],
    [641, 1280],
    [8000, 1280],
  ])
    assert.equal(recipeOf(settings, `w=${width}`), `w=${snapped}`);
  assert.equal(recipeOf(settings, 'q=1'), 'q=60');
  assert.equal(recipeOf(settings, 'q=99'), '');
});

test('both sides are multiplied by one factor, or the box is refused', () => {
  const allow = { width: [640, 1280], height: [160, 320, 480] };
  const settings = readSettings({ allow });
  assert.equal(recipeOf(settings, 'w=400&h=200'), 'w=640,h=320');
  assert.equal(recipeOf(settings, 'w=401&h=301'), 'w=640,h=480');
  assert.equal(recipeOf(settings, 'w=4000&h=2000'), 'w=640,h=320');
  assert.throws(
    () => ask(settings, 'w=400&h=400'),
    notAllowed('no allowed size has the shape of 400x400'),
  );
});

test('property: a snapped box has the shape that was asked for, within half a pixel', () => {
  const side = fc.integer({ min: 1, max: 2000 });
  const sides = fc.uniqueArray(side, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(sides, sides, side, side, fc.boolean(), (width, height, w, h, snap) => {
      const settings = readSettings({
        allow: { width, height },
        unlisted: snap ? 'snap' : 'refuse',
        maxVariants: 4096,
      });
      let options;
      try {
        ({ options } = ask(settings, `w=${w}&h=${h}`));
      } catch (error) {
        assert.equal(error.code, 'NOT_ALLOWED');
        assert.ok(!(width.includes(w) && height.includes(h)), 'a listed box is not refused');
        return;
      }
      assert.ok(width.includes(options.width) && height.includes(options.height));
      assert.ok(Math.abs(options.height - (options.width * h) / w) <= 0.5);
      if (!snap) assert.deepEqual([options.width, options.height], [w, h]);
    }),
  );
});

test('dpr is multiplied in before sides are looked up', () => {
  const settings = readSettings({ allow: { width: [320, 640], dpr: [1, 2] } });
  assert.equal(recipeOf(settings, 'w=320&dpr=2'), 'w=640');
  assert.equal(recipeOf(settings, 'w=200&dpr=1.5'), 'w=640');
});

test('where lists refuse, only their values go', () => {
  const settings = readSettings({ allow: { width: [320], fit: ['cover'] }, unlisted: 'refuse' });
  assert.equal(recipeOf(settings, 'w=320&fit=crop'), 'w=320');
  assert.throws(
    () => ask(settings, 'w=321'),
    notAllowed('width must be one of 320 here, not "321"'),
  );
  assert.throws(
    () => ask(settings, 'fit=fill'),
    notAllowed('fit must be one of cover here, not "fill"'),
  );
});

test('what has no list, a version tag, and options beside a preset need a signature', () => {
  const settings = readSettings({ presets, allow: { width: [320], dpr: [2] }, maxVariants: 64 });
  assert.throws(() => ask(settings, 'h=320'), notAllowed('height needs a signature here'));
  assert.throws(() => ask(settings, 'crop=x'), notAllowed('crop needs a signature here'));
  assert.throws(() => ask(settings, 'w=320&v=1'), notAllowed('v needs a signature here'));
  assert.throws(
    () => ask(settings, 'p=thumb&w=320'),
    notAllowed('width beside a preset needs a signature here'),
  );
  assert.equal(recipeOf(settings, 'p=thumb&dpr=2'), 'w=400,h=200,q=60,f=png');
});

test('a preset with a dpr of its own is counted with each listed one too', () => {
  const settings = readSettings({
    presets: { wide: { width: 1600, dpr: 1.5 } },
    allow: { dpr: [1, 2] },
    unsigned: 'allowed',
  });
  assert.deepEqual(
    new Set(reachableRecipes(settings)),
    new Set(['', 'w=2400', 'w=1600', 'w=3200']),
  );
});

test('property: unsigned URLs reach the counted set and nothing else', () => {
  for (const [name, settings] of Object.entries(SETTINGS)) {
    if (settings.unsigned !== 'allowed') continue;
    const closed = new Set(reachableRecipes(settings));
    assert.equal(closed.size, countVariants(settings), name);
    fc.assert(
      fc.property(unsignedRequests, ({ picture, query, accept }) => {
        try {
          const { recipe, version } = resolveRequest(settings, {
            key: picture,
            query,
            accept,
            nowSeconds: 0,
          });
          assert.ok(closed.has(recipe) && version === undefined, `${name}: ${recipe}`);
        } catch (error) {
          assert.equal(error.name, 'ScanrillError', error.stack);
        }
      }),
    );
  }
});

/* ---- names of variants ---- */

test('property: two requests share a store key only if they mean the same options', () => {
  const settings = readSettings({ presets: Object.fromEntries(SETTINGS.presets.presets) });
  const query = fc
    .tuple(queryPairs, fc.constantFrom('', '&p=thumb', '&p=wide_2'))
    .map(([pairs, preset]) => queryOf(pairs) + preset);
  fc.assert(
    fc.property(query, query, accepts, (a, b, accept) => {
      const found = [a, b].map((one) => attempt(() => ask(settings, one, accept)));
      if (found.includes(undefined)) return;
      const [one, two] = found;
      const same =
        JSON.stringify(parseRecipe(one.recipe)) === JSON.stringify(parseRecipe(two.recipe));
      assert.equal(storeKey('a.jpg', one.recipe) === storeKey('a.jpg', two.recipe), same);
      assert.equal(canonicalRecipe(parseRecipe(decodeURIComponent(one.recipe))), one.recipe);
    }),
  );
});

test('property: without settings a request means what parseQuery() says', () => {
  fc.assert(
    fc.property(queryPairs, (pairs) => {
      const query = queryOf(pairs);
      assert.equal(recipeOf(readSettings({}), query), canonicalRecipe(parseQuery(query).options));
    }),
  );
});

function attempt(run) {
  try {
    return run();
  } catch (error) {
    assert.equal(error.code, 'BAD_OPTIONS'); // dpr makes a preset's side too long
    return undefined;
  }
}
