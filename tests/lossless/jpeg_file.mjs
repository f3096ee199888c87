/*
 * jpeg_file.mjs - what a JPEG says about its picture, without what is said beside it
 */

const SOF = [0xc0, 0xc1, 0xc2];
const [DHT, SOI, EOI, SOS, DQT, RST0, RST7] = [0xc4, 0xd8, 0xd9, 0xda, 0xdb, 0xd0, 0xd7];

/** Of entropy-coded data: where the next marker is that ends it. */
function endOfScan(bytes, start) {
  for (let at = start; ; at++) {
    const [first, second] = [bytes[at], bytes[at + 1]];
    if (first === 0xff && second !== 0 && !(second >= RST0 && second <= RST7)) return at;
  }
}

function* segmentsOf(bytes) {
  for (let at = 2; bytes[at + 1] !== EOI; ) {
    const code = bytes[at + 1];
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    yield { code, body: bytes.subarray(at + 4, end) };
    at = code === SOS ? endOfScan(bytes, end) : end;
    if (code === SOS) yield { code: SOI, body: bytes.subarray(end, at) };
  }
}

function quantTables(body, tables) {
  for (let at = 0; at < body.length; ) {
    const bytes = body[at] >> 4 === 0 ? 1 : 2;
    const steps = Array.from({ length: 64 }, (_, n) => body.readUIntBE(at + 1 + n * bytes, bytes));
    tables[body[at] & 15] = steps;
    at += 1 + 64 * bytes;
  }
}

/**
 * { width, height, components: [{ h, v, steps }], scans: [hex] }: 'scans' are Huffman tables, scan headers
 * without component numbers, and coded data.
 */
export function codedPicture(bytes) {
  const tables = [];
  const scans = [];
  let frame;
  for (const { code, body } of segmentsOf(bytes)) {
    if (code === DQT) quantTables(body, tables);
    if (SOF.includes(code)) frame = { code, body };
    if (code === DHT || code === SOI) scans.push(body.toString('hex'));
    if (code === SOS) scans.push(body.filter((_, at) => at === 0 || at % 2 === 0 || at > body[0] * 2).toString('hex'));
  }
  const { body } = frame;
  const components = Array.from({ length: body[5] }, (_, at) => {
    const [, factors, table] = body.subarray(6 + at * 3);
    return { h: factors >> 4, v: factors & 15, steps: tables[table] };
  });
  return { width: body.readUInt16BE(3), height: body.readUInt16BE(1), components, scans };
}
