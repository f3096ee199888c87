/*
 * The pictures of docs/recipe.md are what the core makes of their examples today.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { docsPictures } from '../../tools/docs-pictures.mjs';

const MOST_BYTES = 6 * 1024;

for (const [file, bytes] of await docsPictures()) {
  const name = file.pathname.split('/').pop();
  test(`docs/pictures/${name} is what the core makes of its example`, async () => {
    const current = await readFile(file).catch(() => Buffer.alloc(0));
    assert.ok(
      current.equals(bytes),
      `stale: docs/pictures/${name} (run: node tools/docs-pictures.mjs)`,
    );
    assert.ok(bytes.length <= MOST_BYTES, `${bytes.length} bytes; the page would be slow`);
  });
}
