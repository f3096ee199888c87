/*
 * serve.mjs - make serve EDGE=real: CloudFront in a box on real parts, for people
 *
 * The pictures of a folder are copied into a bucket, and everything goes with Ctrl-C. Arguments are
 * those of edge-host/local/serve.ts.
 */
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openPageFiles } from '../../edge-host/dist/local/page-files.js';
import { findPictures } from '../../edge-host/dist/local/pictures.js';
import { exampleOf, explain, readArguments, unsignedReach } from '../../edge-host/dist/local/serve.js';
import { contentTypeOfName } from '../../edge-host/dist/store/content-type.js';
import { LIMITS } from '../../wasm/dist/recipe/index.js';
import { startCloudfront } from './cloudfront.mjs';
import { lambdaIsMissing } from './lambda.mjs';
import { watchBucket } from './notifications.mjs';
import { endWith, serviceFolder } from './processes.mjs';
import { startPurge } from './purge.mjs';
import { rgwIsMissing, startRgw } from './rgw.mjs';
import { varnishIsMissing } from './varnish.mjs';

const INSTANCES = 4;

const running = [];
let ending = false;

async function end(code) {
  if (ending) return;
  ending = true;
  for (const part of running.reverse()) await part.stop().catch((error) => console.error(error.message));
  process.exit(code);
}

async function main() {
  const missing = (await rgwIsMissing()) || (await varnishIsMissing()) || lambdaIsMissing();
  if (missing) throw new Error(missing);
  const { dir, port, dialect, settings } = readArguments(process.argv.slice(2));
  const folder = serviceFolder('serve');
  console.log('Starting a real S3 (Ceph), a cache (Varnish) and the function in AWS\'s runtime client ...');
  running.push({ stop: () => rm(folder, { recursive: true, force: true }) });
  const s3 = await startRgw(folder);
  running.push(s3);
  const box = await startCloudfront(s3, folder, {
    names: { source: 'originals', variants: 'variants' },
    instances: INSTANCES,
    urls: settings,
    settings: settings.edge,
    dialect,
    port,
    log: (line) => console.log(line),
    page: (source, statistics) =>
      openPageFiles({
        pageFolder: new URL('../../edge-host/dist/local/page/', import.meta.url),
        packageFolder: new URL('../../wasm/dist/', import.meta.url),
        pictureFolder: dir,
        source,
        maxSourceBytes: LIMITS.edge.maxInputBytes,
        statistics,
      }),
  });
  running.push(box);
  const purge = await startPurge(s3, box);
  running.push(purge);
  for (const key of await findPictures(dir)) {
    await box.source.putIfAbsent(key, await readFile(join(dir, key)), { contentType: contentTypeOfName(key) });
  }
  running.push(await watchBucket(s3, box.buckets.source, (event) => purge.tell(event)));
  const url = box.url.replace('127.0.0.1', 'localhost');
  const { accessKeyId, secretAccessKey } = s3.owner;
  console.log(`
The pictures of ${resolve(dir)} are in a bucket, behind a box of real parts:
viewer function, Varnish, origin group, ${INSTANCES} instances of the uploaded function, S3 (Ceph);
what is put in over an old picture, or removed, is purged.

  look     ${url}/
  or       curl -sD- -o variant '${url}${exampleOf(dialect, settings)}' -H 'Accept: image/webp'
  put in   curl -T new.jpg -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --user ${accessKeyId}:${secretAccessKey} \\
             --aws-sigv4 aws:amz:${s3.region}:s3 ${s3.endpoint}/originals/new.jpg
  end      Ctrl-C

${unsignedReach(settings)}
`);
}

endWith(() => end(0));
main().catch((error) => {
  console.error(explain(error));
  return end(1);
});
