import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { folder, run } from './run.mjs';

const { OPTIONS } = await built('recipe/index.js');

async function refused(args, message, settings) {
  const { code, stderr, text } = await run(args, settings);
  assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
  assert.match(stderr, message);
  assert.equal(text, '');
}

test('--help lists every option of the table, and fits a terminal', async () => {
  const { code, text, stderr } = await run(['--help']);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  for (const { name } of OPTIONS) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    assert.match(text, new RegExp(`--${flag}\\b`));
  }
  assert.ok(text.split('\n').every((line) => line.length <= 100));
  assert.equal((await run(['-h'])).text, text);
});

test('nothing at all is wrong usage and points to --help', () => refused([], /try --help/));

test('a misspelt option is answered with the right one', async () => {
  await refused(['--widht', '3', 'a.jpg'], /there is no option --widht \(did you mean --width\?\)/);
  await refused(['--overwite', 'a.jpg'], /did you mean --overwrite\?/);
  await refused(['--gray', 'a.jpg'], /did you mean --grayscale\?/);
  await refused(['-z', 'a.jpg'], /there is no option -z/);
});

test('a wrong value is answered with what it must be, before any work', async () => {
  await refused(['a.jpg', '-w', 'abc'], /width must be a whole number from 1 to 8192, not "abc"/);
  await refused(['a.jpg', '-w'], /-w needs a value/);
  await refused(['a.jpg', '--fit', 'covr'], /fit must be one of cover/);
  await refused(['a.jpg', '--overwrite=3'], /--overwrite takes no value/);
  await refused(['info', 'a.jpg', '--overwrite'], /--overwrite means nothing to 'info'/);
  await refused(['serve', '.', '--port', '70000'], /--port must be/);
  await refused(['a.jpg', '-o', '{nme}.webp'], /-o knows \{name\}/);
});

test('several pictures cannot go to one file: the corrected command is printed', async () => {
  const args = ['a.jpg', 'my cat.jpg', '-w', '3', '-o', 'x.webp'];
  await refused(
    args,
    /2 pictures cannot go to one file, x\.webp\ntry: scanrill a\.jpg 'my cat\.jpg' -w 3 -o '\{name\}\.webp'\n/,
  );
  await refused(
    ['a.jpg', 'b.jpg', '-o', '-'],
    /standard output\ntry: scanrill a\.jpg b\.jpg -o out\/\n/,
  );
});

test('the name of the result and the format must agree', async () => {
  await refused(['a.jpg', '-o', 'x.png', '-f', 'webp'], /contradict/);
  await refused(['a.jpg', '-o', 'x.avif'], /no format is called \.avif/);
  await refused(['-', '-w', '3'], /standard input needs -o\ntry: scanrill - -w 3 -o -/);
  await refused(['a.jpg', '--json', '-o', '-'], /both want standard output/);
});

test('a directory needs -r, and a pattern must match', async (t) => {
  const cwd = await folder(t);
  await mkdir(join(cwd, 'photos'));
  await writeFile(join(cwd, 'photos', 'a.txt'), '');
  await refused(['photos', '-w', '3'], /photos is a directory; add -r/, { cwd });
  await refused(['photos/*.jpg', '-w', '3'], /no file matches photos\/\*\.jpg/, { cwd });
});

test('url prints what the edge understands', async () => {
  const args = ['url', './photos/my cät.jpg', '-w', '400', '--dpr', '2', '-f', 'jpg'];
  assert.equal((await run(args)).text, '/photos/my%20c%C3%A4t.jpg?w=800&f=jpeg\n');
  assert.equal(
    (await run([...args, '--canonical'])).text,
    '/photos/my%20c%C3%A4t.jpg/_/w=800,f=jpeg\n',
  );
  const { text } = await run(['url', 'a.jpg', '--base', 'https://example.com/', '--json']);
  assert.deepEqual(JSON.parse(text), {
    type: 'url',
    input: 'a.jpg',
    url: 'https://example.com/a.jpg',
    path: 'https://example.com/a.jpg/_/',
    recipe: '',
  });
  await refused(['url', '../a.jpg'], /the path "\.\.\/a\.jpg" has a segment/);
});

test('negated flags take back what the table sets', async () => {
  assert.equal((await run(['url', 'a.jpg', '--enlarge', '--no-enlarge'])).text, '/a.jpg\n');
  assert.equal((await run(['url', 'a.jpg', '--enlarge=0'])).text, '/a.jpg\n');
  assert.equal((await run(['url', 'a.jpg', '--enlarge'])).text, '/a.jpg?enlarge=1\n');
});
