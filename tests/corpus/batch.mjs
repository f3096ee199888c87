/*
 * batch.mjs - many lines through one process, and through another one when it dies
 *
 * The programs here print one line for each line they read. A process that ends early, or prints
 * nothing for long, has broken over the line after its last answer; the next process goes on there.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** More than the deadline of any job. */
const SILENCE_MS = 90_000;

/** Answers of one process; the last one is { broken } when it did not get to the end. */
async function runOnce(program, parameters, lines) {
  const child = spawn(program, parameters);
  const stderr = [];
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  child.stderr.on('data', (piece) => stderr.push(piece));
  child.stdin.on('error', () => {}); // it may die before it has read everything
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));

  const answers = [];
  let silent = false;
  const alarm = setTimeout(() => {
    silent = true;
    child.kill('SIGKILL');
  }, SILENCE_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    answers.push(line);
    alarm.refresh();
  }
  clearTimeout(alarm);
  const end = await ended;
  if (answers.length < lines.length) {
    const why = silent ? `no answer within ${SILENCE_MS / 1000} s` : `ended with ${end}`;
    answers.push({ broken: `${why}: ${Buffer.concat(stderr).toString().slice(0, 2000)}` });
  }
  return answers;
}

/** One answer for each line: its text, or { broken: why }. */
export async function runLines(program, parameters, lines) {
  const answers = [];
  while (answers.length < lines.length) {
    answers.push(...(await runOnce(program, parameters, lines.slice(answers.length))));
  }
  return answers;
}
