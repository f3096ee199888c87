/*
 * generate.mjs - write what follows from the tables of the C core
 *
 *      node tools/generate.mjs           write the files
 *      node tools/generate.mjs --check   write nothing; name stale files and exit with 1
 *
 * Sources: src/request/options.def, src/status.def, src/base/limits.h, and for docs/dialects.md
 * edge-host/viewer/dialects/*.table.mjs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { readLimits, readOptions, readStatuses } from './generate/rows.mjs';
import { errorsModule, limitsModule, optionsModule } from './generate/typescript.mjs';
import { errorsPage, limitsPage } from './generate/pages.mjs';
import { dialectsPage } from './generate/dialects_page.mjs';
import { recipePage } from './generate/recipe_page.mjs';
import { settingsSchema } from './generate/settings_schema.mjs';

const root = new URL('../', import.meta.url);
const table = readOptions();
const statuses = readStatuses();
const limits = readLimits();

const files = {
  'wasm/src/generated/options.ts': optionsModule(table),
  'wasm/src/generated/errors.ts': errorsModule(statuses),
  'wasm/src/generated/limits.ts': limitsModule(limits),
  'docs/recipe.md': recipePage(table),
  'docs/dialects.md': dialectsPage(table),
  'docs/errors.md': errorsPage(statuses),
  'docs/limits.md': limitsPage(limits),
  'docs/scanrill.schema.json': settingsSchema(table, limits),
};

function current(path) {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const stale = Object.keys(files).filter((path) => current(path) !== files[path]);
if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`stale: ${path} (run: node tools/generate.mjs)`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    const file = new URL(path, root);
    mkdirSync(new URL('./', file), { recursive: true });
    writeFileSync(file, files[path]);
    console.log(`wrote ${path}`);
  }
}
