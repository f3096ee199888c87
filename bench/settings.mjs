/*
 * settings.mjs - what the environment asks for: BENCH_PARTS, BENCH_ROWS, BENCH_PEERS and others
 *
 * A wrong value ends the program with one line that names it.
 */
import { PARTS } from './parts.mjs';
import { PEER_NAMES } from './peers.mjs';
import { ROWS } from './rows.mjs';

/** End with a sentence instead of a stack. */
export function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

/** A whole number above 0 from the environment. */
export function numberFrom(name, otherwise) {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  if (!/^[1-9][0-9]{0,6}$/.test(text)) refuse(`${name} must be a whole number above 0, not "${text}"`);
  return Number(text);
}

/** BENCH_ROWS=1,4-6; without it all rows, or those that a command names. */
export function chosenRows(otherwise = ROWS.map(({ number }) => number)) {
  const text = process.env.BENCH_ROWS;
  const numbers = text ? text.split(',').flatMap(rangeOf) : otherwise;
  return ROWS.filter(({ number }) => numbers.includes(number));
}

function rangeOf(text) {
  const [, first, last = first] = /^([0-9]+)(?:-([0-9]+))?$/.exec(text) ?? [];
  const known = (number) => ROWS.some((row) => row.number === Number(number));
  if (!known(first) || !known(last)) refuse(`BENCH_ROWS: "${text}" is not a row or a range of rows`);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(first) + i);
}

/** BENCH_PEERS=sharp,jsquash; scanrill always takes part. */
export function chosenPeers(otherwise = PEER_NAMES) {
  const text = process.env.BENCH_PEERS;
  const names = text ? text.split(',') : otherwise;
  const unknown = names.find((name) => !PEER_NAMES.includes(name));
  if (unknown !== undefined) refuse(`BENCH_PEERS: "${unknown}" is none of ${PEER_NAMES.join(', ')}`);
  return PEER_NAMES.filter((name) => name === 'scanrill' || names.includes(name));
}

/** BENCH_PARTS=list,equal; without it the usual ones. */
export function chosenParts() {
  const text = process.env.BENCH_PARTS;
  if (!text) return PARTS.filter(({ usual }) => usual);
  const names = text.split(',');
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  const known = PARTS.map(({ name }) => name).join(', ');
  if (unknown !== undefined) refuse(`BENCH_PARTS: "${unknown}" is none of ${known}`);
  return PARTS.filter(({ name }) => names.includes(name));
}
