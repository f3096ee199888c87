/*
 * peers.mjs - the libraries that are measured
 *
 * Each is a file in peers/ with the same interface:
 *
 *   name                  as in BENCH_PEERS and in the table
 *   kind                  'wasm', 'native' or 'js'
 *   load()                import it and make it ready; once, before the first run
 *   can(source, job)      false where the library has no way to do it
 *   run(source, job)      from compressed bytes to compressed bytes, on one thread
 *   details()             optional: what the library itself tells about its last run
 *
 * A source is a row's picture (sources.mjs) with its bytes, a job is what to make of it (rows.mjs).
 */

/** The order of the table. */
export const PEER_NAMES = [
  'scanrill',
  'sharp',
  'sharp-wasm32',
  'wasm-vips',
  'jsquash',
  'photon',
  'napi-rs',
  'jimp',
];

export const importPeer = (name) => import(`./peers/${name}.mjs`);
