// size.mjs - how large scanrill.wasm is, and which part takes how much
//
//   node tools/size.mjs FILE.wasm NAMED.wasm ARCHIVE.a...
//
// NAMED.wasm is the same module with its function names kept; a name found among an archive's
// symbols belongs to that archive ("open.1" is a second static function called "open").  Constants
// are counted apart: they carry no names.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [CUSTOM, CODE, DATA] = [0, 10, 11];
const FUNCTION_NAMES = 1;
const [file, namedFile, ...archives] = process.argv.slice(2);

/** Reads LEB128 numbers and byte runs from a wasm module. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }
}

function sections(bytes) {
  const found = [];
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const id = bytes[reader.at++];
    const size = reader.number();
    found.push({ id, start: reader.at, size });
    reader.at += size;
  }
  return found;
}

/** Function names by index, from the "name" section. */
function functionNames(bytes) {
  const names = new Map();
  for (const { id, start, size } of sections(bytes)) {
    const reader = new Reader(bytes, start);
    if (id !== CUSTOM || reader.text() !== 'name') continue;
    while (reader.at < start + size) {
      const kind = bytes[reader.at++];
      const end = reader.number() + reader.at;
      if (kind === FUNCTION_NAMES) {
        for (let left = reader.number(); left > 0; left--) names.set(reader.number(), reader.text());
      }
      reader.at = end;
    }
  }
  return names;
}

/** Code bytes of each function that is not imported, in order. */
function functionBytes(bytes) {
  const { start } = sections(bytes).find((one) => one.id === CODE);
  const reader = new Reader(bytes, start);
  return Array.from({ length: reader.number() }, () => {
    const before = reader.at;
    reader.at = reader.number() + reader.at;
    return reader.at - before;
  });
}

/** Which archive defines a function.  The first archive wins where two have a static of one name. */
function ownersOfFunctions() {
  const owners = new Map();
  for (const archive of archives) {
    const symbols = execFileSync('llvm-nm-14', ['--defined-only', '--just-symbol-name', archive], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const name = basename(archive, '.a').replace(/^lib(?=zlib|scanrill)/, '');
    for (const symbol of symbols.split('\n')) if (!owners.has(symbol)) owners.set(symbol, name);
  }
  return owners;
}

function bytesByPart(bytes) {
  const parts = new Map();
  const add = (part, size) => parts.set(part, (parts.get(part) ?? 0) + size);
  const names = functionNames(bytes);
  const owners = ownersOfFunctions();
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  const first = imported.filter((one) => one.kind === 'function').length;
  functionBytes(bytes).forEach((size, index) => {
    const name = (names.get(first + index) ?? '').replace(/\.\d+$/, '');
    const door = name.startsWith('rill_wasm_') ? 'scanrill' : undefined;
    add(owners.get(name) ?? door ?? 'C library', size);
  });
  for (const { id, size } of sections(bytes)) if (id === DATA) add('constants', size);
  return [...parts].sort((a, b) => b[1] - a[1]);
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',').padStart(10);
const bytes = readFileSync(file);
const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

console.log(`${grouped(bytes.length)}  ${file}`);
console.log(`${grouped(gzipSync(bytes, { level: 9 }).length)}  gzip -9`);
console.log(`${grouped(brotli.length)}  brotli -q 11`);
console.log('');
for (const [part, size] of bytesByPart(readFileSync(namedFile))) {
  console.log(`${grouped(size)}  ${part}`);
}
