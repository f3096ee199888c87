/*
 * jpeg.mjs - a JPEG writer for tests: what encoders in use do not write
 *
 * Any sampling factors, one to four components, restart markers, one scan or one for each
 * component, progressive by spectral selection with runs of ended blocks, any segments in front.
 * Whole numbers only, so every machine writes the same bytes. Its Huffman tables have all 256
 * symbols and are not the best ones.
 */

// ---- Huffman tables: symbols in order of likelihood, with fixed lengths ----

const DC_TABLE = { lengths: { 3: 2, 4: 8, 5: 2 }, symbols: [...Array(12).keys()] };

/** [run of zeros, size] in a byte: short runs of small numbers come first, ends of blocks before all. */
const AC_LIKELIHOOD = (symbol) => {
  const run = symbol >> 4;
  const size = symbol & 15;
  if (size === 0) return run === 0 ? 0 : 12 + run;
  return 2 * run + 3 * size;
};
const AC_TABLE = {
  lengths: { 3: 2, 4: 2, 5: 4, 6: 8, 7: 16, 8: 16, 9: 16, 11: 192 },
  symbols: [...Array(256).keys()].sort((a, b) => AC_LIKELIHOOD(a) - AC_LIKELIHOOD(b) || a - b),
};

/** symbol -> [code, length] */
function codesOf({ lengths, symbols }) {
  const codes = [];
  let code = 0;
  let next = 0;
  for (let length = 1; length <= 16; length++, code <<= 1) {
    for (let n = 0; n < (lengths[length] ?? 0); n++) codes[symbols[next++]] = [code++, length];
  }
  return codes;
}
const DC_CODES = codesOf(DC_TABLE);
const AC_CODES = codesOf(AC_TABLE);

// ---- coefficients ----

const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];

/** cos(k pi / 16) x 4096, k = 0..8; row 0 of the DCT is shorter by the square root of 2. */
const COSINE = [4096, 4017, 3784, 3406, 2896, 2276, 1567, 799, 0];
const DCT = Float64Array.from({ length: 64 }, (_, at) => {
  const frequency = at >> 3;
  const angle = (frequency * (2 * (at & 7) + 1)) % 32;
  const folded = angle > 16 ? 32 - angle : angle;
  const value = folded > 8 ? -COSINE[16 - folded] : COSINE[folded];
  return frequency === 0 ? 2896 : value;
});

/** Coarser with the frequency: 'step' 0 is the finest table there is. */
function quantTable(step) {
  return Array.from({ length: 64 }, (_, at) => Math.min(255, 1 + ((step * (2 + (at >> 3) + (at & 7))) >> 2)));
}

/** 64 samples -> 64 quantised coefficients in zigzag order. */
function transformBlock(samples, quant) {
  const half = new Float64Array(64);
  for (let row = 0; row < 8; row++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += DCT[u * 8 + x] * samples[row * 8 + x];
      half[row * 8 + u] = sum;
    }
  }
  return ZIGZAG.map((at) => {
    let sum = 0;
    for (let y = 0; y < 8; y++) sum += DCT[(at & ~7) + y] * half[y * 8 + (at & 7)];
    return Math.round(sum / (quant[at] * 4 * 4096 * 4096));
  });
}

/** Box averages of the pixels that a sample covers, wholly or in part. */
function subsample(samples, { width, height }, { h, v }, { hMax, vMax }) {
  const out = { width: Math.ceil((width * h) / hMax), height: Math.ceil((height * v) / vMax) };
  out.samples = new Uint8Array(out.width * out.height);
  for (let row = 0; row < out.height; row++) {
    const top = Math.floor((row * vMax) / v);
    const bottom = Math.min(height, Math.ceil(((row + 1) * vMax) / v));
    for (let column = 0; column < out.width; column++) {
      const left = Math.floor((column * hMax) / h);
      const right = Math.min(width, Math.ceil(((column + 1) * hMax) / h));
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += samples[y * width + x];
      const count = (bottom - top) * (right - left);
      out.samples[row * out.width + column] = (2 * sum + count) / (2 * count);
    }
  }
  return out;
}

/** The component's blocks, as many as its MCUs have; outside the picture the edge is repeated. */
function makeBlocks(plane, { h, v, quant }, { mcuColumns, mcuRows }) {
  const columns = mcuColumns * h;
  const blocks = [];
  for (let block = 0; block < columns * mcuRows * v; block++) {
    const left = (block % columns) * 8;
    const top = Math.trunc(block / columns) * 8;
    const samples = Array.from({ length: 64 }, (_, at) => {
      const x = Math.min(left + (at & 7), plane.width - 1);
      const y = Math.min(top + (at >> 3), plane.height - 1);
      return plane.samples[y * plane.width + x] - 128;
    });
    blocks.push(transformBlock(samples, quant));
  }
  return blocks;
}

// ---- entropy coding ----

class BitWriter {
  #bytes = [];
  #bits = 0;
  #count = 0;

  put(value, count) {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#bits = (this.#bits << 1) | ((value >> bit) & 1);
      if (++this.#count === 8) this.#byte();
    }
  }

  #byte() {
    this.#bytes.push(this.#bits);
    if (this.#bits === 0xff) this.#bytes.push(0);
    this.#bits = this.#count = 0;
  }

  /** Fill the last byte with ones. */
  align() {
    while (this.#count > 0) this.put(1, 1);
  }

  marker(code) {
    this.align();
    this.#bytes.push(0xff, code);
  }

  take() {
    this.align();
    return Buffer.from(this.#bytes);
  }
}

const sizeOf = (value) => 32 - Math.clz32(Math.abs(value));
/** A number in 'size' bits: negative ones count up from 0. */
const magnitude = (value, size) => (value < 0 ? value + (1 << size) - 1 : value);

/** One scan: the coefficients first..last of some components. */
class Scan {
  #bits = new BitWriter();
  #previous = new Map();
  #endedBlocks = 0;
  #first;
  #last;
  #progressive;

  constructor({ first, last, progressive }) {
    this.#first = first;
    this.#last = last;
    this.#progressive = progressive;
  }

  block(component, coefficients) {
    if (this.#first === 0) this.#dc(component, coefficients[0]);
    if (this.#last > 0) this.#ac(coefficients);
  }

  #dc(component, value) {
    const difference = value - (this.#previous.get(component) ?? 0);
    const size = sizeOf(difference);
    this.#bits.put(...DC_CODES[size]);
    this.#bits.put(magnitude(difference, size), size);
    this.#previous.set(component, value);
  }

  #ac(coefficients) {
    let run = 0;
    for (let k = Math.max(1, this.#first); k <= this.#last; k++) {
      if (coefficients[k] === 0) {
        run++;
        continue;
      }
      this.#flushEnded();
      for (; run > 15; run -= 16) this.#bits.put(...AC_CODES[0xf0]);
      const size = sizeOf(coefficients[k]);
      this.#bits.put(...AC_CODES[(run << 4) | size]);
      this.#bits.put(magnitude(coefficients[k], size), size);
      run = 0;
    }
    if (run === 0) return;
    if (!this.#progressive) this.#bits.put(...AC_CODES[0]);
    else if (++this.#endedBlocks === 0x7fff) this.#flushEnded();
  }

  /** Progressive scans count blocks that have nothing more. */
  #flushEnded() {
    if (this.#endedBlocks === 0) return;
    const size = sizeOf(this.#endedBlocks) - 1;
    this.#bits.put(...AC_CODES[size << 4]);
    this.#bits.put(this.#endedBlocks - (1 << size), size);
    this.#endedBlocks = 0;
  }

  restart(number) {
    this.#flushEnded();
    this.#bits.marker(0xd0 + (number & 7));
    this.#previous.clear();
  }

  take() {
    this.#flushEnded();
    return this.#bits.take();
  }
}

// ---- segments ----

export function segment(code, body) {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** EXIF with an orientation and nothing else, unless there are more bytes. */
export function exifSegment(orientation, more = Buffer.alloc(0)) {
  const tiff = Buffer.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8], // big-endian, first directory at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // one entry, a short
    ...[0, 0, 0, 0],
  ]);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, more]));
}

/** transform: 0 is RGB or CMYK, 1 YCbCr, 2 YCCK */
export const adobeSegment = (transform) =>
  segment(0xee, Buffer.concat([Buffer.from('Adobe', 'latin1'), Buffer.from([0, 100, 0, 0, 0, 0, transform])]));

const jfif = () => segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'));
const quantSegment = (number, quant) => segment(0xdb, Buffer.from([number, ...ZIGZAG.map((at) => quant[at])]));

function huffmanSegment(number, { lengths, symbols }) {
  const counts = Array.from({ length: 16 }, (_, at) => lengths[at + 1] ?? 0);
  return segment(0xc4, Buffer.from([number, ...counts, ...symbols]));
}

function frameSegment({ width, height, progressive }, components) {
  const head = [8, height >> 8, height & 255, width >> 8, width & 255, components.length];
  const entries = components.flatMap(({ id, h, v, table }) => [id, (h << 4) | v, table]);
  return segment(progressive ? 0xc2 : 0xc0, Buffer.from([...head, ...entries]));
}

function scanSegment(components, { first, last }) {
  const entries = components.flatMap(({ id }) => [id, 0x00]);
  return segment(0xda, Buffer.from([components.length, ...entries, first, last, 0]));
}

// ---- the whole ----

/** Which coefficients of which components come together. */
function scansOf(components, { progressive, separate }) {
  const whole = { first: 0, last: 63, progressive: false };
  if (!progressive && separate) return components.map((one) => ({ ...whole, of: [one] }));
  if (!progressive) return [{ ...whole, of: components }];
  const bands = [[1, 5], [6, 63]];
  return [
    { first: 0, last: 0, progressive, of: components },
    ...bands.flatMap(([first, last]) => components.map((one) => ({ first, last, progressive, of: [one] }))),
  ];
}

/** The blocks of a scan, MCU by MCU. A scan of one component has its own blocks only, without padding. */
function* mcusOf(of, { mcuColumns, mcuRows }) {
  if (of.length === 1) {
    const [component] = of;
    for (let row = 0; row < Math.ceil(component.plane.height / 8); row++) {
      for (let column = 0; column < Math.ceil(component.plane.width / 8); column++) {
        yield [[component, row * mcuColumns * component.h + column]];
      }
    }
    return;
  }
  for (let mcu = 0; mcu < mcuColumns * mcuRows; mcu++) {
    yield of.flatMap((component) => blocksOfMcu(component, mcu, mcuColumns));
  }
}

function blocksOfMcu(component, mcu, mcuColumns) {
  const { h, v } = component;
  const top = Math.trunc(mcu / mcuColumns) * v;
  const left = (mcu % mcuColumns) * h;
  return Array.from({ length: h * v }, (_, at) => [
    component,
    (top + Math.trunc(at / h)) * mcuColumns * h + left + (at % h),
  ]);
}

function encodeScan(plan, grid, restart) {
  const scan = new Scan(plan);
  let mcus = 0;
  for (const mcu of mcusOf(plan.of, grid)) {
    if (restart > 0 && mcus > 0 && mcus % restart === 0) scan.restart(mcus / restart - 1);
    for (const [component, block] of mcu) scan.block(component.id, component.blocks[block]);
    mcus++;
  }
  return scan.take();
}

/**
 * planes: one array of width x height samples for each component, at full size.
 * sampling: [h, v] of each, default 1x1.  step: how coarse, 0 is best.  restart: MCUs between
 * markers.  separate: a scan for each component.  ids: component numbers, default 1, 2, ...
 * segments: between SOI and the tables, instead of JFIF.
 */
export function encodeJpeg({
  width,
  height,
  planes,
  sampling = [],
  step = 6,
  restart = 0,
  separate = false,
  progressive = false,
  ids = [],
  segments = [jfif()],
}) {
  const quants = [quantTable(step), quantTable(step + (step >> 1))];
  const factors = planes.map((_, at) => sampling[at] ?? [1, 1]);
  const hMax = Math.max(...factors.map(([h]) => h));
  const vMax = Math.max(...factors.map(([, v]) => v));
  const grid = { mcuColumns: Math.ceil(width / (8 * hMax)), mcuRows: Math.ceil(height / (8 * vMax)) };
  const components = planes.map((samples, at) => {
    const [h, v] = factors[at];
    const table = at === 1 || at === 2 ? 1 : 0;
    const plane = subsample(samples, { width, height }, { h, v }, { hMax, vMax });
    const blocks = makeBlocks(plane, { h, v, quant: quants[table] }, grid);
    return { id: ids[at] ?? at + 1, h, v, table, plane, blocks };
  });
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments,
    quantSegment(0, quants[0]),
    quantSegment(1, quants[1]),
    frameSegment({ width, height, progressive }, components),
    huffmanSegment(0x00, DC_TABLE),
    huffmanSegment(0x10, AC_TABLE),
    ...(restart > 0 ? [segment(0xdd, Buffer.from([restart >> 8, restart & 255]))] : []),
    ...scansOf(components, { progressive, separate }).flatMap((plan) => [
      scanSegment(plan.of, plan),
      encodeScan(plan, grid, restart),
    ]),
    Buffer.from([0xff, 0xd9]),
  ]);
}
