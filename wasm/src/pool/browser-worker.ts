/*
 * browser-worker.ts - what a worker of scanrill/pool runs in browsers
 */
import { scanrill } from '../browser-host.ts';
import type { ToWorker } from './protocol.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs(scanrill, {
  // As a worker: the page's postMessage() takes a window's origin in the second place.
  post: (message, transfer = []) => globalThis.postMessage(message, { transfer }),
  onMessage: (take) => {
    globalThis.onmessage = ({ data }: MessageEvent<ToWorker>) => take(data);
  },
});
