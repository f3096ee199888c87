/*
 * node.ts - scanrill/pool in Node: the same over worker_threads
 *
 * Idle workers do not keep a process alive.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { scanrill } from '../node-host.ts';
import { openPool, type Pool, type PoolOptions } from './pool.ts';
import type { FromWorker, WorkerPort } from './protocol.ts';

/** Errors: BAD_OPTIONS for an option that a pool does not have. */
export function createPool(options?: PoolOptions): Pool {
  return openPool(
    { startWorker, processors: availableParallelism, scanrill },
    options,
  );
}

function startWorker(): WorkerPort {
  const worker = new Worker(new URL('./node-worker.js', import.meta.url));
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (take) => worker.on('message', (message: FromWorker) => take(message)),
    onFailure: (take) => {
      worker.on('error', (error) => take(error.message));
      worker.on('messageerror', (error) => take(error.message));
      worker.on('exit', (code) => take(`exit code ${code}`));
    },
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
}

export type { Pool, PoolOptions } from './pool.ts';
