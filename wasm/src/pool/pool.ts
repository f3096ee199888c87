/*
 * pool.ts - transform() in workers: pictures side by side, and a page that stays free
 *
 * A worker has one job at a time; further ones wait their turn, first come first served. The core
 * is compiled once and handed to each worker. Workers start when they are needed and end when they
 * have had nothing to do for a while. Where none can be started (a page's policy, an old bundler)
 * jobs run here, in slices.
 */
import type { PictureOptions, Scanrill, TransformResult, TransformSettings } from '../api.ts';
import { copyOfInput, type ImageInput } from '../bytes.ts';
import { ScanrillError, badOptions } from '../errors.ts';
import { didYouMean } from '../recipe/suggest.ts';
import { quoted } from '../recipe/values.ts';
import { receiveError, type FromWorker, type WorkerPort } from './protocol.ts';

export interface PoolOptions {
  /** how many workers at most; default: one a processor, at most 4 */
  workers?: number;
  /** a worker ends after so long without a job; default 10 s */
  idleMs?: number;
}

export interface Pool {
  /** As transform() of the package; the same bytes. Several at once go side by side. */
  transform(
    input: ImageInput,
    options?: PictureOptions,
    settings?: TransformSettings,
  ): Promise<TransformResult>;
  /** Workers that are there now; 0 at first, after an idle time, and where jobs run without any. */
  readonly size: number;
  /** End all workers. Jobs under way are refused. */
  close(): void;
}

export interface PoolHost {
  /** Throws where there are no workers. */
  startWorker(): WorkerPort;
  processors(): number;
  /** Its module goes to the workers; it runs the jobs where none can be started. */
  scanrill: Scanrill;
}

interface Task {
  input: Uint8Array<ArrayBuffer> | Blob;
  options: PictureOptions;
  settings: TransformSettings;
  resolve(result: TransformResult): void;
  reject(reason: unknown): void;
}

interface Seat {
  port: WorkerPort;
  /** The core is compiled there. */
  ready: boolean;
  job: { id: number; task: Task; forget(): void } | undefined;
  idle: ReturnType<typeof setTimeout> | undefined;
}

/** A worker that is told to abort answers between two slices, or is in the one long step. */
const ABORT_GRACE_MS = 100;
const DEFAULT_WORKERS = 4;
const DEFAULT_IDLE_MS = 10_000;

export function openPool(host: PoolHost, options: PoolOptions = {}): Pool {
  const names = ['workers', 'idleMs'];
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw badOptions(`a pool has no option ${quoted(name)}${didYouMean(name, names)}`);
  }
  const { workers = Math.min(host.processors(), DEFAULT_WORKERS), idleMs = DEFAULT_IDLE_MS } = options;
  if (!Number.isInteger(workers) || workers < 1) {
    throw badOptions(`workers must be a whole number above 0, not ${quoted(workers)}`);
  }
  if (typeof idleMs !== 'number' || !(idleMs >= 0)) {
    throw badOptions(`idleMs must be a number of milliseconds, not ${quoted(idleMs)}`);
  }
  return new WorkerPool(host, workers, idleMs);
}

class WorkerPool implements Pool {
  readonly #host: PoolHost;
  readonly #most: number;
  readonly #idleMs: number;
  readonly #seats = new Set<Seat>();
  readonly #waiting: Task[] = [];
  #module: Promise<WebAssembly.Module> | undefined;
  #lastId = 0;
  /** No worker can be started here. */
  #alone = false;
  #closed = false;

  constructor(host: PoolHost, most: number, idleMs: number) {
    this.#host = host;
    this.#most = most;
    this.#idleMs = idleMs;
  }

  async transform(
    input: ImageInput,
    options: PictureOptions = {},
    settings: TransformSettings = {},
  ): Promise<TransformResult> {
    settings.signal?.throwIfAborted();
    if (this.#closed) throw badOptions('this pool was closed');
    const copies = { input: await copyOfInput(input), options: await withCopies(options) };
    settings.signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const task: Task = { ...copies, settings, resolve, reject };
      settings.signal?.addEventListener('abort', () => this.#leaveQueue(task), { once: true });
      this.#waiting.push(task);
      this.#go();
    });
  }

  get size(): number {
    return this.#seats.size;
  }

  close(): void {
    this.#closed = true;
    const closed = badOptions('this pool was closed');
    for (const task of this.#waiting.splice(0)) task.reject(closed);
    for (const seat of this.#seats) this.#remove(seat, closed);
  }

  /** Give waiting jobs to workers that have nothing to do; start some where there are too few. */
  #go(): void {
    for (const seat of this.#seats) {
      if (seat.ready && seat.job === undefined) this.#give(seat);
    }
    const starting = [...this.#seats].filter(({ ready }) => !ready).length;
    for (let missing = this.#waiting.length - starting; missing > 0; missing--) {
      if (this.#alone || this.#seats.size >= this.#most) break;
      this.#startSeat();
    }
    if (this.#alone && this.#seats.size === 0) this.#runHere();
  }

  #startSeat(): void {
    let port: WorkerPort;
    try {
      port = this.#host.startWorker();
    } catch {
      this.#alone = true;
      return;
    }
    const seat: Seat = { port, ready: false, job: undefined, idle: undefined };
    this.#seats.add(seat);
    port.onMessage((message) => this.#hear(seat, message));
    port.onFailure((reason) => this.#lose(seat, reason));
    this.#module ??= this.#host.scanrill.module();
    this.#module.then(
      (module) => port.post({ say: 'module', module }),
      () => {
        this.#module = undefined; // the network may be back for the next one
        this.#remove(seat);
        this.#runHere(); // where the error is told as without a pool
      },
    );
  }

  #give(seat: Seat): void {
    const task = this.#waiting.shift();
    if (task === undefined) return;
    clearTimeout(seat.idle);
    seat.port.hold(true);
    const { signal, onProgress: _listener, ...settings } = task.settings;
    const { input, options } = task;
    const id = ++this.#lastId;
    const abort = (): void => this.#abort(seat, id);
    signal?.addEventListener('abort', abort, { once: true });
    seat.job = { id, task, forget: () => signal?.removeEventListener('abort', abort) };
    const transfer = 'buffer' in input ? [input.buffer] : [];
    seat.port.post({ say: 'job', id, input, options, settings }, transfer);
  }

  #hear(seat: Seat, message: FromWorker): void {
    const { job } = seat;
    if (message.say === 'ready') {
      seat.ready = true;
      this.#free(seat);
      return this.#go();
    }
    if (message.say === 'failed' && message.id === 0) return this.#lose(seat, message.error.message);
    if (job === undefined || job.id !== message.id) return;
    if (message.say === 'progress') return job.task.settings.onProgress?.(message.share);
    this.#free(seat);
    if (message.say === 'done') job.task.resolve(message.result);
    else job.task.reject(receiveError(message.error));
    this.#go();
  }

  #free(seat: Seat): void {
    seat.job?.forget();
    seat.job = undefined;
    seat.port.hold(false);
    seat.idle = setTimeout(() => this.#remove(seat), this.#idleMs);
    (seat.idle as { unref?(): void }).unref?.();
  }

  /** The caller hears at once; the worker may go on for a moment. */
  #abort(seat: Seat, id: number): void {
    const { job } = seat;
    if (job?.id !== id) return;
    job.task.reject(job.task.settings.signal?.reason);
    seat.port.post({ say: 'abort', id });
    setTimeout(() => {
      if (seat.job?.id !== id) return;
      this.#remove(seat);
      this.#go();
    }, ABORT_GRACE_MS);
  }

  #leaveQueue(task: Task): void {
    const place = this.#waiting.indexOf(task);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    task.reject(task.settings.signal?.reason);
  }

  /** A worker that never got ready: none will. One that did: its job is lost, the others go on. */
  #lose(seat: Seat, reason: string): void {
    if (!this.#seats.has(seat)) return;
    this.#alone ||= !seat.ready;
    this.#remove(seat, new ScanrillError('INTERNAL', `the worker of this job ended: ${reason}`));
    this.#go();
  }

  /** With a reason, its job is refused for it. */
  #remove(seat: Seat, reason?: unknown): void {
    this.#seats.delete(seat);
    clearTimeout(seat.idle);
    seat.port.end();
    seat.job?.forget();
    if (reason !== undefined) seat.job?.task.reject(reason);
    seat.job = undefined;
  }

  #runHere(): void {
    for (const { input, options, settings, resolve, reject } of this.#waiting.splice(0)) {
      this.#host.scanrill.transform(input, options, settings).then(resolve, reject);
    }
  }
}

/** Pictures go away to a worker; the caller's stay. */
async function withCopies(options: PictureOptions): Promise<PictureOptions> {
  const { watermark } = options;
  if (watermark === undefined) return options;
  const pictures = Array.isArray(watermark) ? watermark : [watermark];
  return { ...options, watermark: await Promise.all(pictures.map(copyOfInput)) };
}
