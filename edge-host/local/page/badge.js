/*
 * badge.js - the proof at the top of the page
 */
import { compare } from './compare.js';
import { pathOf } from './server.js';
import { bytes, shortHash } from './words.js';

const badge = document.getElementById('badge');
const text = document.getElementById('badge-text');

export async function proveWith(picture) {
  if (!picture) return say('failed', 'There is no picture in this folder to compare with.');
  try {
    const url = `/${pathOf(picture.key)}?w=640&f=webp`;
    const { same, here, there } = await compare(url, picture.key, { width: 640, format: 'webp' });
    if (same) say('same', `This browser made the same ${side(here, ' as the server, sha256 ')}`);
    else say('different', `This browser made ${side(here)}, the server ${side(there)}. ${REPORT}`);
    badge.title = `${url}: here ${here.sha256}, server ${there.sha256}`;
  } catch (error) {
    say('failed', `The comparison did not run: ${error.message}`);
  }
}

const REPORT = 'They should be the same: please report it.';

const side = (made, joint = ', sha256 ') => `${bytes(made.bytes)}${joint}${shortHash(made.sha256)}`;

function say(state, sentence) {
  badge.dataset.state = state;
  text.textContent = sentence;
}
