// check-wasm.mjs - the door of scanrill.wasm is exactly as wide as it should be
//
//   node tools/check-wasm.mjs FILE.wasm EXPORTS.txt
//
// Fails when the module imports anything but its memory, rill.read, rill.now and Emscripten's three
// trivial functions, when its exports differ from the list, when the start of its memory is not
// small, or when a path of the machine that built it is inside.
import { readFileSync } from 'node:fs';

const IMPORTS = new Set([
  'env.memory',
  'env.setTempRet0',
  'env.getTempRet0',
  'env.emscripten_notify_memory_growth',
  'rill.read',
  'rill.now',
]);
const REQUIRED_IMPORTS = ['env.memory', 'rill.read', 'rill.now'];

// emcc 3.1.6 exports these of its own accord; nobody calls them.
const RUNTIME_EXPORTS = [
  '__indirect_function_table',
  '__errno_location',
  'stackSave',
  'stackRestore',
  'stackAlloc',
];

const [file, exportsFile] = process.argv.slice(2);
const bytes = readFileSync(file);
const module = new WebAssembly.Module(bytes);
const faults = [];

const imported = WebAssembly.Module.imports(module).map((one) => `${one.module}.${one.name}`);
for (const name of imported) {
  if (!IMPORTS.has(name)) faults.push(`imports ${name}`);
}
for (const name of REQUIRED_IMPORTS) {
  if (!imported.includes(name)) faults.push(`does not import ${name}`);
}

const wanted = ['_initialize', ...readFileSync(exportsFile, 'utf8').split('\n').filter(Boolean)];
const exported = WebAssembly.Module.exports(module).map((one) => one.name);
for (const name of wanted) {
  if (!exported.includes(name)) faults.push(`does not export ${name}`);
}
for (const name of exported) {
  if (!wanted.includes(name) && !RUNTIME_EXPORTS.includes(name)) faults.push(`exports ${name}, which is not in ${exportsFile}`);
}

// Two folders deep, from a root: source file names of assert() or debug information.  XMP is named by an address.
for (const path of bytes.toString('latin1').match(/(?<![\w.</])\/[a-z][\w.-]+\/[\w.-]+\/[\w./-]+/g) ?? []) {
  faults.push(`contains the path ${path}`);
}

for (const fault of faults) console.error(`${file} ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
