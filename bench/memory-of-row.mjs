/*
 * memory-of-row.mjs - resident memory of a new process that does one row's job
 */
import { PeerProcess, withoutBytes } from './peer-process.mjs';
import { say } from './progress.mjs';

const JOBS = 3;

/**
 * Bytes at rest (Node and the source, no library), with the library loaded, and the most while it
 * did a few jobs. undefined where the system does not tell, or the library fails.
 */
export async function memoryOfRow(name, row, source) {
  const worker = new PeerProcess(name);
  try {
    const question = { source: withoutBytes(source), job: row.job };
    await worker.ask('read', question);
    const rest = await worker.ask('memory');
    if (rest === undefined) return undefined;
    await worker.ask('load');
    const loaded = await worker.ask('memory');
    for (let i = 0; i < JOBS; i++) await worker.ask('run', question);
    const after = await worker.ask('memory');
    return { restBytes: rest.nowBytes, loadedBytes: loaded.nowBytes, peakBytes: after.peakBytes };
  } catch (error) {
    say(`  memory of ${name}: ${error.message}`);
    return undefined;
  } finally {
    await worker.ended();
  }
}

/** Bytes over the process at rest. */
export const peakOver = (memory) => memory && memory.peakBytes - memory.restBytes;
