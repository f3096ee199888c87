import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = new URL('../../wasm/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

const packed = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)[0].files.map(({ path }) => path);

test('every file that the manifest names is packed', () => {
  const named = JSON.stringify([manifest.exports, manifest.bin]).match(/(?:\.\/)?dist\/[\w./-]+/g);
  assert.ok(named.length >= 7, String(named));
  for (const path of named) assert.ok(packed.includes(path.replace('./', '')), path);
});

test('nothing but the built package is packed', () => {
  for (const path of packed) assert.match(path, /^(?:dist\/|package\.json$|README\.md$)/);
  assert.ok(!packed.some((path) => path.endsWith('.ts') && !path.endsWith('.d.ts')));
});

test('the package depends on nothing and runs no script when installed', () => {
  assert.equal(manifest.dependencies, undefined);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.equal(manifest.scripts[script], undefined);
});

test('development packages are pinned, and the lock file names no registry', () => {
  for (const [name, version] of Object.entries(manifest.devDependencies))
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
  assert.doesNotMatch(
    readFileSync(new URL('package-lock.json', root), 'utf8'),
    /https?:\/\/[^"]*\.tgz/,
  );
});

test('recipe and browser entries load nothing of Node', () => {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path.href)) return;
    seen.add(path.href);
    const text = readFileSync(path, 'utf8');
    for (const [, from] of text.matchAll(/(?:from|import)\s*\(?['"]([^'"]+)['"]/g)) {
      assert.match(from, /^\.\.?\//, `${path.pathname} imports ${from}`);
      visit(new URL(from, path));
    }
  };
  visit(new URL('dist/browser.js', root));
  visit(new URL('dist/recipe/index.js', root));
  assert.ok(seen.size > 10);
});

test('the command can be started by its name', () => {
  const command = new URL(manifest.bin.scanrill, root);
  assert.match(readFileSync(command, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  assert.ok(statSync(command).isFile());
});
