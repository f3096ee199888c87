/*
 * node-worker.ts - what a worker of scanrill/pool runs in Node
 */
import { parentPort } from 'node:worker_threads';

import { scanrill } from '../node-host.ts';
import type { ToWorker } from './protocol.ts';
import { serveJobs } from './serve-jobs.ts';

const port = parentPort!;
serveJobs(scanrill, {
  post: (message, transfer = []) => port.postMessage(message, transfer),
  onMessage: (take) => void port.on('message', (message: ToWorker) => take(message)),
});
