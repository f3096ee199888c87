/*
 * loader.ts - find scanrill.wasm, and compile it once
 *
 * A bundler that does not copy the file, or a development server that answers with its index
 * page, must fail in words that say so: the first four bytes are looked at before compiling.
 */
import { bytesOf, isBytes } from './bytes.ts';
import type { Core } from './engine.ts';
import { ScanrillError, isScanrillError } from './errors.ts';
import { SHIPPED_MEMORY, importedMemory } from './memory-import.ts';

type WasmFile = Uint8Array | ArrayBuffer | URL | string | Response;

/** What scanrill.wasm may be given as. */
export type WasmInput = WasmFile | WebAssembly.Module;

export interface Loader {
  /** The compiled core. With an input, that one is compiled and used from now on. */
  load(input?: WasmInput | Promise<WasmInput>): Promise<Core>;
}

/** A loader that compiles what 'find' finds when the core is first needed. */
export function makeLoader(find: () => WasmInput | Promise<WasmInput>): Loader {
  let loaded: Promise<Core> | undefined;
  return {
    load(input) {
      if (input !== undefined) loaded = undefined;
      if (loaded === undefined) {
        const loading = compile(input ?? find);
        loaded = loading;
        // One moment without a network must not break the page for good.
        loading.catch(() => {
          if (loaded === loading) loaded = undefined;
        });
      }
      return loaded;
    },
  };
}

type Found = WasmInput | Promise<WasmInput> | (() => WasmInput | Promise<WasmInput>);

async function compile(found: Found): Promise<Core> {
  try {
    const input = await (typeof found === 'function' ? found() : found);
    if (isModule(input)) {
      return { module: input as WebAssembly.Module, memory: SHIPPED_MEMORY };
    }
    const wasm = await wasmBytes(input as WasmFile);
    return { module: await WebAssembly.compile(wasm), memory: importedMemory(wasm) };
  } catch (cause) {
    if (isScanrillError(cause)) throw cause;
    throw new ScanrillError('INTERNAL', `scanrill.wasm cannot be loaded: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/** Workers compile nothing themselves: they are given the module. */
const isModule = (input: WasmInput): boolean =>
  Object.prototype.toString.call(input) === '[object WebAssembly.Module]';

async function wasmBytes(input: WasmFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = isBytes(input) ? bytesOf(input) : await download(input);
  const isWasm = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm) throw new Error('the file is something else; does the server send its index page?');
  return bytes;
}

async function download(input: URL | string | Response): Promise<Uint8Array<ArrayBuffer>> {
  const response = isResponse(input) ? input : await fetch(input);
  if (!response.ok) throw new Error(`${response.url} answers with ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Not instanceof: a Response may come from another realm. */
const isResponse = (input: URL | string | Response): input is Response =>
  typeof input === 'object' && 'arrayBuffer' in input;

function reasonOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { message?: unknown };
  const text = String(message ?? cause);
  return /unsafe-eval|Content Security Policy/i.test(text)
    ? `the page forbids it; add 'wasm-unsafe-eval' to script-src (${text})`
    : text;
}
