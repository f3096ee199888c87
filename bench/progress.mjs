/*
 * progress.mjs - what a command is doing and how long it will take, on the error stream
 */

const MS_IN_SECOND = 1000;

export const say = (sentence) => process.stderr.write(`${sentence}\n`);

export function secondsText(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;
}

/** Tells, after each step of known weight, how much is left. */
export class Progress {
  #total;
  #done = 0;
  #started = performance.now();

  /** total: the sum of all steps' weights; what: the sentence before the numbers. */
  constructor(what, total, expectedSeconds) {
    this.#total = total;
    say(`${what}: about ${secondsText(expectedSeconds)}`);
  }

  step(sentence, weight = 1) {
    this.#done += weight;
    const spent = (performance.now() - this.#started) / MS_IN_SECOND;
    const left = (spent * (this.#total - this.#done)) / this.#done;
    say(`  ${sentence} (${secondsText(spent)}, ${secondsText(Math.max(0, left))} left)`);
  }
}
