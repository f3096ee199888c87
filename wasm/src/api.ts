/*
 * api.ts - transform, plan, metadata, version
 *
 * The same for all hosts; an entry (node.ts, browser.ts) says where scanrill.wasm lies and which
 * limits are usual there. Every failure is a ScanrillError; an abort is the signal's own reason.
 */
import { imageBytes, type ImageInput } from './bytes.ts';
import type { Format, PlanInfo, SourceInfo, Timings } from './description.ts';
import { Job, versionOf } from './engine.ts';
import { ScanrillError, badOptions, isScanrillError } from './errors.ts';
import { ERRORS } from './generated/errors.ts';
import { LIMITS, type Profile } from './generated/limits.ts';
import type { TransformOptions } from './generated/options.ts';
import { makeLoader, type WasmInput } from './loader.ts';
import { didYouMean } from './recipe/suggest.ts';
import { validateOptions } from './recipe/validate.ts';
import { MAX_WATERMARKS, quoted } from './recipe/values.ts';

/** The options of a recipe, with pictures where it has their keys. */
export type PictureOptions = Omit<TransformOptions, 'watermark'> & {
  /** pictures laid over the result, the first lowest; at most 4 */
  watermark?: ImageInput | readonly ImageInput[];
};

export interface JobLimits {
  /** bytes that a job may allocate */
  memory?: number;
  deadlineMs?: number;
}

export interface PlanSettings {
  /** which limits hold; default 'pipeline' in Node and 'browser' in browsers */
  profile?: Profile;
  /** lower limits than the profile's */
  limits?: JobLimits;
}

export interface TransformSettings extends PlanSettings {
  signal?: AbortSignal;
  /** called with the share of the picture that has been read, up to 1 when all is done */
  onProgress?: (share: number) => void;
}

export interface TransformResult {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  format: Format;
  /** 'image/webp' and so on */
  type: string;
  info: {
    /** bytes of linear memory at the end; it never shrinks */
    peakMemory: number;
    /** milliseconds by phase */
    ms: Timings;
    /** oddities of the source that were passed over */
    warnings: string[];
    source: SourceInfo;
  };
}

export interface Plan extends PlanInfo {
  needMore?: never;
  source: SourceInfo;
}

/** The header goes on past the bytes that were given. */
export interface NeedMore {
  needMore: { offset: number; bytes: number };
}

export interface Scanrill {
  /** Turn a picture into another. */
  transform(
    input: ImageInput,
    options?: PictureOptions,
    settings?: TransformSettings,
  ): Promise<TransformResult>;
  /** What transform() would do, from the header alone; the start of the picture may be enough. */
  plan(
    input: ImageInput,
    options?: PictureOptions,
    settings?: PlanSettings & { totalBytes?: number },
  ): Promise<Plan | NeedMore>;
  /** What the header of a picture tells. */
  metadata(input: ImageInput, settings?: PlanSettings): Promise<SourceInfo>;
  /** The versions of everything inside. */
  version(): Promise<Record<string, unknown>>;
  /** Compile scanrill.wasm now, or another copy of it. Without this it is compiled when needed. */
  init(wasm?: WasmInput | Promise<WasmInput>): Promise<void>;
  /** scanrill.wasm, compiled: for init() in workers. */
  module(): Promise<WebAssembly.Module>;
}

export interface Host {
  /** where scanrill.wasm lies */
  find(): WasmInput | Promise<WasmInput>;
  profile: Profile;
  /** true where a long job would hold up a page */
  yields: boolean;
  /** let others have the thread for a moment; a promise alone does not */
  pause(): Promise<void>;
}

/** Units of work between two looks at the clock: a few milliseconds. */
const SLICE_UNITS = 16;

export function createScanrill(host: Host): Scanrill {
  const loader = makeLoader(host.find);

  async function open(
    input: unknown,
    options: unknown,
    settings: PlanSettings & { totalBytes?: number },
    sliceUnits: number,
  ): Promise<{ job: Job; bytes: Uint8Array }> {
    const watermarks = await watermarkBytes(options);
    const request = JSON.stringify(validateOptions(withoutWatermark(options)));
    const { profile = host.profile, limits = {} } = settings;
    if (!Object.hasOwn(LIMITS, profile)) {
      const names = Object.keys(LIMITS);
      throw badOptions(`profile must be one of ${names.join(', ')}, not ${quoted(profile)}`);
    }
    const bytes = await imageBytes(input);
    const totalBytes = checkedTotal(settings.totalBytes, bytes.length);
    const job = new Job(await loader.load(), {
      request,
      bytes,
      totalBytes,
      watermarks,
      profile,
      deadlineMs: limit('deadlineMs', limits.deadlineMs),
      maxMemoryBytes: limit('memory', limits.memory),
      sliceUnits,
    });
    return { job, bytes };
  }

  async function transform(
    input: ImageInput,
    options: PictureOptions = {},
    settings: TransformSettings = {},
  ): Promise<TransformResult> {
    known(settings, ['profile', 'limits', 'signal', 'onProgress']);
    settings.signal?.throwIfAborted();
    const sliced =
      host.yields || settings.signal !== undefined || settings.onProgress !== undefined;
    const { job } = await open(input, options, settings, sliced ? SLICE_UNITS : 0);
    if (job.plan() !== undefined) throw new ScanrillError('INTERNAL');
    await finish(job, settings, sliced ? host.pause : undefined);
    return resultOf(job);
  }

  async function plan(
    input: ImageInput,
    options: PictureOptions = {},
    settings: PlanSettings & { totalBytes?: number } = {},
  ): Promise<Plan | NeedMore> {
    known(settings, ['profile', 'limits', 'totalBytes']);
    const { job, bytes } = await open(input, options, settings, 0);
    const more = job.plan();
    if (more !== undefined) {
      return { needMore: { offset: bytes.length, bytes: more.needBytes - bytes.length } };
    }
    const { plan, source } = job.describe();
    if (plan === undefined || source === undefined) throw new ScanrillError('INTERNAL');
    return { ...plan, source };
  }

  async function metadata(input: ImageInput, settings: PlanSettings = {}): Promise<SourceInfo> {
    known(settings, ['profile', 'limits']);
    const { job } = await open(input, {}, settings, 0);
    try {
      job.plan();
    } catch (error) {
      // A picture may be too large to transform and still have a header.
      if (!isScanrillError(error) || ERRORS[error.code].class !== 'LIMIT') throw error;
      const { source } = job.describe();
      if (source === undefined) throw error;
      return source;
    }
    const { source } = job.describe();
    if (source === undefined) throw new ScanrillError('INTERNAL');
    return source;
  }

  const version = async (): Promise<Record<string, unknown>> =>
    JSON.parse(versionOf(await loader.load())) as Record<string, unknown>;

  const init = async (wasm?: WasmInput | Promise<WasmInput>): Promise<void> => {
    await loader.load(wasm);
  };

  const module = async (): Promise<WebAssembly.Module> => (await loader.load()).module;

  return { transform, plan, metadata, version, init, module };
}

/** The watermarks among the options, in their order. */
async function watermarkBytes(options: unknown): Promise<Uint8Array[]> {
  const { watermark } = (options ?? {}) as { watermark?: unknown };
  if (watermark === undefined) return [];
  const inputs: unknown[] = Array.isArray(watermark) ? watermark : [watermark];
  if (inputs.length === 0 || inputs.length > MAX_WATERMARKS) {
    throw badOptions(`watermark must be 1 to ${MAX_WATERMARKS} pictures, not ${inputs.length}`);
  }
  return Promise.all(inputs.map((input) => imageBytes(input, 'watermark')));
}

/** Anything but an object goes on to be refused. */
function withoutWatermark(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  const { watermark: _, ...rest } = options as Record<string, unknown>;
  return rest;
}

/** Milliseconds that a job may hold its thread where somebody listens: less than a frame. */
const TURN_MS = 12;

/** Run to the end; with a pause, in turns. */
async function finish(
  job: Job,
  { signal, onProgress }: TransformSettings,
  pause: (() => Promise<void>) | undefined,
): Promise<void> {
  let turnStarted = performance.now();
  while (!job.run()) {
    if (pause === undefined || performance.now() - turnStarted < TURN_MS) continue;
    onProgress?.(Math.min(job.progress, 0.999));
    await pause();
    signal?.throwIfAborted();
    turnStarted = performance.now();
  }
  onProgress?.(1);
}

function resultOf(job: Job): TransformResult {
  const { result, source, ms, warnings } = job.describe();
  const data = job.result();
  if (result === undefined || source === undefined || ms === undefined) {
    throw new ScanrillError('INTERNAL');
  }
  if (result.bytes !== data.length) throw new ScanrillError('INTERNAL');
  const { width, height, format } = result;
  const info = { peakMemory: job.memoryBytes, ms, warnings, source };
  return { data, width, height, format, type: `image/${format}`, info };
}

/** Settings are options, too: a misspelt one must not be passed over. */
function known(settings: object, names: readonly string[]): void {
  for (const name of Object.keys(settings)) {
    if (names.includes(name)) continue;
    throw badOptions(`there is no setting ${quoted(name)}${didYouMean(name, names)}`);
  }
}

function limit(name: string, value: number | undefined): number {
  if (value === undefined) return 0;
  if (Number.isInteger(value) && value > 0 && value < 2 ** 32) return value;
  throw badOptions(`limits.${name} must be a whole number above 0, not ${quoted(value)}`);
}

function checkedTotal(totalBytes: number | undefined, givenBytes: number): number {
  const total = totalBytes ?? givenBytes;
  if (!Number.isInteger(total) || total < givenBytes) {
    throw badOptions(
      `totalBytes must be at least the ${givenBytes} bytes given, not ${quoted(total)}`,
    );
  }
  if (total >= 2 ** 32) throw new ScanrillError('INPUT_TOO_LARGE');
  return total;
}
