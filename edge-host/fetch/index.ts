/*
 * index.ts - scanrill-edge-host/fetch: a server of pictures as one function, for Node and Workers
 *
 *   const source = openS3Store('s3://photos?region=eu-west-1', keys);
 *   const handle = makeFetchHandler({ source, variants: NOWHERE, ... });
 *   const response = await handle(new Request('https://pictures.example/cat.jpg?w=400&f=auto'));
 *
 * Nothing of Node is imported.
 */
export { makeFetchHandler, type FetchHandler, type FetchTools } from './fetch-handler.ts';
export { NOWHERE } from '../store/nowhere.ts';
export { openS3Store } from '../store/s3.ts';
export type { Store } from '../store/store.ts';
