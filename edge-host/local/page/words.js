/*
 * words.js - numbers and errors as people read them
 */
const whole = new Intl.NumberFormat('en');

export const bytes = (count) => `${whole.format(count)} bytes`;

export function shortBytes(count) {
  if (count < 1000) return `${count} B`;
  const [value, unit] = count < 1e6 ? [count / 1000, 'kB'] : [count / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

export const milliseconds = (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

export const shortHash = (hash) => `${hash.slice(0, 4)}…${hash.slice(-4)}`;

export function saving(before, after) {
  const share = Math.round((1 - after / before) * 100);
  return share >= 0 ? `${share}% smaller` : `${-share}% larger`;
}

/** What went wrong, and what to do about it. */
export const sentence = ({ message, hint }) => (hint ? `${message}. To do: ${hint}.` : message);
