/*
 * photographs.mjs - the photographs that all sources are made of
 *
 * BENCH_IMAGES=folder, or the Debian package mate-backgrounds. As root the package is installed;
 * others are told the command.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { refuse } from './settings.mjs';

const PACKAGE = 'mate-backgrounds';
const PACKAGE_FOLDER = '/usr/share/backgrounds/mate/nature';
const INSTALL = ['apt-get', 'install', '--no-install-recommends', '--yes', PACKAGE];

/** Paths, in the order of their names. */
export function photographs() {
  const folder = process.env.BENCH_IMAGES || packageFolder();
  if (!existsSync(folder)) refuse(`there is no folder ${folder}`);
  const names = readdirSync(folder).filter((name) => /\.(jpe?g|png|webp|tiff?)$/i.test(name));
  if (names.length === 0) refuse(`there is no photograph in ${folder}`);
  return names.sort().map((name) => join(folder, name));
}

/** Changes when the photographs do. */
export const fingerprintOf = (paths) => paths.map((path) => `${path} ${statSync(path).size}`).join('\n');

function packageFolder() {
  if (existsSync(PACKAGE_FOLDER)) return PACKAGE_FOLDER;
  const command = INSTALL.join(' ');
  if (process.getuid?.() !== 0) {
    refuse(`Photographs are missing. Please run "sudo ${command}", or set BENCH_IMAGES=folder`);
  }
  process.stderr.write(`installing ${PACKAGE}\n`);
  try {
    const [program, ...parameters] = INSTALL;
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync(program, [...parameters, '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  } catch {
    refuse(`"${command}" failed (is "apt-get update" needed?); or set BENCH_IMAGES=folder`);
  }
  return PACKAGE_FOLDER;
}
