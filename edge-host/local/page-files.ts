/*
 * page-files.ts - the index page and what it loads: /, and everything below /_scanrill/
 *
 * Exists on this machine only: no distribution has these paths.  Originals are served here so that
 * the page can do in the browser what the server did.  Holds the opened folders.
 */
import { fileURLToPath } from 'node:url';
import { decodeKey } from 'scanrill/recipe';
import { contentTypeOfName } from '../store/content-type.ts';
import { openFilesystemStore } from '../store/filesystem.ts';
import type { Store } from '../store/store.ts';
import { plainAnswer, type Answer } from '../fetch/answer.ts';
import { listPictures } from './pictures.ts';
import type { Statistics } from './statistics.ts';

export interface PageParts {
  pageFolder: URL;
  /** The package's dist folder: the same scanrill.wasm that the handler runs. */
  packageFolder: URL;
  pictureFolder: string;
  source: Store;
  maxSourceBytes: number;
  statistics: Statistics;
}

/** undefined: the path is not the page's. */
export type PageFiles = (path: string) => Promise<Answer | undefined>;

const PREFIX = '/_scanrill/';
const MAX_FILE_BYTES = 64 * 1024 * 1024;

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
};

/** Scripts, styles and connections of this server alone; WebAssembly may be compiled. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export async function openPageFiles(parts: PageParts): Promise<PageFiles> {
  const page = await openFilesystemStore(fileURLToPath(parts.pageFolder));
  const code = await openFilesystemStore(fileURLToPath(parts.packageFolder));
  return async (path) => {
    if (path === '/') return file(page, 'index.html', { 'content-security-policy': PAGE_POLICY });
    if (!path.startsWith(PREFIX)) return undefined;
    const [folder = '', ...rest] = path.slice(PREFIX.length).split('/');
    if (folder === 'page') return file(page, rest.join('/'));
    if (folder === 'scanrill') return file(code, rest.join('/'));
    if (folder === 'source') return original(parts, rest.join('/'));
    if (folder === 'pictures.json') {
      return json(await listPictures(parts.pictureFolder, parts.source, parts.maxSourceBytes));
    }
    if (folder === 'statistics.json') return json(parts.statistics.counts);
    return missing();
  };
}

async function file(
  store: Store,
  key: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (!(await store.head(key))) return missing();
  const { body, etag } = await store.get(key, { maxBytes: MAX_FILE_BYTES });
  const extension = key.slice(key.lastIndexOf('.') + 1);
  return {
    status: 200,
    headers: {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      etag,
      ...headers,
    },
    body,
  };
}

/** Pictures only: whatever else lies in the folder is nobody's business. */
async function original(parts: PageParts, encodedKey: string): Promise<Answer> {
  const key = decodeKey(encodedKey);
  const type = contentTypeOfName(key);
  if (!type.startsWith('image/')) return missing();
  const answer = await file(parts.source, key, { 'content-security-policy': "default-src 'none'" });
  return answer.status === 200
    ? { ...answer, headers: { ...answer.headers, 'content-type': type } }
    : answer;
}

function json(value: unknown): Answer {
  return {
    status: 200,
    headers: {
      'content-type': TYPES['json']!,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(JSON.stringify(value)),
  };
}

function missing(): Answer {
  return plainAnswer(404, 'There is nothing here.', { 'cache-control': 'no-store' });
}
