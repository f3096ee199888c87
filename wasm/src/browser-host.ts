/*
 * browser-host.ts - the package's functions in browsers: bundlers see the URL and copy scanrill.wasm along
 */
import { createScanrill } from './api.ts';

export const scanrill = /* @__PURE__ */ createScanrill({
  find: () => new URL('./scanrill.wasm', import.meta.url),
  profile: 'browser',
  yields: 'document' in globalThis, // a page; workers need not yield
  pause,
});

/** A message, because browsers hold timers back for 4 ms. */
function pause(): Promise<void> {
  return new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(null);
  });
}
