/*
 * copy-page.mjs - the page as it is, beside the code that serves it
 */
import { cp } from 'node:fs/promises';

await cp(new URL('page/', import.meta.url), new URL('../dist/local/page/', import.meta.url), {
  recursive: true,
});
