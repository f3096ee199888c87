/*
 * build.mjs - these files + the tables + a dialect -> dist/viewer/*.js, as they are deployed
 *
 *   node viewer/build.mjs
 *
 * For our own URLs one file for each set of features that settings can ask for (viewer-code.ts
 * chooses and puts the settings in), because one with everything would be too large: viewer.js,
 * viewer-presets.js, ...  For those of others cloudflare.js, thumbor.js and image-handler.js.  Refuses
 * a result that is too large or that leaves the part of JavaScript CloudFront runs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { minify } from 'terser';
import { readOptions, readStatuses } from '../../tools/generate/rows.mjs';
import { viewerTable } from '../../tools/viewer_table.mjs';
import { MAX_KEY_BYTES, MAX_RECIPE_BYTES } from 'scanrill/recipe';
import { LISTED_TYPES } from 'scanrill/settings';
import { cacheControlOfError } from '../dist/edge/respond.js';
import { FEATURES, featuresFile } from '../dist/viewer/viewer-code.js';
import { compactTable, dialects, optionsOf } from './dialects/table.mjs';
import { checkSubset } from './subset.mjs';

/** CloudFront takes 10,240; the rest is for the settings. */
const MAX_BYTES = 9_500;

/** What others read comes first: the shorter their code becomes. */
const PARTS = [
  'table.js',
  'key.js',
  'query.js',
  'values.js',
  'presets.js',
  'signature.js',
  'allow.js',
  'recipe.js',
  'accept.js',
  'refuse.js',
  'viewer.js',
];

/** Names of properties that only the function itself reads: they may become shorter. */
const OURS = new RegExp(
  `^(${[
    'name short type list low high usual words texts unknown',
    'rows shorts wish dropped filters box grow ratio align bars mirrored',
  ]
    .join(' ')
    .replaceAll(' ', '|')})$`,
);

/** Types of options travel as their initials. */
const TYPES = /\b(INT|DECIMAL|FLAG|TURN|ENUM|COLOUR|POSITION|RECT|SIDES|KEY)\b/g;

const target = new URL('../dist/viewer/', import.meta.url);
await mkdir(target, { recursive: true });
const problems = [];
for (const features of subsets(FEATURES)) await buildOwn(features);
for (const name of Object.keys(dialects)) await buildDialect(name);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

function buildOwn(features) {
  const readsType = (type) => !features.includes('limits') || LISTED_TYPES.includes(type);
  return build(featuresFile(features), [], features, {
    ...tables(viewerTable({ readsType })),
    ...(features.length === 0 ? { '__SETTINGS__()': {} } : {}),
  });
}

function buildDialect(name) {
  const dialect = dialects[name];
  const known = new Set(readOptions().options.map((option) => option.name));
  const parts = ['shared.js', ...dialect.parts, `${name}.js`].map((part) => `dialects/${part}`);
  return build(`${name}.js`, parts, [], {
    ...tables(viewerTable({ only: optionsOf(dialect) })),
    __DIALECT__: compactTable(dialect, known),
    '__SETTINGS__()': {},
  });
}

function tables({ table, spellings }) {
  return { __TABLE__: table, __SPELLINGS__: spellings };
}

/** Write one file, and note what is wrong with it. */
async function build(name, dialectParts, features, constants) {
  const sources = await Promise.all(
    [...PARTS, ...dialectParts].map((part) => readFile(new URL(part, import.meta.url), 'utf8')),
  );
  const all = {
    ...constants,
    __MAX_KEY_BYTES__: MAX_KEY_BYTES,
    __MAX_RECIPE_BYTES__: MAX_RECIPE_BYTES,
    __ERRORS__: errorTable([
      'BAD_OPTIONS',
      'SOURCE_NOT_FOUND',
      ...(features.includes('limits') ? ['NOT_ALLOWED'] : []),
      ...(features.includes('keys') ? ['BAD_SIGNATURE', 'SIGNATURE_EXPIRED'] : []),
    ]),
  };
  const source = Object.entries(all)
    .reduce(
      (text, [mark, value]) => text.replace(mark, () => JSON.stringify(value)),
      sources.join('\n'),
    )
    .replace(TYPES, ([initial]) => initial);
  const code = await shorten(source, {
    HAS_DIALECT: '__DIALECT__' in constants,
    HAS_LISTS: /\|k/.test(constants.__TABLE__),
    HAS_SIDES: /\|S/.test(constants.__TABLE__),
    HAS_DPR: /\bDdpr\b/.test(constants.__TABLE__),
    ...Object.fromEntries(
      FEATURES.map((feature) => [`HAS_${feature.toUpperCase()}`, features.includes(feature)]),
    ),
  });
  await writeFile(new URL(name, target), `${code}\n`);
  console.log(`viewer function ${name}: ${code.length} bytes`);
  problems.push(...checkSubset(code).map((problem) => `${name}: ${problem}`));
  if (code.length > MAX_BYTES)
    problems.push(`${name}: ${code.length} bytes; at most ${MAX_BYTES} are wanted`);
}

async function shorten(source, known) {
  const { code } = await minify(source, {
    ecma: 5,
    compress: {
      ecma: 2015,
      unsafe_arrows: true,
      pure_getters: true,
      toplevel: true,
      top_retain: ['handler'],
      passes: 3,
      global_defs: known,
    },
    mangle: { toplevel: true, reserved: ['handler'], properties: { regex: OURS, builtins: true } },
    format: { ascii_only: true },
  });
  return code;
}

/** Every set of features, from none to all. */
function subsets([first, ...rest]) {
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((others) => [others, [first, ...others]]);
}

/** { code: [status, seconds in caches, hint, text] }; no text where the function always has its own */
function errorTable(codes) {
  const rows = readStatuses().filter(({ name }) => codes.includes(name));
  return Object.fromEntries(
    rows.map(({ name, http, text, hint }) => {
      const [, seconds] = /^public, max-age=(\d+)$/.exec(cacheControlOfError(name));
      const own = /^(BAD_OPTIONS|NOT_ALLOWED)$/.test(name); // each says what is wrong itself
      return [name, [http, Number(seconds), hint, ...(own ? [] : [text])]];
    }),
  );
}
