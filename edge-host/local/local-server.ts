/*
 * local-server.ts - a folder of pictures behind CloudFront in a box
 *
 *   const server = await serve({ dir: 'photos', port: 8080 });
 *   await fetch(`${server.url}/cat.jpg?w=400&f=auto`);
 *   await server.close();
 *
 * Builds everything once: stores, viewer function, handler, cache, page.  Variants go to a folder
 * of this run's own, which close() removes; nothing is ever written into the pictures' folder.
 */
import { rmSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { transform, version } from 'scanrill';
import { LIMITS } from 'scanrill/recipe';
import { readSettings, type EdgeSettings, type Settings } from 'scanrill/settings';
import { writeSettings } from '../edge/config.ts';
import { makeHandler } from '../edge/handler.ts';
import { routePath } from '../edge/route.ts';
import { strongEtag } from '../edge/strong-etag.ts';
import { openFilesystemStore } from '../store/filesystem.ts';
import type { Store } from '../store/store.ts';
import { Cache } from './cache.ts';
import { MemoryCachedOrigin } from './cached-origin.ts';
import { Distribution } from './distribution.ts';
import { customHeaders } from './events.ts';
import { makeHttpServer } from './http-server.ts';
import { OriginGroup } from './origin-group.ts';
import { openPageFiles } from './page-files.ts';
import { Purge } from './purge.ts';
import { Statistics } from './statistics.ts';
import { checkCustomHeaders } from './validator.ts';
import { compileViewerFunction, refuseProblems, type Dialect } from './viewer-function.ts';
import { viewerCode } from '../viewer/viewer-code.ts';

export interface ServeOptions {
  /** The originals. Read, never written. */
  dir: string;
  /** What URLs may ask for (scanrill.json); default: anything, unsigned. */
  settings?: Settings;
  /** 0: any free one. */
  port?: number;
  /** Default 127.0.0.1: this machine only. */
  host?: string;
  /** Whose URLs are understood (docs/dialects.md); default: our own. */
  dialect?: Dialect;
  /** A line for each picture; default: none. */
  log?(line: string): void;
  /** The edge function's line for each invocation, as CloudWatch would get it; default: none. */
  logInvocation?(line: string): void;
}

export interface LocalServer {
  /** Without a slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

const CACHE_BYTES = 256 * 1024 * 1024;

export async function serve(options: ServeOptions): Promise<LocalServer> {
  const {
    dir,
    settings = readSettings({}),
    port = 8080,
    host = '127.0.0.1',
    dialect = 'scanrill',
    log = () => {},
    logInvocation = () => {},
  } = options;
  const source = await openFilesystemStore(dir);
  const variantsFolder = await fs.mkdtemp(path.join(os.tmpdir(), 'scanrill-variants-'));
  const removeVariants = () => rmSync(variantsFolder, { recursive: true, force: true });
  process.once('exit', removeVariants);
  try {
    const bucket = await openFilesystemStore(variantsFolder);
    const statistics = new Statistics();
    const server = makeHttpServer({
      distribution: await openDistribution(
        await viewerCode(settings, dialect),
        settings.edge,
        source,
        bucket,
        log,
        logInvocation,
      ),
      page: await openPageFiles({
        pageFolder: new URL('./page/', import.meta.url),
        packageFolder: new URL('./dist/', import.meta.resolve('scanrill/package.json')),
        pictureFolder: dir,
        source,
        maxSourceBytes: LIMITS.edge.maxInputBytes,
        statistics,
      }),
      statistics,
      loopback: host === '127.0.0.1' || host === '::1' || host === 'localhost',
      log,
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const usedPort = (server.address() as AddressInfo).port;
    return {
      url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${usedPort}`,
      port: usedPort,
      async close() {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
        removeVariants();
        process.off('exit', removeVariants);
      },
    };
  } catch (error) {
    removeVariants();
    process.off('exit', removeVariants);
    throw error;
  }
}

async function openDistribution(
  code: string,
  edge: EdgeSettings,
  source: Store,
  bucket: Store,
  log: (line: string) => void,
  logInvocation: (line: string) => void,
): Promise<Distribution> {
  const settings = writeSettings({
    watermarkPrefix: '', // every picture of the folder, unless the settings say another
    ...edge,
    source: 'originals',
    variants: 'variants',
  });
  refuseProblems('the custom headers', checkCustomHeaders(customHeaders('generate', settings)));
  const outputEpoch = Number((await version())['epoch']);
  const cache = new Cache(CACHE_BYTES, () => performance.now());
  const purge = new Purge(source, bucket, cache);
  const report = (problem: unknown) =>
    log(`! ${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}`);
  const origin = new OriginGroup({
    handler: makeHandler({
      openStores: async () => ({ source, variants: bucket }),
      transform,
      outputEpoch,
      log: logInvocation,
      now: () => performance.now(),
    }),
    bucket,
    settings,
    dressVariant(variantPath, headers) {
      const { recipe } = routePath(variantPath);
      const sourceVersion = headers['x-amz-meta-source-etag'] ?? '';
      const itsEpoch = Number(headers['x-amz-meta-epoch']);
      return { ...headers, etag: strongEtag({ sourceVersion, recipe, outputEpoch: itsEpoch }) };
    },
  });
  return new Distribution({
    viewer: compileViewerFunction(code),
    origin: new MemoryCachedOrigin(cache, origin, report),
    beforeCache: (variantPath) => purge.check(variantPath),
    report,
  });
}
