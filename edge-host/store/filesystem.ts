/*
 * filesystem.ts - a store in a folder
 *
 *   ROOT/cat.jpg              the bytes of key "cat.jpg"
 *   ROOT/.scanrill/<id>.json  type, cache-control and metadata, for objects that were put here
 *   ROOT/.scanrill/<id>.part  bytes on their way in
 *
 * The ETag is made of inode, time and size, so a file that somebody else replaces gets another one.
 * <id> hashes path and ETag: the headers are written first, the bytes appear by link(), which
 * refuses an existing name.  So an object is whole or absent, and never has another one's headers.
 *
 * Nothing outside ROOT is read or written: a key is checked (key.ts), and a path whose real place
 * lies elsewhere (a symbolic link) counts as absent.  Holds no state.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants, type BigIntStats, type Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { contentTypeOfName } from './content-type.ts';
import { fault } from './fault.ts';
import { isKey } from './key.ts';
import type {
  ObjectHeaders,
  PutOutcome,
  ReadLimits,
  Store,
  StoredHead,
  StoredObject,
} from './store.ts';

const OWN_FOLDER = '.scanrill';

/** A name longer than this does not fit the usual filesystems (255 bytes). */
const MAX_NAME_BYTES = 240;

/** ROOT must exist; it is created by nobody here. */
export async function openFilesystemStore(rootFolder: string): Promise<Store> {
  const root = await fs.realpath(rootFolder);
  return {
    get: (key, limits) => get(root, key, limits),
    head: (key, signal) => head(root, key, signal),
    putIfAbsent: (key, body, headers) => putIfAbsent(root, key, body, headers),
    delete: (key, ifMatch) => deleteMatching(root, key, ifMatch),
    list: (prefix) => list(root, prefix),
  };
}

async function get(root: string, key: string, limits: ReadLimits): Promise<StoredObject> {
  const file = await openInside(root, key);
  if (!file) throw fault('SOURCE_NOT_FOUND');
  try {
    const before = await file.stat({ bigint: true });
    if (before.size > BigInt(limits.maxBytes)) {
      throw fault('INPUT_TOO_LARGE', `${before.size} bytes, at most ${limits.maxBytes} are read`);
    }
    const body = await file.readFile(limits.signal ? { signal: limits.signal } : {});
    const after = await file.stat({ bigint: true });
    if (etagOf(after) !== etagOf(before)) throw fault('SOURCE_CHANGED');
    return { ...(await describe(root, key, before)), body };
  } catch (error) {
    throw asFault(error);
  } finally {
    await file.close();
  }
}

async function head(
  root: string,
  key: string,
  signal?: AbortSignal,
): Promise<StoredHead | undefined> {
  if (signal?.aborted) throw fault('SOURCE_SLOW');
  const file = await openInside(root, key);
  if (!file) return undefined;
  try {
    return await describe(root, key, await file.stat({ bigint: true }));
  } catch (error) {
    throw asFault(error);
  } finally {
    await file.close();
  }
}

async function putIfAbsent(
  root: string,
  key: string,
  body: Uint8Array,
  headers: ObjectHeaders,
): Promise<PutOutcome> {
  const target = pathOf(root, key);
  if (!target) throw fault('SOURCE_ERROR', 'this is not a key that can be written');
  const part = path.join(root, OWN_FOLDER, `${randomUUID()}.part`);
  try {
    await fs.mkdir(path.dirname(part), { recursive: true });
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.writeFile(part, body, { flag: 'wx' });
    const etag = etagOf(await fs.stat(part, { bigint: true }));
    const beside = headersPath(root, key, etag);
    await fs.writeFile(beside, JSON.stringify(headers));
    const put = await linkUnlessThere(part, target, etag);
    if (put.outcome !== 'stored') await fs.rm(beside);
    return put;
  } catch (error) {
    throw asFault(error);
  } finally {
    await fs.rm(part, { force: true });
  }
}

async function linkUnlessThere(part: string, target: string, etag: string): Promise<PutOutcome> {
  try {
    await fs.link(part, target);
    return { outcome: 'stored', etag };
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return { outcome: 'exists' };
    // The folder was removed between mkdir and link: another writer is at work here.
    if (codeOf(error) === 'ENOENT') return { outcome: 'conflict' };
    throw error;
  }
}

/** Takes the file away first and looks then: nobody can swap it between look and removal. */
async function deleteMatching(root: string, key: string, ifMatch: string): Promise<boolean> {
  const target = pathOf(root, key);
  if (!target || !(await head(root, key))) return false;
  const aside = path.join(root, OWN_FOLDER, `${randomUUID()}.part`);
  try {
    await fs.mkdir(path.dirname(aside), { recursive: true });
    await fs.rename(target, aside);
    const matches = etagOf(await fs.stat(aside, { bigint: true })) === ifMatch;
    if (matches) await fs.rm(headersPath(root, key, ifMatch), { force: true });
    else await fs.link(aside, target).catch(() => undefined); // a newer one may have come
    await fs.rm(aside);
    return matches;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw asFault(error);
  }
}

/**
 * A name that was too long for a file (fileName) is told as the file has it: that is the same object
 * under another key.
 */
async function* list(root: string, prefix: string): AsyncGenerator<string> {
  const folder = pathOf(root, prefix.replace(/\/$/, ''));
  if (!folder) return;
  for (const entry of await readFolder(folder)) {
    if (!entry.isFile()) continue;
    const name = entry.name === fileName('') ? '' : entry.name;
    const below = path.relative(folder, entry.parentPath).split(path.sep).filter(Boolean);
    yield prefix + [...below, name].join('/');
  }
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await fs.readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw asFault(error);
  }
}

async function openInside(root: string, key: string): Promise<fs.FileHandle | undefined> {
  const wanted = pathOf(root, key);
  if (!wanted) return undefined;
  try {
    const real = await fs.realpath(wanted);
    if (!real.startsWith(root + path.sep)) return undefined;
    // A named pipe would wait for a writer for ever: O_NONBLOCK, and only regular files are read.
    const file = await fs.open(
      real,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    if ((await file.stat()).isFile()) return file;
    await file.close();
    return undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined;
    throw asFault(error);
  }
}

async function describe(root: string, key: string, stats: BigIntStats): Promise<StoredHead> {
  const etag = etagOf(stats);
  const headers = await readHeaders(headersPath(root, key, etag));
  return {
    etag,
    bytes: Number(stats.size),
    modifiedMs: Number(stats.mtimeMs),
    contentType: headers?.contentType ?? contentTypeOfName(key),
    ...(headers?.cacheControl === undefined ? {} : { cacheControl: headers.cacheControl }),
    metadata: headers?.metadata ?? {},
  };
}

async function readHeaders(file: string): Promise<ObjectHeaders | undefined> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8')) as ObjectHeaders;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** undefined: no file can have this key. */
function pathOf(root: string, key: string): string | undefined {
  if (!isKey(key) || key === OWN_FOLDER || key.startsWith(`${OWN_FOLDER}/`)) return undefined;
  return path.join(root, ...key.split('/').map(fileName));
}

/** A recipe may be empty, or longer than a file name can be: then a hash keeps it apart. */
function fileName(part: string): string {
  if (part !== '' && Buffer.byteLength(part) <= MAX_NAME_BYTES) return part;
  return `${part.replace(/[^\w.,=~!-]/g, '_').slice(0, 120)}~${sha256(part)}`;
}

function headersPath(root: string, key: string, etag: string): string {
  const name = key.split('/').map(fileName).join('/');
  return path.join(root, OWN_FOLDER, `${sha256(`${name}\n${etag}`)}.json`);
}

function etagOf(stats: BigIntStats): string {
  return `"${stats.ino.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.size.toString(36)}"`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}

/** What the filesystem says about paths stays here: messages of faults travel to viewers. */
function asFault(error: unknown): Error {
  if (error instanceof Error && error.name === 'ScanrillError') return error;
  if (error instanceof Error && error.name === 'AbortError') return fault('SOURCE_SLOW', '', error);
  return fault('SOURCE_ERROR', codeOf(error), error);
}
