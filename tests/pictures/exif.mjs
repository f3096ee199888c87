/*
 * exif.mjs - EXIF as cameras write it: three directories, a thumbnail, maker's notes
 */
const TYPE_BYTES = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1 };

/** Entries [tag, type, value]: text for type 2, bytes for 1 and 7, a number for 3 and 4, numbers for 5. */
function valueOf(type, value, big) {
  if (type === 2) return Buffer.from(`${value}\0`, 'latin1');
  if (Buffer.isBuffer(value)) return value;
  const list = [value].flat();
  const body = Buffer.alloc(list.length * (type === 3 ? 2 : 4));
  list.forEach((number, at) => {
    if (type === 3) big ? body.writeUInt16BE(number, at * 2) : body.writeUInt16LE(number, at * 2);
    else big ? body.writeUInt32BE(number, at * 4) : body.writeUInt32LE(number, at * 4);
  });
  return body;
}

/**
 * A TIFF block. 'directories' are { name: entries }; a value { to: name } is the offset of another
 * directory, 'next' of the first one is the directory of the thumbnail.
 */
export function tiffBlock({ first, camera, gps, thumbnail, picture = Buffer.alloc(0), big = true }) {
  const put16 = (n) => valueOf(3, n, big);
  const put32 = (n) => valueOf(4, n, big);
  const parts = [Buffer.from(big ? 'MM\0*' : 'II*\0', 'latin1'), put32(8)];
  const sizeOf = (entries) =>
    entries === undefined
      ? 0
      : 6 + 12 * entries.length +
        entries.reduce((sum, [, type, value]) => {
          const bytes = value?.to === undefined ? valueOf(type, value, big).length : 4;
          return sum + (bytes > 4 ? bytes + (bytes & 1) : 0);
        }, 0);
  const places = {};
  let end = 8;
  for (const [name, entries] of Object.entries({ first, camera, gps, thumbnail })) {
    if (entries === undefined) continue;
    places[name] = end;
    end += sizeOf(entries);
  }
  places.picture = end;
  for (const [name, entries] of Object.entries({ first, camera, gps, thumbnail })) {
    if (entries === undefined) continue;
    let more = places[name] + 6 + 12 * entries.length;
    const values = [];
    parts.push(put16(entries.length));
    for (const [tag, type, value] of entries) {
      const bytes = value?.to === undefined ? valueOf(type, value, big) : put32(places[value.to]);
      parts.push(put16(tag), put16(type), put32(bytes.length / TYPE_BYTES[type]));
      if (bytes.length <= 4) {
        parts.push(Buffer.concat([bytes, Buffer.alloc(4 - bytes.length)]));
        continue;
      }
      parts.push(put32(more));
      const even = Buffer.concat([bytes, Buffer.alloc(bytes.length & 1)]);
      values.push(even);
      more += even.length;
    }
    parts.push(put32(name === 'first' && thumbnail ? places.thumbnail : 0), ...values);
  }
  return Buffer.concat([...parts, picture]);
}

/** What a phone writes. Every text can be looked for in a result. */
export const MARKS = {
  artist: 'MARK-ARTIST',
  copyright: 'MARK-COPYRIGHT',
  make: 'MARK-MAKE',
  lens: 'MARK-LENS',
  gps: 'MARK-GPS-PLACE',
  maker: 'MARK-MAKER-NOTE',
  thumbnail: 'MARK-THUMBNAIL',
};

export function phoneExif({ orientation = 1, big = true } = {}) {
  const picture = Buffer.from(`\xff\xd8${MARKS.thumbnail}\xff\xd9`, 'latin1');
  return tiffBlock({
    big,
    picture,
    first: [
      [0x010f, 2, MARKS.make],
      [0x0112, 3, orientation],
      [0x013b, 2, MARKS.artist],
      [0x8298, 2, MARKS.copyright],
      [0x8769, 4, { to: 'camera' }],
      [0x8825, 4, { to: 'gps' }],
    ],
    camera: [
      [0x829a, 5, [1, 125]],
      [0x927c, 7, Buffer.from(MARKS.maker)],
      [0xa002, 4, 4000],
      [0xa434, 2, MARKS.lens],
    ],
    gps: [
      [0x0001, 2, 'N'],
      [0x0002, 5, [48, 1, 8, 1, 0, 1]],
      [0x001b, 7, Buffer.from(MARKS.gps)],
    ],
    thumbnail: [
      [0x0201, 4, { to: 'picture' }],
      [0x0202, 4, picture.length],
    ],
  });
}
