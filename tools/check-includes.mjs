// check-includes.mjs - who may include whom
//
//   node tools/check-includes.mjs
//
// Arrows point one way, as docs/architecture.md says: a part can be read without the parts after it.
// Also: file names are unique, so that a name in a message or a stack trace is enough, and a codec's
// headers stay inside the files that are named after it.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

// A target is a folder of src/, or one header.  Every folder may include itself and what 'anyone' lists.
const ANYONE = ['scanrill.h', 'base'];
const ARROWS = {
  base: ['status.def'],
  simd: [],
  source: [],
  sink: [],
  transform: ['simd'],
  decode: ['source', 'simd'],
  encode: ['sink', 'simd', 'source/sniff.h'], // sniff.h names the formats
  request: [
    'options.def',
    'source/sniff.h',
    'source/icc.h', // whether a profile is converted, kept or dropped
    'source/metadata.h', // what may be kept of it
    'decode/decode.h', // the plan asks each stage for sizes and memory: arithmetic, no pixels
    'encode/encode.h',
    'transform/transform.h',
  ],
  pipeline: ['request/plan.h', 'source', 'decode', 'transform', 'encode', 'sink'],
  // scanrill.c and what it is split into: the job, which owns all the others
  job: ['status.def', 'describe.h', 'request', 'source', 'sink', 'pipeline'],
};

// Outside src/: the public header, and one exception each with its reason.
const OUTSIDE = {
  wasm: ['scanrill.h', 'simd/copy.h'], // the module's C library copies by vectors
  tools: ['scanrill.h', 'base/arena.h'], // rill makes the n-th allocation fail
};

const FOREIGN = {
  jpeg: /^(jpeglib|jpegint|jerror|jmemsys|jinclude|jmorecfg|jversion|jconfig\w*)\.h$/,
  png: /^(png\w*|zlib)\.h$/,
  webp: /^(src\/)?(webp|dec|enc|dsp|utils)\/\w+\.h$/,
};
// The allocators of all four, and the list of their versions.
const FOREIGN_ANYWHERE = /^(codec_memory|version)\.[ch]$/;

const faults = [];

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ['.c', '.h'].includes(extname(entry.name)))
    .map((entry) => join(entry.path, entry.name))
    .filter((path) => !/node_modules|\bdist\b/.test(path));
}

function includes(path) {
  return Array.from(readFileSync(path, 'utf8').matchAll(/^#include ["<]([^">]+)[">]/gm), (match) => match[1]);
}

function checkArrow(path, header, permitted) {
  if (permitted.includes(header) || permitted.includes(dirname(header))) return;
  faults.push(`${path} includes ${header}: that arrow is not allowed`);
}

function checkForeign(path, header) {
  if (FOREIGN_ANYWHERE.test(basename(path))) return;
  for (const [codec, headers] of Object.entries(FOREIGN)) {
    if (headers.test(header) && !basename(path).includes(codec)) {
      faults.push(`${path} includes ${header}: only files named after ${codec} may`);
    }
  }
}

const core = filesBelow('src');
const ours = new Set(core.map((path) => path.slice('src/'.length)));
for (const path of core) {
  const [, first, second] = path.split('/');
  const folder = second === undefined ? 'job' : first;
  if (ARROWS[folder] === undefined) faults.push(`${path} is in a folder that no arrow names`);
  const permitted = [...ANYONE, folder, ...(ARROWS[folder] ?? [])];
  for (const header of includes(path)) {
    if (ours.has(header)) checkArrow(path, header, permitted);
    else if (header.endsWith('.def')) checkArrow(path, basename(header), permitted);
    else checkForeign(path, header);
  }
}
for (const [folder, permitted] of Object.entries(OUTSIDE)) {
  for (const path of filesBelow(folder)) {
    for (const header of includes(path)) if (ours.has(header)) checkArrow(path, header, permitted);
  }
}

const seen = new Map();
for (const path of ['src', 'wasm', 'tools', 'tests'].flatMap(filesBelow)) {
  const name = basename(path);
  if (seen.has(name)) faults.push(`${path} has the name of ${seen.get(name)}`);
  seen.set(name, path);
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
