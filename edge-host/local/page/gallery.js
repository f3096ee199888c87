/*
 * gallery.js - each picture of the folder in a few sizes and formats
 *
 * A card asks for its variants when it comes into view, and all cards stand in one queue: the
 * milliseconds that they show are those of one picture at a time.
 */
import { compare } from './compare.js';
import { fetchVariant, pathOf } from './server.js';
import { show } from './stage.js';
import { tryUrl } from './try-url.js';
import { bytes, milliseconds, shortBytes } from './words.js';

const WIDTHS = [320, 800];
const FORMATS = ['webp', 'jpeg', 'png'];

let queue = Promise.resolve();
const inTurn = (work) => (queue = queue.then(work, work));

/** Every variant that the gallery shows: { key, url, options, button }. */
const variants = [];

export function fillGallery({ pictures, more }) {
  const gallery = document.getElementById('gallery');
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watch.unobserve(target);
        inTurn(() => loadCard(target));
      }
    },
    { rootMargin: '200px' },
  );
  for (const picture of pictures) {
    const card = makeCard(picture);
    gallery.append(card);
    watch.observe(card);
  }
  if (more > 0) {
    const note = document.createElement('p');
    note.textContent = `${more} more are in this folder; write their names above.`;
    gallery.append(note);
  }
}

/** Make every variant here, too. Answers how many were the same. */
export async function compareAll(onProgress) {
  const counts = { same: 0, different: 0, failed: 0, all: variants.length };
  for (const { key, url, options, button } of variants) {
    const state = await inTurn(() =>
      compare(url, key, options).then(
        ({ same }) => (same ? 'same' : 'different'),
        () => 'failed',
      ),
    );
    button.dataset.state = state;
    counts[state]++;
    onProgress(counts);
  }
  return counts;
}

function makeCard(picture) {
  const card = document.createElement('article');
  card.className = 'card';
  const stage = document.createElement('div');
  stage.className = 'stage';
  const text = document.createElement('div');
  text.className = 'text';
  const title = document.createElement('h3');
  title.textContent = picture.key;
  const about = document.createElement('p');
  about.className = 'about';
  about.textContent = picture.widthPx
    ? `${picture.widthPx} × ${picture.heightPx}, ${bytes(picture.bytes)}`
    : bytes(picture.bytes);
  const table = makeTable(picture);
  text.append(title, about, table);
  card.append(stage, text);
  Object.assign(card, { picture, stage, buttons: [...table.querySelectorAll('button')] });
  return card;
}

function makeTable({ key }) {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of ['', ...WIDTHS.map((width) => `${width} px`)])
    head.append(cell('th', name, 'col'));
  const body = table.createTBody();
  for (const format of FORMATS) {
    const row = body.insertRow();
    row.append(cell('th', format, 'row'));
    for (const width of WIDTHS) row.insertCell().append(makeVariant(key, width, format));
  }
  return table;
}

function cell(tag, text, scope) {
  const element = document.createElement(tag);
  element.textContent = text;
  element.scope = scope;
  return element;
}

function makeVariant(key, width, format) {
  const url = `/${pathOf(key)}?w=${width}&f=${format}`;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'variant';
  button.textContent = '…';
  button.setAttribute('aria-label', `${key}, ${width} pixels, ${format}: open it above`);
  button.addEventListener('click', () => {
    tryUrl(url);
    document.getElementById('try-title').scrollIntoView({ block: 'start' });
  });
  Object.assign(button, { url });
  variants.push({ key, url, options: { width, format }, button });
  return button;
}

async function loadCard({ picture, stage, buttons }) {
  const preview = await fetchVariant(`/${pathOf(picture.key)}?w=800&f=auto`);
  if (preview.ok) {
    const { image, width, height } = await show(stage, preview.body, preview.type, picture.key);
    stage.classList.toggle('opaque', !picture.alpha);
    image.classList.toggle('wide', width > height);
  } else stage.textContent = preview.message;
  for (const button of buttons) await loadVariant(button);
}

async function loadVariant(button) {
  const answer = await fetchVariant(button.url);
  if (!answer.ok) {
    button.dataset.state = 'failed';
    button.textContent = String(answer.status);
    button.title = answer.message;
    return;
  }
  const time = document.createElement('small');
  time.textContent = milliseconds(answer.ms);
  button.replaceChildren(shortBytes(answer.body.length), time);
  button.title = `${bytes(answer.body.length)}, sha256 ${answer.sha256}`;
}
