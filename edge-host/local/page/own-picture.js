/*
 * own-picture.js - a picture of the visitor's, transformed here and sent nowhere
 */
import { transform } from '/_scanrill/scanrill/browser.js';
import { listFacts, show, showProblem } from './stage.js';
import { bytes, milliseconds, saving, sentence } from './words.js';

const $ = (id) => document.getElementById(id);
const drop = $('drop');
const options = $('own-options');

let picture;
let work = new AbortController();

export function openDropField() {
  $('own-file').addEventListener('change', ({ target }) => take(target.files[0]));
  options.addEventListener('input', () => {
    $('own-quality').textContent = options.elements.quality.value;
    if (picture) make();
  });
  options.addEventListener('submit', (event) => event.preventDefault());
  document.addEventListener('paste', ({ clipboardData }) => take(clipboardData?.files[0]));
  document.addEventListener('dragover', (event) => {
    event.preventDefault(); // without this a dropped file replaces the page
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) drop.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    take(event.dataTransfer.files[0]);
  });
}

function take(file) {
  if (!file) return;
  picture = file;
  make();
}

/** Make it with the options as they are now; an earlier run that is still at work ends. */
async function make() {
  work.abort();
  work = new AbortController();
  const { signal } = work;
  const { width, format, quality } = Object.fromEntries(new FormData(options));
  $('own-result').hidden = false;
  $('own-progress').hidden = false;
  showProblem($('own-problem'), '');
  try {
    const result = await transform(
      picture,
      {
        ...(width ? { width: Number(width) } : {}),
        ...(format ? { format } : {}),
        quality: Number(quality),
      },
      {
        signal,
        onProgress: (share) => {
          $('own-progress').value = share;
        },
      },
    );
    if (!signal.aborted) await present(result);
  } catch (error) {
    if (signal.aborted) return;
    $('own-stage').replaceChildren();
    $('own-facts').replaceChildren();
    $('own-download').hidden = true;
    showProblem($('own-problem'), sentence(error));
  } finally {
    if (!signal.aborted) $('own-progress').hidden = true;
  }
}

async function present({ data, type, width, height, format, info }) {
  await show($('own-stage'), data, type, `${picture.name}, transformed`);
  listFacts($('own-facts'), [
    ['Before', `${info.source.width} × ${info.source.height}, ${bytes(picture.size)}`],
    ['After', `${width} × ${height}, ${bytes(data.length)}`],
    ['', saving(picture.size, data.length)],
    ['Made in', milliseconds(info.ms.total)],
    ['Memory', `${(info.peakMemory / 1048576).toFixed(1)} MB`],
  ]);
  const link = $('own-download');
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = `${nameOf(picture)}-${width}.${format === 'jpeg' ? 'jpg' : format}`;
  link.hidden = false;
}

const nameOf = (file) => file.name.replace(/\.\w+$/, '') || 'picture';
