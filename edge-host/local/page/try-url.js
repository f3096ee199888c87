/*
 * try-url.js - a URL to write, and what the server answers to it
 */
import { fetchVariant } from './server.js';
import { listFacts, show, showProblem } from './stage.js';
import { bytes, milliseconds, sentence } from './words.js';

const field = document.getElementById('try-url');
const stage = document.getElementById('try-stage');
const facts = document.getElementById('try-facts');
const problem = document.getElementById('try-problem');
const examples = document.getElementById('try-examples');

const QUERIES = [
  'w=800&f=auto',
  'w=400&h=400&pos=0.6x0.5',
  'w=600&h=300&fit=contain&bg=1f6f6b',
  'w=500&rot=90',
  'w=500&gray&f=webp',
  'w=600&q=20&f=jpeg',
  'crop=0.25,0.25,0.5,0.5&w=600',
  'w=abc',
];

const TYPING_MS = 300;
let asked = new AbortController();
let timer;

export function openUrlField(picturePath) {
  document.getElementById('try-origin').textContent = location.host;
  examples.replaceChildren(...QUERIES.map(makeExample));
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, TYPING_MS);
  });
  document.getElementById('try').addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  return tryUrl(`${picturePath}?${QUERIES[0]}`);
}

export function tryUrl(url) {
  field.value = url;
  return ask();
}

function makeExample(query) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = query;
  button.addEventListener('click', () => tryUrl(`${field.value.split('?')[0]}?${query}`));
  return button;
}

async function ask() {
  clearTimeout(timer);
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const url = new URL(field.value.trim(), location.origin);
    if (url.origin !== location.origin) throw new Error('this page asks its own server only');
    const answer = await fetchVariant(url, signal);
    if (!answer.ok) return refuse(`${answer.status}: ${sentence(answer)}`);
    if (!answer.type.startsWith('image/')) return refuse('this is not a picture');
    const { width, height } = await show(
      stage,
      answer.body,
      answer.type,
      `the result of ${field.value}`,
    );
    if (signal.aborted) return;
    showProblem(
      problem,
      answer.unknown === '' ? '' : `Dropped, because there is no such option: ${answer.unknown}`,
    );
    listFacts(facts, [
      ['Size', `${width} × ${height}`],
      ['Format', answer.type],
      ['Bytes', bytes(answer.body.length)],
      ['Made in', milliseconds(answer.ms)],
      ['Cache', answer.cache],
      ['Cache key', answer.path, 'code'],
      ['SHA-256', answer.sha256, 'code'],
    ]);
  } catch (error) {
    if (!signal.aborted) refuse(error.message);
  }
}

function refuse(text) {
  stage.replaceChildren();
  facts.replaceChildren();
  showProblem(problem, text);
}
