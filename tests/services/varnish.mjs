/*
 * varnish.mjs - a real cache on the loopback: collapses misses, serves ranges, forgets on demand
 *
 * Keyed by path alone, as our distribution is. What stands in Cache-Control is kept, also of
 * errors; stale answers are not served, so that a test sees what the origin says.
 */
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, startProgram, until } from './processes.mjs';

const PROGRAM = '/usr/sbin/varnishd';

/** false, or the sentence that says what is missing here. */
export const varnishIsMissing = () =>
  access(PROGRAM).then(
    () => false,
    () => 'varnishd is not installed: tools/setup services',
  );

const vcl = (originPort) => `vcl 4.1;
import std;
backend default {
  .host = "127.0.0.1";
  .port = "${originPort}";
  .first_byte_timeout = 60s;
  .between_bytes_timeout = 60s;
}
sub vcl_recv {
  if (req.url == "/_ready") { return (synth(204)); }
  if (req.method == "PURGE") {
    if (req.http.x-tag) {
      ban("obj.http.x-amz-meta-cache-tag == " + req.http.x-tag);
    } else {
      ban("obj.http.x-path ~ ^" + req.http.x-pattern);
    }
    return (synth(200));
  }
  return (hash);
}
sub vcl_hash {
  hash_data(req.url);
  return (lookup);
}
sub vcl_backend_response {
  set beresp.http.x-path = bereq.url;
  set beresp.grace = 0s;
  # Left alone, Varnish keeps few kinds of errors; CloudFront keeps each as long as it says.
  if (beresp.status >= 400 && beresp.http.cache-control ~ "max-age=[0-9]") {
    set beresp.ttl = std.duration(regsub(beresp.http.cache-control, ".*max-age=([0-9]+).*", "\\1s"), 0s);
  }
  set beresp.uncacheable = false;
}
sub vcl_deliver {
  unset resp.http.x-path;
  set resp.http.x-cache = "Miss";
  if (obj.hits > 0) { set resp.http.x-cache = "Hit"; }
}
`;

/** Before the origin at the port. 'folder' is emptied. */
export async function startVarnish(folder, originPort) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [port, file, log] = [await freePort(), join(folder, 'edge.vcl'), join(folder, 'varnish.out')];
  await writeFile(file, vcl(originPort));
  const listen = ['-a', `127.0.0.1:${port}`, '-f', file, '-n', join(folder, 'work'), '-T', 'none'];
  const program = startProgram(PROGRAM, ['-F', '-s', 'malloc,256m', ...listen], { log });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/_ready`)).status === 204, program, 'varnishd');
  return {
    url,
    /** Forget every path that begins with this pattern. */
    forget: (pattern) => fetch(url, { method: 'PURGE', headers: { 'x-pattern': pattern } }),
    /** Forget everything that carries this tag, as CloudFront does. */
    forgetTag: (tag) => fetch(url, { method: 'PURGE', headers: { 'x-tag': tag } }),
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
