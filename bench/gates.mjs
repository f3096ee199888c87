/*
 * gates.mjs - what must hold, and whether it does: one table from the reports of the other commands
 *
 *   node bench/gates.mjs
 *
 * Measures nothing but the size of scanrill.wasm, and always ends with 0: a report is no test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { DIGITS, gateRows } from './gate-list.mjs';
import { machine } from './machine.mjs';
import { SCANRILL_WASM } from './paths.mjs';
import { readReport } from './reports.mjs';
import { aligned } from './table.mjs';

const COMMANDS = ['list', 'zone-plate', 'first', 'equal', 'load', 'quota'];
const GZIP_LEVEL = 9;

const reports = Object.fromEntries(COMMANDS.map((name) => [name, readReport(name)]));
reports.size = sizes();

const { processor, processors, node, libraries } = await machine();
const on = `${processors} x ${processor}, Node ${node}, sharp ${libraries.sharp}`;
process.stdout.write(`${minuteOf(new Date().toISOString())}, ${on}\n`);
for (const name of COMMANDS.filter((command) => reports[command] !== undefined)) {
  const { date, machine: before } = reports[name];
  const busy = before.busyProcessors?.toFixed(2) ?? 'unknown';
  const others = `processors busy with other work before it: ${busy}`;
  process.stdout.write(`  ${name.padEnd(10)} ${minuteOf(date)}, ${others}\n`);
}
const rows = gateRows(reports);
const noteWidth = Math.max(...rows.map(({ note }) => note.length));
const lines = rows.map(({ figure, gate, aim, unit, value, verdict, note }) => {
  const found = value === undefined ? '-' : `${value.toFixed(DIGITS)}${unit}`;
  return [figure, `${gate}${unit}`, `${aim}${unit}`, found, verdict, note.padEnd(noteWidth)];
});
const heads = ['figure', 'gate', 'aim', 'value', 'verdict', 'note'.padEnd(noteWidth)];
process.stdout.write(`\n${aligned([heads, ...lines])}\n`);

function sizes() {
  if (!existsSync(SCANRILL_WASM)) return undefined;
  const bytes = readFileSync(SCANRILL_WASM);
  return { rawBytes: bytes.length, gzipBytes: gzipSync(bytes, { level: GZIP_LEVEL }).length };
}

function minuteOf(date) {
  return `${date.slice(0, 16).replace('T', ' ')} UTC`;
}
