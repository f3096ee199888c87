import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { fitSize } from '../../tools/generate/fit_model.mjs';
import { readOptions, readStatuses } from '../../tools/generate/rows.mjs';
import { viewerTable } from '../../tools/viewer_table.mjs';
import { built } from './load.mjs';

const { ERRORS, OPTIONS, ScanrillError } = await built('recipe/index.js');

test('generated files are fresh', () => {
  const generate = fileURLToPath(new URL('../../tools/generate.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [generate, '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

test('the package has every option and every error of the C core', () => {
  assert.deepEqual(OPTIONS, readOptions().options);
  const failures = readStatuses().filter((status) => status.class !== 'FINE');
  assert.deepEqual(
    Object.keys(ERRORS),
    failures.map(({ name }) => name),
  );
  assert.deepEqual(
    failures.map(({ number }) => number),
    [...new Set(failures.map(({ number }) => number))],
  );
});

test('an error has its hint and its HTTP status from the table', () => {
  const { hint, status, message } = new ScanrillError('TOO_MANY_PIXELS');
  const row = readStatuses().find(({ name }) => name === 'TOO_MANY_PIXELS');
  assert.deepEqual(
    { hint, status, message },
    { hint: row.hint, status: row.http, message: row.text },
  );
});

test('the viewer table names every spelling, in the order of the table', () => {
  const { table, colours, spellings } = viewerTable();
  const rows = table.split('|').map((row) => row.split(';'));
  assert.equal(rows.length, OPTIONS.length);
  OPTIONS.forEach((option, i) => {
    const [name, short, , , , , ...aliases] = rows[i][0].split(' ');
    assert.deepEqual([name, short || name], [option.name, option.short]);
    assert.deepEqual(
      aliases,
      option.aliases.map((alias) => alias.toLowerCase()),
    );
  });
  const wordsOf = (name) => rows[OPTIONS.findIndex((option) => option.name === name)][1];
  assert.match(wordsOf('fit'), /,contain pad,/);
  assert.match(wordsOf('quality'), /85 high/);
  assert.match(colours, /ff0000 red/);
  assert.match(spellings, /withoutenlargement .*false enlarge=1/);
});

test('the model behind the table of sizes rounds halves up and never below one', () => {
  assert.deepEqual(fitSize({ width: 1000, height: 5 }, { width: 100 }, 'inside', false), {
    width: 100,
    height: 1,
  });
  assert.deepEqual(fitSize({ width: 1000, height: 1 }, { width: 100 }, 'inside', false), {
    width: 100,
    height: 1,
  });
  assert.deepEqual(
    fitSize({ width: 300, height: 200 }, { width: 400, height: 200 }, 'cover', false),
    { width: 300, height: 150 },
  );
});
