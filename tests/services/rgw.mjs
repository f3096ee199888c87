/*
 * rgw.mjs - a real S3 on the loopback: Ceph's object gateway over a store in memory
 *
 *   const s3 = await startRgw(folder);
 *   s3.endpoint, s3.location(bucket), s3.owner, s3.cloudfront, await s3.stop()
 *
 * One monitor, one object store (memstore), one gateway, no authentication between them, all in
 * 'folder'. Two users: the owner of the buckets, and 'cloudfront', who may what a bucket's policy
 * lets it do, as CloudFront through its origin access control.
 */
import { randomUUID } from 'node:crypto';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, runToEnd, startProgram, until } from './processes.mjs';

const PROGRAMS = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'monmaptool'];

export const REGION = 'eu-west-1';

/** false, or the sentence that says what is missing here. */
export async function rgwIsMissing() {
  for (const program of PROGRAMS) {
    const there = await access(join('/usr/bin', program)).then(
      () => true,
      () => false,
    );
    if (!there) return `${program} is not installed: tools/setup services`;
  }
  return false;
}

function configuration({ folder, fsid, ports }) {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${ports.mon2},v1:127.0.0.1:${ports.mon1}]
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
osd objectstore = memstore
memstore device bytes = 4294967296
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 500
admin socket = ${folder}/run/$name.asok
run dir = ${folder}/run
log file = ${folder}/log/$name.log
[mon.a]
mon data = ${folder}/mon
[osd.0]
osd data = ${folder}/osd
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:${ports.s3}
rgw data = ${folder}/rgw
# cephx is off: without these two the gateway waits for a secure connection for ever
ms mon client mode = crc
ms mon service mode = crc
rgw relaxed s3 bucket names = true
`;
}

export async function startRgw(folder) {
  await rm(folder, { recursive: true, force: true });
  for (const part of ['mon', 'osd', 'rgw', 'run', 'log'])
    await mkdir(join(folder, part), { recursive: true });
  const ports = { mon1: await freePort(), mon2: await freePort(), s3: await freePort() };
  const [fsid, osdId] = [randomUUID(), randomUUID()];
  const config = join(folder, 'ceph.conf');
  const map = join(folder, 'monmap');
  await writeFile(config, configuration({ folder, fsid, ports }));
  await writeFile(join(folder, 'osd', 'type'), 'memstore\n');

  const started = [];
  const start = (name, ...parameters) => {
    const log = join(folder, 'log', `${name}.out`);
    const program = startProgram(name, ['-c', config, '-f', ...parameters], { log });
    started.push(program);
    return program;
  };
  const stop = async () => {
    for (const program of started.reverse()) await program.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const address = `[v2:127.0.0.1:${ports.mon2},v1:127.0.0.1:${ports.mon1}]`;
    await runToEnd('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', address, map]);
    await runToEnd('ceph-mon', ['-c', config, '--mkfs', '-i', 'a', '--monmap', map]);
    start('ceph-mon', '-i', 'a');
    await runToEnd('timeout', ['30', 'ceph', '-c', config, 'osd', 'new', osdId]);
    await runToEnd('ceph-osd', ['-c', config, '-i', '0', '--mkfs', '--osd-uuid', osdId]);
    start('ceph-osd', '-i', '0');
    const gateway = start('radosgw', '-n', 'client.rgw.a');
    const endpoint = `http://127.0.0.1:${ports.s3}`;
    await until(async () => (await fetch(endpoint)).status < 500, gateway, 'radosgw');
    const addUser = async (name) => {
      const [accessKeyId, secretAccessKey] = [`AK${name.toUpperCase()}`, randomUUID()];
      const user = [`--uid=${name}`, `--display-name=${name}`, `--access-key=${accessKeyId}`];
      const secret = `--secret-key=${secretAccessKey}`;
      const admin = ['30', 'radosgw-admin', '-c', config, '-n', 'client.rgw.a'];
      await runToEnd('timeout', [...admin, 'user', 'create', ...user, secret]);
      return { accessKeyId, secretAccessKey };
    };
    return {
      endpoint,
      region: REGION,
      owner: await addUser('owner'),
      cloudfront: await addUser('cloudfront'),
      location: (bucket, prefix = '') =>
        `s3://${bucket}${prefix && `/${prefix}`}?region=${REGION}&endpoint=${endpoint}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
