/*
 * false_core.mjs - a WebAssembly module that answers what a test wants
 *
 * The door must not believe a core that a hostile picture has taken over. This writes such a core:
 * each export answers a constant, or traps; the memory holds a text.
 */
const leb = (value) => {
  const bytes = [];
  for (let left = value >>> 0; ; left >>>= 7) {
    if (left < 128) return [...bytes, left];
    bytes.push((left & 127) | 128);
  }
};

/** A signed 32-bit constant. */
const signedLeb = (value) => {
  const bytes = [];
  for (let left = value | 0; ; left >>= 7) {
    const done = (left === 0 && (left & 64) === 0) || (left === -1 && (left & 64) !== 0);
    if (done && bytes.length > 0 && (bytes.at(-1) & 64) === (left & 64)) {
      bytes[bytes.length - 1] &= 127;
      return bytes;
    }
    bytes.push((left & 127) | 128);
    if (bytes.length > 5) throw new Error('too long');
  }
};

const vector = (items) => [...leb(items.length), ...items.flat()];
const text = (string) => vector([...new TextEncoder().encode(string)].map((byte) => [byte]));
const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes];

const I32 = 0x7f;
const TYPES = [
  [0x60, 0, 1, I32], // 0: () -> i32
  [0x60, 6, I32, I32, I32, I32, I32, I32, 1, I32], // 1: rill_wasm_open
  [0x60, 4, I32, I32, I32, I32, 1, I32], // 2: rill.read
];

const NAMES = [
  'buffer',
  'open',
  'plan',
  'need_bytes',
  'run',
  'take',
  'take_bytes',
  'describe',
  'version',
];
const BUFFER = 1024;
const TEXT = 32768; // describe() copies it into the buffer, where the request has been

/**
 * @param answers what exports answer: a number, 'trap', or { read: [source, offset, pointer, bytes] }
 * @param json what describe() puts into the buffer
 */
export function falseCore(answers = {}, json = '{}', pages = 2) {
  const size = new TextEncoder().encode(json).length;
  const all = {
    buffer: BUFFER,
    open: 0,
    plan: 0,
    need_bytes: 0,
    run: 0,
    take: 0,
    take_bytes: 0,
    describe: size,
    version: 0,
    ...answers,
  };
  const code = NAMES.map((name) => {
    const answer = all[name];
    const copy = [BUFFER, TEXT, size].flatMap((value) => [0x41, ...signedLeb(value)]);
    const start = name === 'describe' ? [...copy, 0xfc, 10, 0, 0] : []; // memory.copy
    const body =
      answer === 'trap'
        ? [0x00]
        : typeof answer === 'number'
          ? [0x41, ...signedLeb(answer)]
          : [...answer.read.flatMap((value) => [0x41, ...signedLeb(value)]), 0x10, 0];
    const whole = [0, ...start, ...body, 0x0b];
    return [...leb(whole.length), ...whole];
  });
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, vector(TYPES)),
    ...section(
      2,
      vector([
        [...text('rill'), ...text('read'), 0, 2],
        [...text('env'), ...text('memory'), 2, 1, ...leb(pages), ...leb(pages + 2)],
      ]),
    ),
    ...section(3, vector(NAMES.map((name) => [name === 'open' ? 1 : 0]))),
    ...section(7, vector(NAMES.map((name, i) => [...text(`rill_wasm_${name}`), 0, ...leb(i + 1)]))),
    ...section(10, vector(code)),
    ...section(11, vector([[0, 0x41, ...signedLeb(TEXT), 0x0b, ...text(json)]])),
  ]);
}

/** A description as the real core writes it. */
export const description = (changes = {}) => ({
  status: 'OK',
  where: '',
  detail: '',
  warnings: [],
  source: {
    format: 'jpeg',
    width: 4,
    height: 3,
    storedWidth: 4,
    storedHeight: 3,
    orientation: 1,
    alpha: false,
    depth: 8,
    chroma: '4:2:0',
    gray: false,
    cmyk: false,
    progressive: false,
    interlaced: false,
    animated: false,
    frames: 1,
    iccBytes: 0,
    bytes: 9,
  },
  plan: {
    width: 4,
    height: 3,
    format: 'webp',
    memory: 1000,
    exact: true,
    stages: ['decode', 'encode'],
    watermarks: [],
  },
  result: { format: 'webp', width: 4, height: 3, bytes: 0 },
  ms: { read: 0, decode: 0, transform: 0, encode: 0, total: 1 },
  ...changes,
});
