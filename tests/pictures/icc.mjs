/*
 * icc.mjs - small ICC profiles: primaries and curves, gray, and tables of colours
 */

const fixed = (number) => Math.round(number * 65536);

/** Primaries relative to D50, each X, Y, Z, of spaces in use. */
export const PRIMARIES = {
  p3: [
    [0.51512, 0.2412, -0.00105],
    [0.29198, 0.69225, 0.04189],
    [0.1571, 0.06657, 0.78407],
  ],
  adobe: [
    [0.60974, 0.31111, 0.01947],
    [0.20528, 0.62567, 0.06087],
    [0.14919, 0.06322, 0.74457],
  ],
  proPhoto: [
    [0.79767, 0.28804, 0],
    [0.13519, 0.71188, 0],
    [0.03134, 0.00009, 0.82491],
  ],
  srgb: [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ],
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

/** A curve that is a gamma, in 8.8 bits. */
export const gammaCurve = (gamma) =>
  tag('curv', Buffer.from([0, 0, 0, 1, Math.trunc(gamma), Math.round((gamma % 1) * 256)]));

/** A curve of points: light of each, from 0 to 1. */
export function tableCurve(points) {
  const body = Buffer.alloc(4 + 2 * points.length);
  body.writeUInt32BE(points.length);
  points.forEach((light, at) => body.writeUInt16BE(Math.round(light * 65535), 4 + 2 * at));
  return tag('curv', body);
}

/** A curve by formula, of kind 0 to 4. */
export const formulaCurve = (kind, ...parameters) =>
  tag('para', Buffer.concat([Buffer.from([0, kind, 0, 0]), numbers(...parameters.map(fixed))]));

/** sRGB's own curve as a formula. */
export const srgbCurve = () => formulaCurve(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

const D50 = [0xf6d6, 0x10000, 0xd32d];

/** A profile of tags: [name, data] each. */
export function profileOf(tags, { space = 'RGB ', connection = 'XYZ ', version = 2 } = {}) {
  let offset = 128 + 4 + 12 * tags.length;
  const table = [numbers(tags.length)];
  for (const [name, data] of tags) {
    table.push(Buffer.from(name, 'latin1'), numbers(offset, data.length));
    offset += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(version === 4 ? 0x04300000 : 0x02400000, 8);
  header.write(`mntr${space}${connection}`, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  numbers(...D50).copy(header, 68);
  return Buffer.concat([header, ...table, ...tags.map(([, data]) => data)]);
}

const whitePoint = ['wtpt', tag('XYZ ', numbers(...D50))];

/** A monitor profile; 'curves' is one for all channels, or three. */
export function rgbProfile(primaries, curves, options = {}) {
  return profileOf(
    [
      ...primaries.map((xyz, at) => [`${'rgb'[at]}XYZ`, tag('XYZ ', numbers(...xyz.map(fixed)))]),
      whitePoint,
      ...['rTRC', 'gTRC', 'bTRC'].map((name, at) => [name, Array.isArray(curves) ? curves[at] : curves]),
    ],
    options,
  );
}

export const grayProfile = (curve, options = {}) =>
  profileOf([whitePoint, ['kTRC', curve]], { space: 'GRAY', ...options });

/** A table of colours that nobody here reads; 'space' is that of the pixels. */
export const tableProfile = (space = 'RGB ') =>
  profileOf([whitePoint, ['A2B0', tag('mft2', Buffer.alloc(600))]], { space, connection: 'Lab ' });

/** Display P3's primaries with a gamma: a profile that is not sRGB. */
export const profile = ({ gamma = 1.8 } = {}) => rgbProfile(PRIMARIES.p3, gammaCurve(gamma));
