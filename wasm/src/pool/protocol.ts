/*
 * protocol.ts - what a pool and its workers say to each other
 *
 * Plain values that structured cloning takes. A ScanrillError travels as its parts.
 */
import type { PictureOptions, PlanSettings, TransformResult } from '../api.ts';
import { ScanrillError, isScanrillError, type ErrorCode } from '../errors.ts';

/** First the module, once; then jobs, one at a time. */
export type ToWorker =
  | { say: 'module'; module: WebAssembly.Module }
  | {
      say: 'job';
      id: number;
      input: Uint8Array | Blob;
      options: PictureOptions;
      settings: PlanSettings;
    }
  | { say: 'abort'; id: number };

export type FromWorker =
  | { say: 'ready' }
  | { say: 'progress'; id: number; share: number }
  | { say: 'done'; id: number; result: TransformResult }
  | { say: 'failed'; id: number; error: SentError };

export type SentError = { code: ErrorCode; message: string } | { message: string };

export function sendError(error: unknown): SentError {
  if (isScanrillError(error)) return { code: error.code, message: error.message };
  return { message: String((error as { message?: unknown } | null)?.message ?? error) };
}

export function receiveError(sent: SentError): ScanrillError {
  return 'code' in sent
    ? new ScanrillError(sent.code, sent.message)
    : new ScanrillError('INTERNAL', sent.message);
}

/** One end of the wire between a page or process and a worker. */
export interface Port<Out, In> {
  post(message: Out, transfer?: ArrayBuffer[]): void;
  /** Set once, before anything comes. */
  onMessage(take: (message: In) => void): void;
}

/** The pool's end. */
export interface WorkerPort extends Port<ToWorker, FromWorker> {
  /** The worker cannot be started, or has ended by itself. */
  onFailure(take: (reason: string) => void): void;
  /** Whether a process waits for it. Pages always do. */
  hold(busy: boolean): void;
  end(): void;
}
