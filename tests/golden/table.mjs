/*
 * table.mjs - the golden cases: cases.json, and how a result is compared with it
 *
 * cases.json is the one table for all runners (runners.mjs, and the browser's tests):
 *
 *   epoch    RILL_OUTPUT_EPOCH that the hashes belong to
 *   sources  name -> sha256 (sources.mjs makes them and says what is hashed)
 *   cases    { name, source, options, width, height, format, sha256 }
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('cases.json', import.meta.url);

export const { epoch, sources, cases } = JSON.parse(readFileSync(FILE, 'utf8'));

/** What is compared of a result. */
export const RESULT_FIELDS = ['width', 'height', 'format', 'sha256'];

export const expectedOf = (golden) => Object.fromEntries(RESULT_FIELDS.map((field) => [field, golden[field]]));

export function outcomeOf({ width, height, format, data }) {
  return { width, height, format, sha256: createHash('sha256').update(data).digest('hex') };
}

/** One case a line, so that a change is a changed line. */
export function writeTable(table) {
  const lines = (entries) => entries.map((entry) => `    ${entry}`).join(',\n');
  const named = Object.entries(table.sources).map(([name, hash]) => `${JSON.stringify(name)}: "${hash}"`);
  const listed = table.cases.map((golden) => JSON.stringify(golden));
  writeFileSync(
    FILE,
    `{\n  "epoch": ${table.epoch},\n  "sources": {\n${lines(named)}\n  },\n  "cases": [\n${lines(listed)}\n  ]\n}\n`,
  );
}
