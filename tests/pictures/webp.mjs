/*
 * webp.mjs - WebP containers for tests: parts of finished files under other headers
 */

function riffChunk(type, body) {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}

function container(chunks) {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]));
}

/** What a picture's file holds besides the extended header: ALPH, VP8, VP8L with their heads. */
function pictureChunks(webp) {
  const chunks = [];
  for (let at = 12; at < webp.length; ) {
    const bytes = webp.readUInt32LE(at + 4);
    const end = at + 8 + bytes + (bytes & 1);
    if (['ALPH', 'VP8 ', 'VP8L'].includes(webp.toString('latin1', at, at + 4))) chunks.push(webp.subarray(at, end));
    at = end;
  }
  return chunks;
}

const number24 = (value) => Buffer.from([value & 255, (value >> 8) & 255, value >> 16]);

const FLAGS = { animation: 2, xmp: 4, exif: 8, alpha: 16, icc: 32 };

function extendedHeader(width, height, flags) {
  return riffChunk('VP8X', Buffer.concat([Buffer.from([flags, 0, 0, 0]), number24(width - 1), number24(height - 1)]));
}

/** A picture with the metadata chunks of an extended file. */
export function withMetadata(webp, { width, height, alpha = false, exif, xmp, icc }) {
  const flags =
    (exif ? FLAGS.exif : 0) | (xmp ? FLAGS.xmp : 0) | (icc ? FLAGS.icc : 0) | (alpha ? FLAGS.alpha : 0);
  return container([
    extendedHeader(width, height, flags),
    ...(icc ? [riffChunk('ICCP', icc)] : []),
    ...pictureChunks(webp),
    ...(exif ? [riffChunk('EXIF', exif)] : []),
    ...(xmp ? [riffChunk('XMP ', xmp)] : []),
  ]);
}

/** frames: [{ webp, x, y, width, height }] on a canvas; places are even. */
export function animation(width, height, frames) {
  return container([
    extendedHeader(width, height, FLAGS.animation | FLAGS.alpha),
    riffChunk('ANIM', Buffer.alloc(6)),
    ...frames.map(({ webp, x, y, width: frameWidth, height: frameHeight }) =>
      riffChunk(
        'ANMF',
        Buffer.concat([
          number24(x / 2),
          number24(y / 2),
          number24(frameWidth - 1),
          number24(frameHeight - 1),
          number24(100),
          Buffer.from([0]),
          ...pictureChunks(webp),
        ]),
      ),
    ),
  ]);
}
