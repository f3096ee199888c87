/*
 * exif.mjs - an EXIF segment as phones write it: orientation, and a thumbnail
 */

const SHORT = 3;
const LONG = 4;
const ENTRY_BYTES = 12;
const JPEG_COMPRESSION = 6;

/** A TIFF directory: entries are [tag, type, value]. */
function directory(entries, nextOffset) {
  const bytes = Buffer.alloc(2 + entries.length * ENTRY_BYTES + 4);
  bytes.writeUInt16BE(entries.length, 0);
  entries.forEach(([tag, type, value], i) => {
    const at = 2 + i * ENTRY_BYTES;
    bytes.writeUInt16BE(tag, at);
    bytes.writeUInt16BE(type, at + 2);
    bytes.writeUInt32BE(1, at + 4);
    if (type === SHORT) bytes.writeUInt16BE(value, at + 8);
    else bytes.writeUInt32BE(value, at + 8);
  });
  bytes.writeUInt32BE(nextOffset, bytes.length - 4);
  return bytes;
}

function exifSegment(orientation, thumbnail) {
  const header = Buffer.from('MM\0*\0\0\0\x08', 'latin1');
  const firstBytes = 2 + ENTRY_BYTES + 4;
  const secondAt = header.length + firstBytes;
  const thumbnailAt = secondAt + 2 + 3 * ENTRY_BYTES + 4;
  const tiff = Buffer.concat([
    header,
    directory([[0x0112, SHORT, orientation]], secondAt),
    directory(
      [
        [0x0103, SHORT, JPEG_COMPRESSION],
        [0x0201, LONG, thumbnailAt],
        [0x0202, LONG, thumbnail.length],
      ],
      0,
    ),
    thumbnail,
  ]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([marker, body]);
}

/** Put EXIF behind the start marker of a JPEG. */
export function withExif(jpeg, orientation, thumbnail) {
  return Buffer.concat([jpeg.subarray(0, 2), exifSegment(orientation, thumbnail), jpeg.subarray(2)]);
}
