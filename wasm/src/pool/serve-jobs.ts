/*
 * serve-jobs.ts - the worker's end: one job at a time, until it is ended
 *
 * A job is cut into slices, so that an abort comes in between two of them. Only the last step of a
 * WebP is one piece; the pool ends a worker that does not answer.
 */
import type { Scanrill } from '../api.ts';
import { sendError, type FromWorker, type Port, type ToWorker } from './protocol.ts';

export function serveJobs(scanrill: Scanrill, port: Port<FromWorker, ToWorker>): void {
  const running = new Map<number, AbortController>();

  async function run({ id, input, options, settings }: ToWorker & { say: 'job' }): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const result = await scanrill.transform(input, options, {
        ...settings,
        signal: controller.signal,
        onProgress: (share) => port.post({ say: 'progress', id, share }),
      });
      port.post({ say: 'done', id, result }, [result.data.buffer]);
    } catch (error) {
      port.post({ say: 'failed', id, error: sendError(error) });
    } finally {
      running.delete(id);
    }
  }

  port.onMessage((message) => {
    if (message.say === 'job') void run(message);
    else if (message.say === 'abort') running.get(message.id)?.abort();
    else {
      scanrill.init(message.module).then(
        () => port.post({ say: 'ready' }),
        (error: unknown) => port.post({ say: 'failed', id: 0, error: sendError(error) }),
      );
    }
  });
}
