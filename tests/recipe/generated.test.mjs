import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

import { fitSize } from '../../tools/generate/fit_model.mjs';
import { readOptions, readStatuses } from '../../tools/generate/rows.mjs';
import { viewerTable } from '../../tools/viewer_table.mjs';
import { built } from './load.mjs';

const { ERRORS, OPTIONS, ScanrillError, parseRecipe } = await built('recipe/index.js');

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

test('the viewer function unpacks its table to the table of options', async () => {
  const { table, spellings } = viewerTable();
  const file = new URL('../../edge-host/viewer/table.js', import.meta.url);
  const unpacked = vm.runInNewContext(
    `${await readFile(file, 'utf8')}
     JSON.stringify({ rows: OPTIONS, names: NAMES, spellings: SPELLINGS });`,
    {
      ...{ __TABLE__: table, __SPELLINGS__: spellings, __SETTINGS__: () => ({}) },
      HAS_DIALECT: false,
    },
  );
  const { rows, names, spellings: foreign } = JSON.parse(unpacked);
  assert.equal(rows.length, OPTIONS.length);
  OPTIONS.forEach((option, i) => {
    const { name, short, type, list, low, high, usual } = rows[i];
    const expected = [option.name, option.short, option.type[0], option.list === true];
    assert.deepEqual([name, short, type, list], expected);
    for (const one of [option.name, option.short, ...option.aliases])
      assert.equal(names[one.toLowerCase()], i, one);
    const unit = { INT: 1, SIDES: 1, DECIMAL: 10_000 }[option.type];
    if (unit) assert.deepEqual([low * unit, high * unit], [option.low, option.high], name);
    if (option.default !== '') assert.equal(usual, option.default, name);
    else assert.ok(!isValue(option, usual), `${name}=${usual} has a meaning of its own`);
  });
  const wordsOf = (name) => rows[OPTIONS.findIndex((option) => option.name === name)].words;
  assert.equal(wordsOf('fit').pad, 'contain');
  assert.equal(wordsOf('quality').high, '85');
  assert.equal(wordsOf('background').red, 'ff0000');
  assert.equal(wordsOf('flip')[''], '1');
  assert.equal(foreign.withoutenlargement.false, 'enlarge=1');
});

function isValue({ short }, text) {
  try {
    return parseRecipe(`${short}=${text}`) !== undefined;
  } catch {
    return false;
  }
}

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
