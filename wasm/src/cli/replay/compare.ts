/*
 * compare.ts - one URL's two answers: what is different
 */
import { metadata } from '../../node.ts';
import { meanDeltaE } from './delta-e.ts';
import { pixelsOf } from './pixels.ts';
import { turnOf } from './turns.ts';

/** An answer of a server. */
export interface Answer {
  status: number;
  type: string;
  body: Uint8Array;
  /** of making it, where the server says so */
  transformMs?: number;
}

/** A picture as viewers see it; what cannot be read has neither size nor orientation. */
export interface Seen {
  status: number;
  type: string;
  bytes: number;
  width?: number;
  height?: number;
}

export interface Comparison {
  ours: Seen;
  theirs: Seen;
  /** mean CIEDE2000, of pictures of one size */
  deltaE?: number;
  /** in words; empty where only bytes differ */
  differences: string[];
}

export async function compare(ours: Answer, theirs: Answer): Promise<Comparison> {
  const [one, other] = [await seenOf(ours), await seenOf(theirs)];
  const differences: string[] = [];
  if (one.status !== other.status) differences.push(`status ${other.status} was theirs`);
  else if (one.type !== other.type) differences.push(`format ${other.type} was theirs`);
  if (one.width === undefined || other.width === undefined) {
    if (one.status === 200 && other.status === 200) differences.push('theirs cannot be read here');
    return { ours: one, theirs: other, differences };
  }
  const sameSize = one.width === other.width && one.height === other.height;
  if (!sameSize) differences.push(`size ${other.width} x ${other.height} was theirs`);
  const turn = await turnOf(ours.body, theirs.body);
  if (turn !== undefined) differences.push(`theirs is ${turn}`);
  if (!sameSize) return { ours: one, theirs: other, differences };
  const deltaE = meanDeltaE(await pixelsOf(ours.body), await pixelsOf(theirs.body));
  return { ours: one, theirs: other, deltaE, differences };
}

async function seenOf({ status, type, body }: Answer): Promise<Seen> {
  const seen = { status, type, bytes: body.length };
  if (status !== 200) return seen;
  try {
    const { width, height } = await metadata(body);
    return { ...seen, width, height };
  } catch {
    return seen;
  }
}
