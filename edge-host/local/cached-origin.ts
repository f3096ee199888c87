/*
 * cached-origin.ts - a cache with an origin behind it
 *
 * Requests for a path that is being fetched wait for that one fetch.  MemoryCachedOrigin is the
 * local server's; make test-edge and make serve EDGE=real put Varnish in its place.
 */
import type { Answer } from '../fetch/answer.ts';
import type { Cache } from './cache.ts';
import type { HttpRequest } from './events.ts';

export interface Cached {
  answer: Answer;
  cache: 'Hit' | 'Miss';
  ageSeconds: number;
}

export interface CachedOrigin {
  /** 'path' is canonical: what the viewer function wrote. */
  fetch(http: HttpRequest, path: string): Promise<Cached>;
}

export interface Origin {
  fetch(http: HttpRequest, path: string): Promise<Answer>;
}

export class MemoryCachedOrigin implements CachedOrigin {
  #cache: Cache;
  #origin: Origin;
  #report: (problem: unknown) => void;
  #underWay = new Map<string, Promise<Answer>>();

  /** 'report' is told of what nobody waits for: a stale answer that could not be renewed. */
  constructor(cache: Cache, origin: Origin, report: (problem: unknown) => void) {
    this.#cache = cache;
    this.#origin = origin;
    this.#report = report;
  }

  async fetch(http: HttpRequest, path: string): Promise<Cached> {
    const entry = this.#cache.get(path);
    if (entry?.state === 'stale') this.#renew(http, path).catch(this.#report);
    if (entry) return { answer: entry.answer, cache: 'Hit', ageSeconds: entry.ageSeconds };
    return { answer: await this.#renew(http, path), cache: 'Miss', ageSeconds: 0 };
  }

  #renew(http: HttpRequest, path: string): Promise<Answer> {
    const already = this.#underWay.get(path);
    if (already) return already;
    const fetch = this.#origin
      .fetch(http, path)
      .then((answer) => {
        this.#cache.put(path, answer);
        return answer;
      })
      .finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, fetch);
    return fetch;
  }
}
