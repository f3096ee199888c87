/*
 * The index page in Chromium: its proof, its fields, and what it says when something is wrong.
 *
 *      make browser        leaves build/screenshots/*.png
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { after, before } from 'node:test';
import { serve } from '../../edge-host/dist/local/serve.js';
import { withOrientation } from '../../tools/samples/jpeg-orientation.mjs';
import { paintDashboard } from '../../tools/samples/dashboard.mjs';
import { paintBalloon } from '../../tools/samples/balloon.mjs';
import { paintLake } from '../../tools/samples/lake.mjs';
import { encodePng } from '../../tools/samples/png.mjs';
import { turnLeft } from '../../tools/samples/raster.mjs';
import { transform } from '../../wasm/dist/node.js';
import { missing, openBrowser } from './browser.mjs';

const PATIENCE_MS = 60_000;
const screenshots = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

let folder;
let server;
let browser;

before(async () => {
  if (missing) return;
  folder = await mkdtemp(join(tmpdir(), 'scanrill-test-'));
  const lake = paintLake(901, 601); // odd sides: chroma planes end in halves
  await writeFile(
    join(folder, 'lake.jpg'),
    (await transform(encodePng(lake), { format: 'jpeg', quality: 90 })).data,
  );
  const side = (await transform(encodePng(turnLeft(lake)), { format: 'jpeg' })).data;
  await writeFile(join(folder, 'turned.jpg'), withOrientation(Buffer.from(side), 6));
  await writeFile(join(folder, 'balloon.png'), encodePng(paintBalloon(300, 384)));
  await writeFile(join(folder, 'screen.png'), encodePng(paintDashboard(1000, 600)));
  await writeFile(
    join(folder, 'lake.webp'),
    (await transform(encodePng(lake), { format: 'webp' })).data,
  );
  await mkdir(screenshots, { recursive: true });
  server = await serve({ dir: folder, port: 0 });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Open the page in a fresh context. An error in its log, or a broken policy, fails the test. */
async function openPage(t, { prepare, expectErrors = false, ...options } = {}) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 1100 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...options,
  });
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.stack));
  t.after(async () => {
    await page.close();
    if (!expectErrors) assert.deepEqual(errors, []);
  });
  await prepare?.(page);
  await page.goto(`${server.url}/`);
  await page.waitForFunction(
    () => document.getElementById('badge').dataset.state !== 'working',
    null,
    { timeout: PATIENCE_MS },
  );
  return page;
}

const badge = (page) =>
  page.evaluate(() => ({
    state: document.getElementById('badge').dataset.state,
    text: document.getElementById('badge-text').textContent,
    title: document.getElementById('badge').title,
  }));

const browserTest = (name, run) => test(name, { skip: missing }, run);

browserTest('the badge shows the bytes and the hash that Node makes, too', async (t) => {
  const page = await openPage(t);
  const { data } = await transform(await readFile(join(folder, 'lake.jpg')), {
    width: 640,
    format: 'webp',
  });
  const hash = sha256(data);
  const { state, text, title } = await badge(page);
  assert.equal(state, 'same', text);
  assert.equal(
    text,
    `This browser made the same ${data.length.toLocaleString('en')} bytes as the server, ` +
      `sha256 ${hash.slice(0, 4)}…${hash.slice(-4)}`,
  );
  assert.match(title, new RegExp(`here ${hash}, server ${hash}`));
  await page.waitForSelector('#try-stage img');
  await page.screenshot({ path: join(screenshots, 'index-page.png') });
});

browserTest(
  'every variant of every picture has the same bytes in the browser and on the server',
  async (t) => {
    const page = await openPage(t);
    await page.click('#compare-all');
    await page.waitForFunction(() => !document.getElementById('compare-all').disabled, null, {
      timeout: PATIENCE_MS,
    });
    assert.equal(
      await page.textContent('#compare-note'),
      '30 of 30 variants have the same bytes here and on the server.',
    );
    assert.equal(await page.locator('.variant[data-state=same]').count(), 30);
    await page.screenshot({ path: join(screenshots, 'index-page-compared.png'), fullPage: true });
  },
);

browserTest(
  'a server that sends other bytes is found out, and a page that cannot compare says so',
  async (t) => {
    const other = await openPage(t, {
      prepare: (page) =>
        page.route('**/*w=640*', async (route) => {
          const response = await route.fetch();
          const body = Buffer.from(await response.body());
          body[body.length - 1] ^= 1;
          await route.fulfill({ response, body });
        }),
    });
    assert.equal((await badge(other)).state, 'different');
    const failing = await openPage(t, {
      prepare: (page) => page.route('**/_scanrill/source/**', (route) => route.abort()),
      expectErrors: true,
    });
    const { state, text } = await badge(failing);
    assert.deepEqual([state, text.startsWith('The comparison did not run: ')], ['failed', true]);
  },
);

browserTest(
  'the URL field shows the picture and its facts, and what is wrong with a wrong URL',
  async (t) => {
    const page = await openPage(t, { expectErrors: true });
    await page.fill('#try-url', '/lake.jpg?w=300&f=auto&widht=5');
    await page.waitForFunction(() =>
      document.getElementById('try-facts').textContent.includes('w=300,f=webp'),
    );
    assert.match(await page.textContent('#try-facts'), /300 × 200.*image\/webp/);
    assert.match(await page.textContent('#try-problem'), /no such option: widht/);
    await page.fill('#try-url', '/lake.jpg?w=abc');
    await page.waitForFunction(() =>
      document.getElementById('try-problem').textContent.startsWith('400'),
    );
    assert.match(await page.textContent('#try-problem'), /width must be a whole number/);
    assert.equal(await page.locator('#try-stage img').count(), 0);
    await page.fill('#try-url', 'https://elsewhere.example/a.jpg');
    await page.waitForFunction(() =>
      document.getElementById('try-problem').textContent.includes('its own server'),
    );
  },
);

browserTest(
  "one's own picture is made in the browser, to the bytes that Node makes, and nothing is sent",
  async (t) => {
    const page = await openPage(t);
    const own = await readFile(join(folder, 'turned.jpg'));
    const asked = [];
    page.on('request', (request) => asked.push(request));
    await page.setInputFiles('#own-file', {
      name: 'holiday.jpg',
      mimeType: 'image/jpeg',
      buffer: own,
    });
    await page.waitForSelector('#own-download:not([hidden])');
    assert.match(await page.textContent('#own-facts'), /901 × 601/, 'upright');
    const { data } = await transform(own, { width: 800, format: 'webp', quality: 80 });
    assert.equal(await savedHash(page), sha256(data));
    assert.equal(await page.getAttribute('#own-download', 'download'), 'holiday-800.webp');
    const sending = asked.filter(
      (request) => request.method() !== 'GET' || request.postData() !== null,
    );
    assert.deepEqual(
      sending.map((request) => request.url()),
      [],
    );

    await page.selectOption('[name=format]', 'jpeg');
    await page.fill('[name=width]', '200');
    const smaller = await transform(own, { width: 200, format: 'jpeg', quality: 80 });
    await page.waitForFunction(
      (bytes) => document.getElementById('own-facts').textContent.includes(bytes),
      `, ${smaller.data.length.toLocaleString('en')} bytes`,
    );
    assert.equal(await savedHash(page), sha256(smaller.data));
  },
);

/** The hash of what «Save the result» saves. */
async function savedHash(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('#own-download'),
  ]);
  return sha256(await readFile(await download.path()));
}

browserTest(
  'a picture can be dropped and pasted; a file that is none is refused in words',
  async (t) => {
    const page = await openPage(t);
    const png = (await readFile(join(folder, 'balloon.png'))).toString('base64');
    const send = (type, name, content) =>
      page.evaluate(
        ([kind, fileName, base64]) => {
          const transfer = new DataTransfer();
          transfer.items.add(
            new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], fileName),
          );
          const event =
            kind === 'paste'
              ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true })
              : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
          document.getElementById('drop').dispatchEvent(event);
        },
        [type, name, content],
      );
    await send('drop', 'dropped.png', png);
    await page.waitForFunction(() =>
      document.getElementById('own-download').download.startsWith('dropped-'),
    );
    await send('paste', 'pasted.png', png);
    await page.waitForFunction(() =>
      document.getElementById('own-download').download.startsWith('pasted-'),
    );
    await send('drop', 'notes.txt', btoa('only words, no picture at all'));
    await page.waitForSelector('#own-problem:not([hidden])');
    assert.match(
      await page.textContent('#own-problem'),
      /not a JPEG, PNG or WebP picture.*To do: /,
    );
    assert.ok(await page.isHidden('#own-download'));
  },
);

browserTest('the page is whole in the dark, on a phone, and by keyboard', async (t) => {
  const phone = await openPage(t, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  await phone.waitForSelector('#try-stage img');
  const overflow = await phone.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(overflow, 0, 'nothing is wider than the screen');
  await phone.screenshot({ path: join(screenshots, 'index-page-phone.png') });
  const names = [];
  for (let i = 0; i < 4; i++) {
    await phone.keyboard.press('Tab');
    names.push(
      await phone.evaluate(
        () => document.activeElement.id || document.activeElement.textContent.trim(),
      ),
    );
  }
  assert.deepEqual(names, [
    'Skip to the pictures',
    'try-url',
    'w=800&f=auto',
    'w=400&h=400&pos=0.6x0.5',
  ]);
  const nameless = await phone.evaluate(() =>
    [...document.querySelectorAll('input, select, button, a, progress, img')]
      .filter(
        (element) =>
          !(
            element.labels?.length ||
            element.textContent.trim() ||
            element.ariaLabel ||
            element.hasAttribute('alt')
          ),
      )
      .map((element) => element.outerHTML),
  );
  assert.deepEqual(nameless, []);
});
