/*
 * sharp.mjs - sharp with its native binary
 */
import { runSharp } from './with-sharp.mjs';

export const name = 'sharp';
export const kind = 'native';

let sharp;

export async function load() {
  ({ default: sharp } = await import('sharp'));
  sharp.concurrency(1);
  sharp.cache(false);
}

export const can = () => true;
export const run = ({ bytes }, job) => runSharp(sharp, bytes, job);
