/*
 * manifest.mjs - the shared corpus: which files there are, and what must be said of each
 *
 * The corpus is no part of the repository. SCANRILL_CORPUS names its folder, else ../shared/corpus.
 * Its README.md tells the columns of manifest.tsv.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CORPUS = process.env.SCANRILL_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

/** undefined: there is no corpus. */
export function readManifest() {
  let text;
  try {
    text = readFileSync(join(CORPUS, 'manifest.tsv'), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const [head, ...lines] = text.trimEnd().split('\n').map((line) => line.split('\t'));
  return lines.map((cells) => {
    const row = Object.fromEntries(head.map((name, at) => [name, cells[at] ?? '']));
    return { ...row, file: join(CORPUS, row.path), verdict: verdictOf(row), isJson: row.path.includes('-json-') };
  });
}

/** 'accept', 'refuse', or 'either' where both answers are right. */
function verdictOf({ expected, lenient, may_refuse: mayRefuse }) {
  if (expected === 'ok') return mayRefuse === '' ? 'accept' : 'either';
  return lenient === 'ok' ? 'either' : 'refuse';
}
