/*
 * memory-import.ts - how much memory a module asks its host for
 *
 * The memory is imported, so the host must make it with exactly the limits that the module
 * declares, and WebAssembly.Module.imports() does not tell them: read the import section.
 */
import { ScanrillError } from './errors.ts';

export const PAGE_BYTES = 65536;

export interface MemoryLimits {
  minPages: number;
  maxPages: number;
}

/**
 * Of the scanrill.wasm that belongs to this code (emcc.mk): a module that is already compiled does
 * not tell.
 */
export const SHIPPED_MEMORY: MemoryLimits = { minPages: 4, maxPages: 16384 };

const IMPORT_SECTION = 2;
const WASM32_PAGES = 65536;

/** The limits of the first imported memory. */
export function importedMemory(wasm: Uint8Array): MemoryLimits {
  const reader = new Reader(wasm, 8); // after magic and version
  while (reader.left > 0) {
    const section = reader.byte();
    const end = reader.number() + reader.offset;
    if (section === IMPORT_SECTION) return readImports(reader);
    reader.offset = end;
  }
  throw new ScanrillError('INTERNAL', 'scanrill.wasm imports no memory');
}

function readImports(reader: Reader): MemoryLimits {
  for (let left = reader.number(); left > 0; left--) {
    reader.skip(reader.number()); // module
    reader.skip(reader.number()); // name
    const kind = reader.byte();
    if (kind === 2) return readLimits(reader);
    if (kind === 0) reader.number(); // function: its type
    if (kind === 1) (reader.skip(1), readLimits(reader)); // table: the kind of its elements
    if (kind === 3) reader.skip(2); // global: type and mutability
    if (kind === 4) (reader.skip(1), reader.number()); // tag: attribute and type
  }
  throw new ScanrillError('INTERNAL', 'scanrill.wasm imports no memory');
}

function readLimits(reader: Reader): MemoryLimits {
  const hasMax = (reader.byte() & 1) === 1;
  const minPages = reader.number();
  return { minPages, maxPages: hasMax ? reader.number() : WASM32_PAGES };
}

class Reader {
  readonly #bytes: Uint8Array;
  offset: number;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  get left(): number {
    return this.#bytes.length - this.offset;
  }

  byte(): number {
    const byte = this.#bytes[this.offset++];
    if (byte === undefined) throw new ScanrillError('INTERNAL', 'scanrill.wasm is cut short');
    return byte;
  }

  /** An unsigned LEB128 number of up to 32 bits. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new ScanrillError('INTERNAL', 'scanrill.wasm is damaged');
  }

  skip(bytes: number): void {
    this.offset += bytes;
  }
}
