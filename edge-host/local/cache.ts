/*
 * cache.ts - CloudFront's cache, in this process
 *
 * Keyed by path alone.  Honours max-age and stale-while-revalidate of Cache-Control.  The least
 * recently used answers go first when the sum of bodies passes the limit.  Holds answers.
 */
import type { Answer } from '../fetch/answer.ts';

export interface CacheEntry {
  answer: Answer;
  ageSeconds: number;
  /** 'stale': may still be used, while a new one is fetched. */
  state: 'fresh' | 'stale';
}

interface Kept {
  answer: Answer;
  storedMs: number;
  freshMs: number;
  staleMs: number;
}

export class Cache {
  #kept = new Map<string, Kept>();
  #bytes = 0;
  #maxBytes: number;
  #now: () => number;

  constructor(maxBytes: number, now: () => number) {
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  get(path: string): CacheEntry | undefined {
    const kept = this.#kept.get(path);
    if (!kept) return undefined;
    const ageMs = this.#now() - kept.storedMs;
    if (ageMs >= kept.freshMs + kept.staleMs) {
      this.delete(path);
      return undefined;
    }
    this.#kept.delete(path); // to the end of the map: the most recently used
    this.#kept.set(path, kept);
    return {
      answer: kept.answer,
      ageSeconds: Math.floor(ageMs / 1000),
      state: ageMs < kept.freshMs ? 'fresh' : 'stale',
    };
  }

  put(path: string, answer: Answer): void {
    this.delete(path);
    const control = answer.headers['cache-control'] ?? '';
    const freshMs = secondsOf(control, 'max-age') * 1000;
    if (freshMs === 0 || /\bno-store\b|\bprivate\b/.test(control)) return;
    const staleMs = secondsOf(control, 'stale-while-revalidate') * 1000;
    this.#kept.set(path, { answer, storedMs: this.#now(), freshMs, staleMs });
    this.#bytes += answer.body.byteLength;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(path: string): void {
    this.#bytes -= this.#kept.get(path)?.answer.body.byteLength ?? 0;
    this.#kept.delete(path);
  }
}

function secondsOf(cacheControl: string, directive: string): number {
  return Number(new RegExp(`(?:^|[\\s,])${directive}=(\\d+)`).exec(cacheControl)?.[1] ?? 0);
}
