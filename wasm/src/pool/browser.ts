/*
 * browser.ts - scanrill/pool in browsers
 *
 *   const pool = createPool();
 *   const { data } = await pool.transform(file, { width: 800 }, { signal, onProgress });
 */
import { scanrill } from '../browser-host.ts';
import { openPool, type Pool, type PoolOptions } from './pool.ts';
import type { FromWorker, WorkerPort } from './protocol.ts';

/** Errors: BAD_OPTIONS for an option that a pool does not have. */
export function createPool(options?: PoolOptions): Pool {
  return openPool(
    { startWorker, processors: () => navigator.hardwareConcurrency, scanrill },
    options,
  );
}

function startWorker(): WorkerPort {
  // Bundlers look for just this form.
  const worker = new Worker(new URL('./browser-worker.js', import.meta.url), { type: 'module' });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (take) => {
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => take(data);
    },
    onFailure: (take) => {
      worker.onerror = (event) => {
        event.preventDefault();
        take(event.message ?? 'it cannot be loaded');
      };
      worker.onmessageerror = () => take('it sent what cannot be read');
    },
    hold: () => {},
    end: () => worker.terminate(),
  };
}

export type { Pool, PoolOptions } from './pool.ts';
