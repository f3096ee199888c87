/*
 * peer-process.mjs - the parent's side of worker.mjs: start a library's process, ask, stop
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

export class PeerProcess {
  #child;
  #waiting;
  #ended = false;

  /** before: a command that ends by running the command that follows it, such as nice. */
  constructor(name, { env = {}, before = [] } = {}) {
    this.name = name;
    const [program, ...parameters] = [...before, process.execPath, WORKER, name];
    this.#child = spawn(program, parameters, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (message) => this.#settle(message));
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('exit', (code, signal) => this.#end(`${name} ended with ${signal ?? code}`));
  }

  /** The answer to a question of worker.mjs; throws what failed there. */
  ask(question, parameters = {}) {
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) {
        reject(new Error(`${this.name} has ended`));
        return;
      }
      this.#waiting = { resolve, reject };
      this.#child.send({ ask: question, ...parameters }, (error) => {
        if (error) this.#settle({ failed: error.message });
      });
    });
  }

  stop() {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** Resolves when the process is gone. */
  async ended() {
    this.stop();
    if (this.#ended) return;
    await new Promise((resolve) => this.#child.once('exit', resolve));
  }

  #end(failed) {
    this.#ended = true;
    this.#settle({ failed });
  }

  #settle({ answer, failed }) {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (failed === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(failed));
  }
}

/** A source without its bytes, as questions carry it. */
export const withoutBytes = ({ bytes, ...source }) => source;
