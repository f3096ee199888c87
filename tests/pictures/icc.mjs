/*
 * icc.mjs - a small ICC profile: three primaries and one gamma
 */

/** Colorants of Display P3 in the profile connection space, as s15Fixed16 numbers of X, Y, Z. */
const P3 = {
  rXYZ: [0x83df, 0x3dbf, -0x45],
  gXYZ: [0x4abf, 0xb137, 0xab9],
  bXYZ: [0x2838, 0x110b, 0xc8b9],
};

function tag(type, body) {
  const data = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), body]);
  return Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
}

function numbers(...values) {
  const body = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => body.writeInt32BE(value, at * 4));
  return body;
}

/** A monitor profile of Display P3's primaries with the given gamma. */
export function profile({ gamma = 1.8 } = {}) {
  const curve = tag('curv', Buffer.from([0, 0, 0, 1, Math.trunc(gamma), Math.round((gamma % 1) * 256)]));
  const tags = [
    ...Object.entries(P3).map(([name, xyz]) => [name, tag('XYZ ', numbers(...xyz))]),
    ['wtpt', tag('XYZ ', numbers(0xf6d6, 0x10000, 0xd32d))],
    ...['rTRC', 'gTRC', 'bTRC'].map((name) => [name, curve]),
  ];
  let offset = 128 + 4 + 12 * tags.length;
  const table = [numbers(tags.length)];
  for (const [name, data] of tags) {
    table.push(Buffer.from(name, 'latin1'), numbers(offset, data.length));
    offset += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  numbers(0xf6d6, 0x10000, 0xd32d).copy(header, 68);
  return Buffer.concat([header, ...table, ...tags.map(([, data]) => data)]);
}
