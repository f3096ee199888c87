/*
 * engine.ts - the door to the C core, and the only file that knows addresses
 *
 * One job, one instance, one memory: nothing leaks from one picture to the next, and nothing has
 * to be freed. The core pulls the picture's bytes through rill.read. A memory bug in a codec can
 * reach this instance's memory only, so every number that comes out is checked before it is used,
 * and every view is made anew after a call, for a call may have grown the memory.
 */
import { readDescription, type Description } from './description.ts';
import { ScanrillError, errorOfNumber, isScanrillError } from './errors.ts';
import { ERRORS, STATUS_MORE, STATUS_OK } from './generated/errors.ts';
import { LIMITS, type Limits, type Profile } from './generated/limits.ts';
import { PAGE_BYTES, type MemoryLimits } from './memory-import.ts';

/** A compiled core, and the memory that it asks for. */
export interface Core {
  module: WebAssembly.Module;
  memory: MemoryLimits;
}

export interface JobSetup {
  /** the options as JSON */
  request: string;
  /** the picture, or as much of its start as there is */
  bytes: Uint8Array;
  /** size of the whole picture */
  totalBytes: number;
  /** whole pictures to be laid over the result, the first lowest */
  watermarks?: readonly Uint8Array[];
  profile: Profile;
  /** 0: the profile's */
  deadlineMs: number;
  /** 0: the profile's */
  maxMemoryBytes: number;
  /** run() comes back after so many units of work; 0: only to hand out bytes */
  sliceUnits: number;
}

interface Exports {
  _initialize?(): void;
  rill_wasm_buffer(): number;
  rill_wasm_watermark(totalBytes: number): void;
  rill_wasm_open(
    requestBytes: number,
    totalBytes: number,
    profile: number,
    deadlineMs: number,
    maxMemoryBytes: number,
    sliceUnits: number,
  ): number;
  rill_wasm_plan(): number;
  rill_wasm_need_bytes(): number;
  rill_wasm_run(): number;
  rill_wasm_take(): number;
  rill_wasm_take_bytes(): number;
  rill_wasm_describe(): number;
  rill_wasm_version(): number;
}

const BUFFER_BYTES = 16 * 1024; // of rill_wasm_buffer()
const MAX_REQUEST_BYTES = 4096; // RILL_MAX_REQUEST_BYTES
const READ_LATER = -1; // RILL_READ_LATER
const PROFILE_NUMBERS: Record<Profile, number> = { edge: 0, pipeline: 1, browser: 2 };

/** Copies bytes of a source into the memory; answers how many, or READ_LATER. */
type Read = (source: number, offset: number, pointer: number, wanted: number) => number;

/** One instance and its memory. */
class Instance {
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;

  constructor(core: Core, jobBytes: number, read: Read) {
    this.#memory = makeMemory(core.memory, jobBytes);
    const imports = { env: runtime(this.#memory), rill: { read, now: () => performance.now() } };
    this.#exports = guard(() => {
      const { exports } = new WebAssembly.Instance(core.module, imports);
      const ours = exports as unknown as Exports;
      ours._initialize?.();
      return ours;
    });
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  call<T>(call: (exports: Exports) => T): T {
    return guard(() => call(this.#exports));
  }

  /** A view on the memory, valid until the next call. */
  view(pointer: number, bytes: number): Uint8Array {
    if (pointer === 0 || pointer + bytes > this.memoryBytes) {
      throw broken('it points outside its memory');
    }
    return new Uint8Array(this.#memory.buffer, pointer, bytes);
  }

  /** The fixed buffer through which requests go in and descriptions come out. */
  buffer(bytes: number): Uint8Array {
    return this.view(this.call((wasm) => wasm.rill_wasm_buffer()) >>> 0, bytes);
  }

  /** The JSON that a call left in the buffer; the call answers its length. */
  json(call: (exports: Exports) => number): string {
    const length = this.call(call) >>> 0;
    if (length === 0 || length > BUFFER_BYTES) throw broken('it cannot describe itself');
    return new TextDecoder().decode(this.buffer(length));
  }
}

export class Job {
  readonly #instance: Instance;
  readonly #setup: JobSetup;
  readonly #limits: Limits;
  readonly #pieces: Uint8Array[] = [];
  #resultBytes = 0;
  #readBytes = 0;

  /** Start a job. */
  constructor(core: Core, setup: JobSetup) {
    const request = new TextEncoder().encode(setup.request);
    if (request.length > MAX_REQUEST_BYTES) {
      throw new ScanrillError('BAD_OPTIONS', `options have more than ${MAX_REQUEST_BYTES} bytes`);
    }
    this.#setup = setup;
    this.#limits = LIMITS[setup.profile];
    const maxMemoryBytes = lower(setup.maxMemoryBytes, this.#limits.maxMemoryBytes);
    this.#instance = new Instance(core, maxMemoryBytes, (...place) => this.#read(...place));
    this.#instance.buffer(request.length).set(request);
    for (const { length } of setup.watermarks ?? []) {
      this.#instance.call((wasm) => wasm.rill_wasm_watermark(length));
    }
    this.#step((wasm) =>
      wasm.rill_wasm_open(
        request.length,
        setup.totalBytes,
        PROFILE_NUMBERS[setup.profile],
        lower(setup.deadlineMs, this.#limits.deadlineMs),
        maxMemoryBytes,
        setup.sliceUnits,
      ),
    );
  }

  /** Decide everything. Answers the size of the prefix that is wanted where there is too little. */
  plan(): { needBytes: number } | undefined {
    if (this.#step((wasm) => wasm.rill_wasm_plan()) === STATUS_OK) return undefined;
    const needBytes = this.#instance.call((wasm) => wasm.rill_wasm_need_bytes()) >>> 0;
    if (needBytes <= this.#setup.bytes.length || needBytes > this.#setup.totalBytes) {
      throw broken('it wants a prefix that cannot be');
    }
    return { needBytes };
  }

  /** Work for one slice and keep the bytes that are ready. True when all is done. */
  run(): boolean {
    const finished = this.#step((wasm) => wasm.rill_wasm_run()) === STATUS_OK;
    for (let piece = this.#take(); piece !== undefined; piece = this.#take()) {
      this.#pieces.push(piece);
    }
    return finished;
  }

  /** All bytes that run() kept, in one array. */
  result(): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(this.#resultBytes);
    let offset = 0;
    for (const piece of this.#pieces.splice(0)) {
      result.set(piece, offset);
      offset += piece.length;
    }
    return result;
  }

  describe(): Description {
    return readDescription(this.#instance.json((wasm) => wasm.rill_wasm_describe()));
  }

  /** Size of the linear memory. It never shrinks, so this is its peak. */
  get memoryBytes(): number {
    return this.#instance.memoryBytes;
  }

  /** The share of the picture that has been read, 0 to 1. */
  get progress(): number {
    return this.#readBytes / Math.max(1, this.#setup.totalBytes);
  }

  #read(source: number, offset: number, pointer: number, wanted: number): number {
    if (source !== 0) return this.#readWatermark(source >>> 0, offset >>> 0, pointer, wanted >>> 0);
    const { bytes, totalBytes } = this.#setup;
    const start = offset >>> 0;
    if (start >= totalBytes) return 0;
    const end = Math.min(start + (wanted >>> 0), totalBytes);
    if (end > bytes.length) return READ_LATER;
    this.#instance.view(pointer >>> 0, end - start).set(bytes.subarray(start, end));
    this.#readBytes = Math.max(this.#readBytes, end);
    return end - start;
  }

  #readWatermark(number: number, offset: number, pointer: number, wanted: number): number {
    const piece = this.#setup.watermarks?.[number - 1]?.subarray(offset, offset + wanted);
    if (piece === undefined || piece.length === 0) return 0;
    this.#instance.view(pointer >>> 0, piece.length).set(piece);
    return piece.length;
  }

  #take(): Uint8Array | undefined {
    const pointer = this.#instance.call((wasm) => wasm.rill_wasm_take()) >>> 0;
    if (pointer === 0) return undefined;
    const bytes = this.#instance.call((wasm) => wasm.rill_wasm_take_bytes()) >>> 0;
    this.#resultBytes += bytes;
    if (bytes === 0 || this.#resultBytes > this.#limits.maxOutputBytes) {
      throw broken('it hands out a piece of impossible size');
    }
    return this.#instance.view(pointer, bytes).slice();
  }

  /** Call something that answers a status. OK and MORE come back; the others are thrown. */
  #step(call: (exports: Exports) => number): number {
    const status = this.#instance.call(call);
    if (status === STATUS_OK || status === STATUS_MORE) return status;
    const code = errorOfNumber(status);
    if (code === undefined) throw broken(`it answers with status ${status}`);
    const detail = this.#detail();
    const { text } = ERRORS[code];
    if (detail === '') throw new ScanrillError(code);
    throw new ScanrillError(code, code === 'BAD_OPTIONS' ? detail : `${text}: ${detail}`);
  }

  /** The core's words on its error; none where there was no memory for the job itself. */
  #detail(): string {
    try {
      return this.describe().detail;
    } catch {
      return '';
    }
  }
}

/** The versions of everything inside, as the core's JSON. */
export function versionOf(core: Core): string {
  return new Instance(core, 0, () => 0).json((wasm) => wasm.rill_wasm_version());
}

/** What Emscripten's runtime asks for. Views are never kept, so growth needs no answer. */
function runtime(memory: WebAssembly.Memory): WebAssembly.ModuleImports {
  let highWord = 0;
  return {
    memory,
    setTempRet0: (word: number) => {
      highWord = word;
    },
    getTempRet0: () => highWord,
    emscripten_notify_memory_growth: () => {},
  };
}

/** The smaller of a caller's limit and the profile's; 0 is no limit of the caller's. */
const lower = (asked: number, most: number): number => (asked === 0 ? most : Math.min(asked, most));

/** A memory with room for what the module holds from the start and for all that a job may take. */
function makeMemory({ minPages, maxPages }: MemoryLimits, jobBytes: number): WebAssembly.Memory {
  const maximum = Math.min(maxPages, minPages + Math.ceil(jobBytes / PAGE_BYTES));
  try {
    return new WebAssembly.Memory({ initial: minPages, maximum });
  } catch (cause) {
    throw new ScanrillError('MEMORY_LIMIT', 'this machine has no memory left for a job', { cause });
  }
}

const broken = (what: string): ScanrillError =>
  new ScanrillError('INTERNAL', `${ERRORS.INTERNAL.text}: ${what}`);

/** Run code of the core. A trap becomes INTERNAL; the instance must not be used afterwards. */
function guard<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (isScanrillError(cause)) throw cause;
    const { message = 'it was stopped' } = (cause ?? {}) as { message?: unknown };
    throw new ScanrillError('INTERNAL', `${ERRORS.INTERNAL.text}: ${String(message)}`, { cause });
  }
}
