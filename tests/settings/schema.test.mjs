/*
 * The schema for editors against the reader: it must not underline what the reader takes, and what it
 * lets pass may only be wrong in ways that a schema cannot say.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { queryOf, queryPairs } from '../recipe/options.mjs';
import { KEYS, fc, runs } from './load.mjs';

const { LISTED_TYPES, readSettings } = await built('settings/index.js');
const { OPTIONS, parseQuery } = await built('recipe/index.js');
const require = createRequire(new URL('../../wasm/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020');
const schema = JSON.parse(
  readFileSync(new URL('../../docs/scanrill.schema.json', import.meta.url)),
);
const fits = new Ajv({ allowUnionTypes: true }).compile(schema);

const options = queryPairs.map((pairs) => parseQuery(queryOf(pairs)).options);
const lists = fc
  .tuple(options, options)
  .map((two) =>
    Object.fromEntries(
      OPTIONS.filter(
        ({ name, type, list }) => LISTED_TYPES.includes(type) && !list && name in two[0],
      ).map(
        ({ name }) => [name, [...new Set(two.flatMap((one) => (name in one ? [one[name]] : [])))]],
      ),
    ),
  );
const good = {
  $schema: fc.constant('scanrill.schema.json'),
  presets: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/), options, {
    maxKeys: 3,
  }),
  unsigned: fc.constantFrom('anything', 'allowed', 'nothing'),
  allow: lists,
  unlisted: fc.constantFrom('snap', 'refuse'),
  maxVariants: fc.constantFrom(1, 64, 4096),
  keys: fc.dictionary(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
    fc.constantFrom(...Object.values(KEYS), { env: 'KEY' }),
    { maxKeys: 3 },
  ),
  edge: fc.record(
    {
      source: fc.constant('s3://photos?region=eu-west-1'),
      variants: fc.constant('s3://variants?region=eu-west-1'),
      prefixes: fc.array(fc.constantFrom('products/', 'blog/2026/', 'é/')),
      watermarkPrefix: fc.constantFrom('', 'logos/', 'é/'),
      deadlineMs: fc.constantFrom(1000, 20_000),
      maxSourceBytes: fc.constantFrom(1, 20_971_520),
      freshness: fc.constantFrom('events', 'check'),
      maxAgeSeconds: fc.constantFrom(1, 31_536_000),
      unsupported: fc.constantFrom('refuse', 'original'),
      onError: fc.constantFrom('json', 'original'),
      epoch: fc.constantFrom({ previous: 1, percent: 0 }, { previous: 3, percent: 12.5 }),
    },
    { requiredKeys: [] },
  ),
};
const bad = fc.constantFrom(
  ['presets', { a: { widht: 1 } }],
  ['presets', { a: { width: 0 } }],
  ['presets', { a: { width: 1.5 } }],
  ['presets', { a: { width: '400' } }],
  ['presets', { a: { enlarge: 1 } }],
  ['presets', { a: { fit: 'over' } }],
  ['presets', { a: { rotate: 45 } }],
  ['presets', { a: { dpr: 6 } }],
  ['presets', { a: null }],
  ['presets', { '-a': {} }],
  ['presets', []],
  ['unsigned', 'all'],
  ['unsigned', null],
  ['allow', { width: 400 }],
  ['allow', { width: [] }],
  ['allow', { width: [1, 1] }],
  ['allow', { crop: [[0, 0, 1, 1]] }],
  ['allow', { watermarkScale: [0.5] }],
  ['allow', { widths: [1] }],
  ['unlisted', false],
  ['maxVariants', 0],
  ['maxVariants', 5000],
  ['maxVariants', '64'],
  ['keys', { a: 'short' }],
  ['keys', { 'a.b': 'a'.repeat(20) }],
  ['keys', { a: { env: 1 } }],
  ['keys', { a: { env: 'KEY', file: 'x' } }],
  ['preset', {}],
  ['edge', []],
  ['edge', { sorce: 's3://photos?region=eu-west-1' }],
  ['edge', { source: '' }],
  ['edge', { prefixes: 'products/' }],
  ['edge', { prefixes: ['products'] }],
  ['edge', { prefixes: ['/products/'] }],
  ['edge', { watermarkPrefix: 'logos' }],
  ['edge', { watermarkPrefix: ['logos/'] }],
  ['edge', { deadlineMs: 20_001 }],
  ['edge', { maxSourceBytes: 0 }],
  ['edge', { maxAgeSeconds: '60' }],
  ['edge', { freshness: 'purge' }],
  ['edge', { unsupported: true }],
  ['edge', { onError: 'html' }],
  ['edge', { epoch: 2 }],
  ['edge', { epoch: { previous: 1 } }],
  ['edge', { epoch: { previous: 0, percent: 1 } }],
  ['edge', { epoch: { previous: 1, percent: 101 } }],
);

/** What is wrong with fields together, with the environment, or with options together. */
const BEYOND_A_SCHEMA =
  /^allow: |another place than the source|^keys: a key is needed|is not set$|^presets\.[\w-]+: |is there twice$/;

const env = { KEY: KEYS.old_1 };

test('property: the schema takes what the reader takes', () => {
  fc.assert(
    fc.property(fc.record(good, { requiredKeys: [] }), (value) => {
      try {
        readSettings(value, { env });
      } catch (error) {
        assert.match(error.message, BEYOND_A_SCHEMA);
      }
      assert.ok(fits(value), JSON.stringify(fits.errors));
    }),
    { numRuns: runs(60) }, // slow: each counts the variants that it reaches
  );
});

test('property: what the schema refuses, the reader refuses, too', () => {
  fc.assert(
    fc.property(fc.record(good, { requiredKeys: [] }), bad, (value, [name, wrong]) => {
      assert.ok(!fits({ ...value, [name]: wrong }));
      assert.throws(() => readSettings({ ...value, [name]: wrong }, { env }), {
        name: 'SettingsError',
      });
    }),
    { numRuns: runs(300) },
  );
});
