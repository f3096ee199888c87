/*
 * hostile.mjs - what somebody sends who wants to cost us time: each is to be refused, or to end
 */
import { GRAY, encodePng } from '../../tests/pictures/png.mjs';

/** Pictures by key, from a good JPEG of 6 megapixels. */
export function hostilePictures(photo) {
  const bomb = Buffer.from(photo);
  const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]));
  bomb.writeUInt16BE(60000, frame + 5);
  bomb.writeUInt16BE(60000, frame + 7);
  const side = 7000;
  return {
    'bomb.jpg': bomb,
    'cut.jpg': photo.subarray(0, photo.length * 0.9),
    'noise.jpg': Buffer.concat([photo.subarray(0, 2000), Buffer.alloc(200_000, 0x5a)]),
    'text.jpg': Buffer.from('this is plain text'),
    // 49 megapixels in a few kilobytes
    'plain.png': encodePng({ width: side, height: side, colourType: GRAY, samples: new Uint8Array(side * side) }),
  };
}

/** What is asked for: key and options. */
export const HOSTILE = [
  ['bomb.jpg', { width: 800 }],
  ['cut.jpg', { width: 800 }],
  ['noise.jpg', { width: 800 }],
  ['text.jpg', { width: 800 }],
  ['plain.png', { width: 800 }],
  ['none.jpg', { width: 800 }],
];
