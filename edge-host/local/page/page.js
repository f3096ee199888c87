/*
 * page.js - starts the parts of the index page
 */
import { proveWith } from './badge.js';
import { compareAll, fillGallery } from './gallery.js';
import { openDropField } from './own-picture.js';
import { fetchPictures, pathOf } from './server.js';
import { openUrlField } from './try-url.js';

const list = await fetchPictures();
const photographs = list.pictures
  .filter(({ widthPx }) => widthPx)
  .sort((a, b) => b.bytes - a.bytes);
const first =
  photographs.find(({ key }) => /\.jpe?g$/i.test(key)) ?? photographs[0] ?? list.pictures[0];

openDropField();
if (first) openUrlField(`/${pathOf(first.key)}`);
await proveWith(first);
fillGallery(list);

const button = document.getElementById('compare-all');
const note = document.getElementById('compare-note');
button.addEventListener('click', async () => {
  button.disabled = true;
  const say = ({ same, different, failed, all }) => {
    const rest = different + failed > 0 ? `, ${different} different, ${failed} failed` : '';
    const found = `${same} of ${all} variants have the same bytes here and on the server`;
    note.textContent = `${found}${rest}.`;
  };
  say(await compareAll(say));
  button.disabled = false;
});
