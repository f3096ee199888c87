/*
 * build.mjs - viewer.js + the tables + a dialect -> dist/viewer/*.js, as they are deployed
 *
 *   node viewer/build.mjs
 *
 * viewer.js for our own URLs, cloudflare.js, thumbor.js and image-handler.js for those of others.
 * Refuses a result that is too large or that leaves the part of JavaScript CloudFront runs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { minify } from 'terser';
import { readOptions, readStatuses } from '../../tools/generate/rows.mjs';
import { viewerTable } from '../../tools/viewer_table.mjs';
import { MAX_KEY_BYTES } from 'scanrill/recipe';
import { cacheControlOfError } from '../dist/edge/respond.js';
import { compactTable, dialects, optionsOf } from './dialects/table.mjs';
import { checkSubset } from './subset.mjs';

/** CloudFront takes 10,240; the rest is for what a deployment adds (a KeyValueStore id, say). */
const MAX_BYTES = 9_500;

/** Names of properties that only the function itself reads: they may become shorter. */
const OURS = new RegExp(
  `^(${[
    ...[
      'options',
      'names',
      'words',
      'numbers',
      'colours',
      'spellings',
      'values',
      'unknown',
      'version',
    ],
    ...[
      'rows',
      'shorts',
      'wish',
      'dropped',
      'filters',
      'box',
      'grow',
      'ratio',
      'align',
      'bars',
      'mirrored',
    ],
  ].join('|')})$`,
);

/** Types of options travel as their initials. */
const TYPES = /\b(INT|DECIMAL|FLAG|TURN|ENUM|COLOUR|POSITION|RECT|SIDES)\b/g;

const options = new Set(readOptions().options.map(({ name }) => name));
const target = new URL('../dist/viewer/', import.meta.url);
await mkdir(target, { recursive: true });

const problems = [
  ...(await build('viewer.js', ['scanrill.js'], { __TABLE__: viewerTable() })),
  ...(await Promise.all(Object.keys(dialects).map(buildDialect))).flat(),
];
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

function buildDialect(name) {
  const dialect = dialects[name];
  return build(`${name}.js`, ['shared.js', ...dialect.parts, `${name}.js`], {
    __TABLE__: viewerTable(optionsOf(dialect)),
    __DIALECT__: compactTable(dialect, options),
  });
}

/** viewer.js with these parts of dialects/ behind it, as one file; answers what is wrong with it. */
async function build(name, parts, tables) {
  const source = await Promise.all(
    ['viewer.js', ...parts.map((part) => `dialects/${part}`)].map((part) =>
      readFile(new URL(part, import.meta.url), 'utf8'),
    ),
  );
  const all = {
    __ERRORS__: errorTable(['BAD_OPTIONS', 'SOURCE_NOT_FOUND']),
    __LONGEST_KEY__: MAX_KEY_BYTES,
    ...tables,
  };
  const filled = Object.entries(all)
    .reduce(
      (text, [mark, table]) => text.replace(mark, () => JSON.stringify(table)),
      source.join('\n'),
    )
    .replace(TYPES, ([initial]) => initial);
  const { code } = await minify(filled, {
    ecma: 5,
    compress: {
      ecma: 2015,
      unsafe_arrows: true,
      pure_getters: true,
      toplevel: true,
      top_retain: ['handler'],
      passes: 3,
      global_defs: {
        HAS_DIALECT: '__DIALECT__' in tables,
        HAS_DPR: /\bdpr\b/.test(tables.__TABLE__.options),
      },
    },
    mangle: { toplevel: true, reserved: ['handler'], properties: { regex: OURS, builtins: true } },
    format: { ascii_only: true },
  });
  await writeFile(new URL(name, target), `${code}\n`);
  console.log(`viewer function ${name}: ${code.length} bytes`);
  const wrong = checkSubset(code);
  if (code.length > MAX_BYTES) wrong.push(`${code.length} bytes; at most ${MAX_BYTES} are wanted`);
  return wrong.map((problem) => `${name}: ${problem}`);
}

function errorTable(codes) {
  const rows = readStatuses().filter(({ name }) => codes.includes(name));
  return Object.fromEntries(
    rows.map(({ name, http, text, hint }) => [
      name,
      {
        status: http,
        description: STATUS_CODES[http],
        cacheControl: cacheControlOfError(name),
        text: name === 'BAD_OPTIONS' ? undefined : text, // it always has a message of its own
        hint,
      },
    ]),
  );
}
